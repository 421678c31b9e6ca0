from django.apps import AppConfig


class ContractConfig(AppConfig):
    name = "atelier_local.steps.contract"
    label = "contract"
    verbose_name = "Marché"
