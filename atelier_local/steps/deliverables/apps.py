from django.apps import AppConfig


class DeliverablesConfig(AppConfig):
    name = "atelier_local.steps.deliverables"
    label = "deliverables"
    verbose_name = "Livrables"
