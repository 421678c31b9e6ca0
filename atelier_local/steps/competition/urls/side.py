"""A consortium's side."""

from django.urls import path

from ..views import side

_HERE = "ateliers/<slug:slug>/consultation/"
urlpatterns = [
    path("consultations/", side.mine, name="mine"),
    path(f"{_HERE}lettre/", side.letter, name="letter"),
    path(f"{_HERE}lettre/lettre.<str:form>", side.letter_file, name="letter_file"),
    path(f"{_HERE}mes-questions/", side.questions, name="questions"),
    path(f"{_HERE}mon-offre/", side.my_tender, name="my_tender"),
    path(f"{_HERE}mon-offre/recu/", side.receipt, name="receipt"),
    path(f"{_HERE}decliner/", side.decline, name="decline"),
]
