from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "atelier_local.programme.territories"
    label = "territories"
    verbose_name = "Territoires"
