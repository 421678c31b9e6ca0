"""The buyer's side."""

from django.urls import path

from ..views import buyer

_HERE = "ateliers/<slug:slug>/consultation/"
urlpatterns = [
    path(_HERE, buyer.competition, name="competition"),
    path(f"{_HERE}preparer/", buyer.prepare, name="prepare"),
    path(f"{_HERE}ouverture/personnes/", buyer.officers, name="officers"),
    path(f"{_HERE}publier/", buyer.publish, name="publish"),
    path(f"{_HERE}questions/<int:pk>/", buyer.answer, name="answer"),
    path(f"{_HERE}sans-suite/", buyer.discontinue, name="discontinue"),
    path(f"{_HERE}ouverture/", buyer.opening, name="opening"),
]
