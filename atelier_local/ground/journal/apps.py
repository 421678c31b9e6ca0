from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "atelier_local.ground.journal"
    label = "journal"
    verbose_name = "Journal"
