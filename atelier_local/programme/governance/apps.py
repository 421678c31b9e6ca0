from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "atelier_local.programme.governance"
    label = "governance"
    verbose_name = "Gouvernance"
