from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "atelier_local.ground.live"
    label = "live"
    verbose_name = "Direct"
