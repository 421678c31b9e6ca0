from django.apps import AppConfig


class StoryConfig(AppConfig):
    name = "atelier_local.windows.story"
    label = "story"
    verbose_name = "Récit"
