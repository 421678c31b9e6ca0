from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "atelier_local.steps.roadmap"
    label = "roadmap"
    verbose_name = "Feuille de route"
