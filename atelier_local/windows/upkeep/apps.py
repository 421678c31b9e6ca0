from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "atelier_local.windows.upkeep"
    label = "upkeep"
    verbose_name = "Entretien"
