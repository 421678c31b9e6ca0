"""The buyer's side."""

from django.urls import path

from ..views import buyer, officers, opening

_HERE = "ateliers/<slug:slug>/consultation/"
urlpatterns = [
    path(_HERE, buyer.competition, name="competition"),
    path(f"{_HERE}preparer/", buyer.prepare, name="prepare"),
    path(f"{_HERE}ouverture/personnes/", officers.officers, name="officers"),
    path(f"{_HERE}ouverture/ma-cle/", officers.key, name="key"),
    path(f"{_HERE}publier/", buyer.publish, name="publish"),
    path(f"{_HERE}questions/<int:pk>/", buyer.answer, name="answer"),
    path(f"{_HERE}sans-suite/", buyer.discontinue, name="discontinue"),
    path(f"{_HERE}ouverture/", opening.opening, name="opening"),
    path(f"{_HERE}ouverture/plis.json", opening.envelopes, name="envelopes"),
]
