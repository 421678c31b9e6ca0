"""Evaluation."""

from django.urls import path

from ..views import evaluation

_HERE = "ateliers/<slug:slug>/consultation/"
_CELL = "<int:invitation>/<int:criterion>/"
urlpatterns = [
    path(f"{_HERE}interets/", evaluation.interests, name="interests"),
    path(f"{_HERE}offres/<int:pk>/", evaluation.tender, name="tender"),
    path(f"{_HERE}ma-grille/", evaluation.grid, name="grid"),
    path(f"{_HERE}ma-grille/{_CELL}", evaluation.grid, name="grid_cell"),
    path(f"{_HERE}ma-grille/rendre/", evaluation.submit_grid, name="submit_grid"),
    path(f"{_HERE}notes-communes/", evaluation.analysis, name="analysis"),
    path(f"{_HERE}notes-communes/{_CELL}", evaluation.analysis, name="settle"),
    path(f"{_HERE}attribution/", evaluation.award, name="award"),
]
