from django.urls import path

from .views import actions, following, whole

app_name = "roadmap"
_ROADMAP = "ateliers/<slug:slug>/feuille-de-route/"
_ACTION = f"{_ROADMAP}actions/<uuid:pk>/"
urlpatterns = [
    path(_ROADMAP, whole.roadmap, name="roadmap"),
    path(f"{_ROADMAP}tableau.csv", whole.export, name="export"),
    path(f"{_ROADMAP}classeur.ods", whole.workbook, name="workbook"),
    path("ateliers/<slug:slug>/boussole/", whole.compass, name="compass"),
    path(f"{_ROADMAP}actions/nouvelle/", actions.add_action, name="add_action"),
    path(_ACTION, actions.action, name="action"),
    path(f"{_ACTION}completer/", actions.complete, name="complete"),
    path(f"{_ACTION}financement/", actions.funding, name="funding"),
    path(f"{_ACTION}engagement/", actions.pledge, name="pledge"),
    path(f"{_ACTION}engagements/reprendre/", actions.take_up, name="take_up"),
    path(f"{_ACTION}jalon/", actions.add_milestone, name="add_milestone"),
    path(
        f"{_ACTION}jalons/<int:milestone>/atteint/", actions.reach_milestone, name="reach_milestone"
    ),
    path(f"{_ACTION}nouvelles/", actions.update, name="update"),
    path(f"{_ACTION}demander/", actions.ask, name="ask"),
    path("ateliers/<slug:slug>/suivi/", following.follow_up, name="follow_up"),
    path("ateliers/<slug:slug>/suivi/revue/", following.record_review, name="record_review"),
    path("nouvelles/<str:token>/", actions.news, name="news"),
]
