"""The buyer's side."""

from django.urls import path

from ..views import backups, buyer, direct, mirror, officers, opening, preparing, trying

_HERE = "ateliers/<slug:slug>/consultation/"
urlpatterns = [
    path(_HERE, buyer.competition, name="competition"),
    path(f"{_HERE}preparer/", preparing.prepare, name="prepare"),
    path(f"{_HERE}ouverture/personnes/", officers.officers, name="officers"),
    path(f"{_HERE}ouverture/ma-cle/", officers.key, name="key"),
    path(f"{_HERE}sans-mise-en-concurrence/", direct.decide, name="direct"),
    path(f"{_HERE}sans-mise-en-concurrence/proposition/", direct.proposal, name="direct_proposal"),
    path(f"{_HERE}publier/", preparing.publish, name="publish"),
    path(f"{_HERE}questions/<int:pk>/", buyer.answer, name="answer"),
    path(f"{_HERE}preparer/plan-des-offres/", preparing.expected, name="expected"),
    path(f"{_HERE}preparer/essai/", trying.try_out, name="try_out"),
    path(f"{_HERE}lettre-envoyee/", preparing.sent_letter, name="sent_letter"),
    path(
        f"{_HERE}lettre-envoyee/lettre.<str:form>",
        preparing.sent_letter_file,
        name="sent_letter_file",
    ),
    path(f"{_HERE}additif/", buyer.amend, name="amend"),
    path(
        f"{_HERE}additif/<int:number>.<str:form>",
        buyer.amendment_document,
        name="amendment_document",
    ),
    path(f"{_HERE}fin.<str:form>", buyer.ending_document, name="ending_document"),
    path(f"{_HERE}infructueuse/", buyer.unsuccessful, name="unsuccessful"),
    path(f"{_HERE}ouverture/place/", mirror.opening, name="place_opening"),
    path(f"{_HERE}ouverture/place/fichiers/", mirror.files, name="place_files"),
    path(f"{_HERE}offres/<int:pk>/fichiers/<int:file>/", mirror.file, name="place_file"),
    path(f"{_HERE}sans-suite/", buyer.discontinue, name="discontinue"),
    path(f"{_HERE}ouverture/", opening.opening, name="opening"),
    path(f"{_HERE}ouverture/copies/", backups.backups, name="backups"),
    path(f"{_HERE}ouverture/copies/<int:pk>/", backups.backup, name="backup"),
    path(
        f"{_HERE}ouverture/copies/<int:pk>.<str:form>",
        backups.backup_document,
        name="backup_document",
    ),
    path(f"{_HERE}ouverture/confirmer/", opening.sign, name="sign_minutes"),
    path(f"{_HERE}ouverture/proces-verbal.<str:form>", opening.minutes, name="minutes"),
    path(f"{_HERE}ouverture/plis.json", opening.envelopes, name="envelopes"),
]
