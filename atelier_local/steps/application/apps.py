from django.apps import AppConfig


class ApplicationConfig(AppConfig):
    name = "atelier_local.steps.application"
    label = "application"
    verbose_name = "Candidature"
