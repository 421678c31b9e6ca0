from django.urls import path

from .views import buyer, evaluation, side

app_name = "competition"
_HERE = "ateliers/<slug:slug>/consultation/"
_CELL = "<int:invitation>/<int:criterion>/"
urlpatterns = [
    # The buyer's side
    path(_HERE, buyer.competition, name="competition"),
    path(f"{_HERE}preparer/", buyer.prepare, name="prepare"),
    path(f"{_HERE}ouverture/personnes/", buyer.officers, name="officers"),
    path(f"{_HERE}publier/", buyer.publish, name="publish"),
    path(f"{_HERE}questions/<int:pk>/", buyer.answer, name="answer"),
    path(f"{_HERE}sans-suite/", buyer.discontinue, name="discontinue"),
    path(f"{_HERE}ouverture/", buyer.opening, name="opening"),
    # Evaluation
    path(f"{_HERE}interets/", evaluation.interests, name="interests"),
    path(f"{_HERE}offres/<int:pk>/", evaluation.tender, name="tender"),
    path(f"{_HERE}ma-grille/", evaluation.grid, name="grid"),
    path(f"{_HERE}ma-grille/{_CELL}", evaluation.grid, name="grid_cell"),
    path(f"{_HERE}ma-grille/rendre/", evaluation.submit_grid, name="submit_grid"),
    path(f"{_HERE}notes-communes/", evaluation.analysis, name="analysis"),
    path(f"{_HERE}notes-communes/{_CELL}", evaluation.analysis, name="settle"),
    path(f"{_HERE}attribution/", evaluation.award, name="award"),
    # A consortium's side
    path("consultations/", side.mine, name="mine"),
    path(f"{_HERE}lettre/", side.letter, name="letter"),
    path(f"{_HERE}mes-questions/", side.questions, name="questions"),
    path(f"{_HERE}mon-offre/", side.my_tender, name="my_tender"),
    path(f"{_HERE}mon-offre/recu/", side.receipt, name="receipt"),
    path(f"{_HERE}decliner/", side.decline, name="decline"),
]
