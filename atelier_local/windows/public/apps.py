from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "atelier_local.windows.public"
    label = "public"
    verbose_name = "Public"
