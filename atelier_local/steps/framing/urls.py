from django.urls import path

from . import views

app_name = "framing"
_ROOM = "ateliers/<slug:slug>/cadrage/"
urlpatterns = [
    path(_ROOM, views.framing, name="framing"),
    path(f"{_ROOM}methode/", views.write, name="write"),
    path(f"{_ROOM}reunion/", views.meeting, name="meeting"),
    path(f"{_ROOM}calendrier/", views.calendar, name="calendar"),
    path(f"{_ROOM}calendrier/avertissements/", views.warnings, name="warnings"),
    path(f"{_ROOM}lieux-et-instances/", views.governance, name="governance"),
    path(f"{_ROOM}lieux/", views.add_site, name="add_site"),
    path(f"{_ROOM}lieux/<int:pk>/", views.change_site, name="change_site"),
    path(f"{_ROOM}lieux/<int:pk>/retirer/", views.withdraw_site, name="withdraw_site"),
    path(f"{_ROOM}instances/<slug:kind>/", views.committee, name="committee"),
    path(f"{_ROOM}instances/<slug:kind>/reunir/", views.convene, name="convene"),
    path(f"{_ROOM}regle/", views.write_decision_rule, name="write_decision_rule"),
    path(f"{_ROOM}acteurs/", views.add_stakeholder, name="add_stakeholder"),
    path(f"{_ROOM}risques/", views.add_risk, name="add_risk"),
    path(f"{_ROOM}indicateurs/", views.add_indicator, name="add_indicator"),
    path(f"{_ROOM}documents/", views.request_document, name="request_document"),
    path(f"{_ROOM}documents/<int:pk>/", views.await_document, name="await_document"),
    path(f"{_ROOM}documents/<int:pk>/recu/", views.receive_document, name="receive_document"),
    path(f"{_ROOM}valider/", views.validate, name="validate"),
]
