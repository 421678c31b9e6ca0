from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "atelier_local.steps.workshops"
    label = "workshops"
    verbose_name = "Ateliers in situ"
