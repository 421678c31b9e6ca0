from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "atelier_local.programme.agreement"
    label = "agreement"
    verbose_name = "Accord-cadre"
