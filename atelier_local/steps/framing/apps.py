from django.apps import AppConfig


class FramingConfig(AppConfig):
    name = "atelier_local.steps.framing"
    label = "framing"
    verbose_name = "Cadrage"
