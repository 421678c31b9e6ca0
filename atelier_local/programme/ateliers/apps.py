from django.apps import AppConfig


class AteliersConfig(AppConfig):
    name = "atelier_local.programme.ateliers"
    label = "ateliers"
    verbose_name = "Ateliers"
