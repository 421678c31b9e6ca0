from django.apps import AppConfig


class ThreadConfig(AppConfig):
    name = "atelier_local.programme.thread"
    label = "thread"
    verbose_name = "Fil"
