from django.apps import AppConfig


class CompetitionConfig(AppConfig):
    name = "atelier_local.steps.competition"
    label = "competition"
    verbose_name = "Consultation"
