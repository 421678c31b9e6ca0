from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "atelier_local.ground.files"
    label = "files"
    verbose_name = "Fichiers"
