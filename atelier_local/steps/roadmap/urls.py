from django.urls import path

from . import views

app_name = "roadmap"
_ROADMAP = "ateliers/<slug:slug>/feuille-de-route/"
_ACTION = f"{_ROADMAP}actions/<uuid:pk>/"
urlpatterns = [
    path(_ROADMAP, views.roadmap, name="roadmap"),
    path(f"{_ROADMAP}tableau.csv", views.export, name="export"),
    path("ateliers/<slug:slug>/boussole/", views.compass, name="compass"),
    path(f"{_ROADMAP}actions/nouvelle/", views.add_action, name="add_action"),
    path(_ACTION, views.action, name="action"),
    path(f"{_ACTION}financement/", views.funding, name="funding"),
    path(f"{_ACTION}engagement/", views.pledge, name="pledge"),
    path(f"{_ACTION}engagements/reprendre/", views.take_up, name="take_up"),
    path(f"{_ACTION}jalon/", views.add_milestone, name="add_milestone"),
    path(
        f"{_ACTION}jalons/<int:milestone>/atteint/", views.reach_milestone, name="reach_milestone"
    ),
    path(f"{_ACTION}nouvelles/", views.update, name="update"),
    path(f"{_ACTION}demander/", views.ask, name="ask"),
    path("ateliers/<slug:slug>/suivi/", views.follow_up, name="follow_up"),
    path("ateliers/<slug:slug>/suivi/revue/", views.record_review, name="record_review"),
    path("nouvelles/<str:token>/", views.news, name="news"),
]
