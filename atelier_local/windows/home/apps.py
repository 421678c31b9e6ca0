from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "atelier_local.windows.home"
    label = "home"
    verbose_name = "Accueils"
