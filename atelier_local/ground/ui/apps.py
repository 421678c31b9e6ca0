from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "atelier_local.ground.ui"
    label = "ui"
    verbose_name = "Interface"
