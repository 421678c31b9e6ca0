from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "atelier_local.steps.evidence"
    label = "evidence"
    verbose_name = "Preuves"
