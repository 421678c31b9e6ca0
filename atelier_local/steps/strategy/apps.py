from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "atelier_local.steps.strategy"
    label = "strategy"
    verbose_name = "Stratégie"
