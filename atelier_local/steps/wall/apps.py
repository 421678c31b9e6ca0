from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "atelier_local.steps.wall"
    label = "wall"
    verbose_name = "Mur"
