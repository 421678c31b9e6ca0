from django.apps import AppConfig


class FinancingConfig(AppConfig):
    name = "atelier_local.steps.financing"
    label = "financing"
    verbose_name = "Financement"
