"""Routes, in the order of the story. A room that is not written yet is not routed yet."""

from django.urls import include, path

urlpatterns = [
    path("", include("atelier_local.ground.ui.urls")),
    path("", include("atelier_local.programme.territories.urls")),
    path("", include("atelier_local.programme.people.urls")),
    path("", include("atelier_local.programme.agreement.urls")),
    path("", include("atelier_local.programme.governance.urls")),
    path("", include("atelier_local.steps.application.urls")),
    path("", include("atelier_local.steps.competition.urls")),
    path("", include("atelier_local.steps.contract.urls")),
    path("", include("atelier_local.steps.framing.urls")),
    path("", include("atelier_local.steps.workshops.urls")),
    path("", include("atelier_local.steps.wall.urls")),
    path("", include("atelier_local.steps.evidence.urls")),
    path("", include("atelier_local.steps.strategy.urls")),
    path("", include("atelier_local.steps.roadmap.urls")),
    path("", include("atelier_local.steps.deliverables.urls")),
    path("", include("atelier_local.windows.public.urls")),
    path("", include("atelier_local.windows.upkeep.urls")),
    path("", include("atelier_local.windows.home.urls")),
    path("", include("atelier_local.windows.story.urls")),
]
