"""Evaluation."""

from django.urls import path

from ..views import awarding, evaluation, grouping, hearing, judging, result

_HERE = "ateliers/<slug:slug>/consultation/"
_CELL = "<int:invitation>/<int:criterion>/"
urlpatterns = [
    path(f"{_HERE}interets/", evaluation.interests, name="interests"),
    path(f"{_HERE}offres/<int:pk>/", evaluation.tender, name="tender"),
    path(f"{_HERE}offres/<int:pk>/pli/<int:rank>/", evaluation.opened_file, name="opened_file"),
    path(f"{_HERE}ma-grille/", evaluation.grid, name="grid"),
    path(f"{_HERE}ma-grille/{_CELL}", evaluation.grid, name="grid_cell"),
    path(f"{_HERE}ma-grille/rendre/", evaluation.submit_grid, name="submit_grid"),
    path(f"{_HERE}notes-communes/", judging.analysis, name="analysis"),
    path(f"{_HERE}notes-communes/{_CELL}", judging.analysis, name="settle"),
    path(f"{_HERE}interets/retrait/", evaluation.withdraw, name="withdraw"),
    path(f"{_HERE}notes-communes/seance/", judging.consensus, name="consensus"),
    path(f"{_HERE}regularite/", judging.regularity, name="regularity"),
    path(f"{_HERE}regularite/<int:pk>/", judging.judge, name="judge"),
    path(f"{_HERE}regularite/<int:pk>/prix/", judging.low, name="low"),
    path(
        f"{_HERE}regularite/<int:pk>/prix/<int:query>/demande.<str:form>",
        judging.low_request,
        name="low_request",
    ),
    path(
        f"{_HERE}regularite/<int:pk>/prix/<int:query>/decision.<str:form>",
        judging.low_decision,
        name="low_decision",
    ),
    path(f"{_HERE}groupements/", grouping.group_changes, name="group_changes"),
    path(f"{_HERE}groupements/<int:pk>/piece/", grouping.group_proof, name="group_proof"),
    path(f"{_HERE}groupements/<int:pk>.<str:form>", grouping.group_document, name="group_document"),
    path(f"{_HERE}auditions/", hearing.hearings, name="hearings"),
    path(f"{_HERE}auditions/<int:pk>/", hearing.hearing, name="hearing"),
    path(f"{_HERE}auditions/<int:pk>/heure/", hearing.move_hearing, name="move_hearing"),
    path(
        f"{_HERE}auditions/<int:pk>/compte-rendu.<str:form>",
        hearing.hearing_document,
        name="hearing_document",
    ),
    path(
        f"{_HERE}auditions/<int:pk>/convocation.<str:form>",
        hearing.call_document,
        name="call_document",
    ),
    path(f"{_HERE}rapport/", awarding.report, name="report"),
    path(
        f"{_HERE}notes-communes/seance/compte-rendu.<str:form>",
        awarding.consensus_document,
        name="consensus_document",
    ),
    path(f"{_HERE}rapport/<slug:form>/", awarding.report_document, name="report_document"),
    path(f"{_HERE}attribution/decision/<slug:form>/", awarding.decision_document, name="decision"),
    path(f"{_HERE}attribution/suivant/", awarding.runner_up, name="runner_up"),
    path(f"{_HERE}lettres/", awarding.letters, name="letters"),
    path(f"{_HERE}lettres/<int:pk>/envoi/", awarding.sending, name="sending"),
    path(f"{_HERE}lettres/<int:pk>/envoi/preuve/", awarding.sending_proof, name="sending_proof"),
    path(f"{_HERE}lettres/<int:pk>/renvoyer/", awarding.send_again, name="send_again"),
    path(f"{_HERE}lettres/<int:pk>/<slug:form>/", awarding.letter_document, name="letter_document"),
    path(f"{_HERE}mon-resultat/", result.my_result, name="my_result"),
    path(f"{_HERE}mon-resultat/lettre/<slug:form>/", result.my_letter, name="my_letter"),
    path(f"{_HERE}mon-resultat/rapport/<slug:form>/", result.my_report, name="my_report"),
    path(f"{_HERE}mon-resultat/audition/<slug:form>/", result.my_hearing, name="my_hearing"),
    path(f"{_HERE}mon-resultat/verifier/", result.verify, name="verify"),
    path(f"{_HERE}mon-resultat/verifier/dossier/", result.verify_bundle, name="verify_bundle"),
    path(f"{_HERE}mon-resultat/verifier/script/", result.verify_script, name="verify_script"),
    path(f"{_HERE}mon-offre/justifier/", result.explain, name="explain"),
    path(f"{_HERE}attribution/", awarding.award, name="award"),
]
