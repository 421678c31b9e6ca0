"""A consortium's side."""

from django.urls import path

from ..views import grouping, proving, side, tender, vault

_HERE = "ateliers/<slug:slug>/consultation/"
urlpatterns = [
    path("consultations/", side.mine, name="mine"),
    path("consultations/recus/", proving.check_receipt, name="check_receipt"),
    path("consultations/scelle/", proving.seal, name="seal"),
    path(f"{_HERE}lettre/", side.letter, name="letter"),
    path(f"{_HERE}lettre/lettre.<str:form>", side.letter_file, name="letter_file"),
    path(f"{_HERE}lettre/extrait.<str:form>", side.extract, name="extract"),
    path(f"{_HERE}courriers/<uuid:pk>.<str:form>", side.my_paper, name="my_paper"),
    path(f"{_HERE}mes-questions/", side.questions, name="questions"),
    path(f"{_HERE}mon-offre/", tender.my_tender, name="my_tender"),
    path(f"{_HERE}mon-offre/cle/", tender.key, name="tender_key"),
    path(f"{_HERE}mon-offre/partie/<slug:part>/", tender.part, name="tender_part"),
    path(f"{_HERE}mon-offre/equipe/", tender.team, name="tender_team"),
    path(f"{_HERE}mon-offre/calendrier/", tender.calendar, name="tender_calendar"),
    path(f"{_HERE}mon-offre/prix/", tender.price, name="tender_price"),
    path(f"{_HERE}mon-offre/fichiers/", tender.files, name="tender_files"),
    path(f"{_HERE}mon-offre/fichiers/<int:rank>/", tender.file, name="tender_file"),
    path(f"{_HERE}mon-offre/recu/", side.receipt, name="receipt"),
    path(f"{_HERE}mon-offre/coffre/", vault.vault, name="vault"),
    path(f"{_HERE}mon-offre/pieces/", vault.pieces, name="pieces"),
    path(f"{_HERE}mon-offre/pieces/<str:name>/", vault.piece, name="piece"),
    path(f"{_HERE}mon-groupement/", grouping.my_group, name="my_group"),
    path(f"{_HERE}decliner/", side.decline, name="decline"),
]
