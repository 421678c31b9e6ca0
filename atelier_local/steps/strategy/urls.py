from django.urls import path

from . import views

app_name = "strategy"
urlpatterns = [
    path("ateliers/<slug:slug>/strategie/", views.strategy, name="strategy"),
    path("ateliers/<slug:slug>/strategie/enjeux/nouveau/", views.add_issue, name="add_issue"),
    path("ateliers/<slug:slug>/strategie/enjeux/<uuid:pk>/", views.issue, name="issue"),
    path(
        "ateliers/<slug:slug>/strategie/scenarios/nouveau/",
        views.add_scenario,
        name="add_scenario",
    ),
    path(
        "ateliers/<slug:slug>/strategie/scenarios/<uuid:pk>/",
        views.revise_scenario,
        name="revise_scenario",
    ),
    path(
        "ateliers/<slug:slug>/strategie/desaccords/nouveau/",
        views.add_disagreement,
        name="add_disagreement",
    ),
    path(
        "ateliers/<slug:slug>/strategie/desaccords/<uuid:pk>/",
        views.revise_disagreement,
        name="revise_disagreement",
    ),
    path("ateliers/<slug:slug>/strategie/axes/nouveau/", views.add_axis, name="add_axis"),
    path(
        "ateliers/<slug:slug>/strategie/objectifs/nouveau/",
        views.add_objective,
        name="add_objective",
    ),
    path("ateliers/<slug:slug>/strategie/objectifs/<uuid:pk>/", views.objective, name="objective"),
    path(
        "ateliers/<slug:slug>/strategie/objectifs/<uuid:pk>/reformuler/",
        views.reword,
        name="reword",
    ),
    path(
        "ateliers/<slug:slug>/strategie/preconisations/nouvelle/",
        views.add_recommendation,
        name="add_recommendation",
    ),
    path(
        "ateliers/<slug:slug>/strategie/preconisations/<uuid:pk>/",
        views.recommendation,
        name="recommendation",
    ),
]
