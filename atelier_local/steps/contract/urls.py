from django.urls import path

from . import views

app_name = "contract"
_HERE = "ateliers/<slug:slug>/consultation/marche/"
urlpatterns = [
    path(_HERE, views.contract, name="contract"),
    path(f"{_HERE}acte-engagement.<slug:form>", views.act, name="act"),
    path(f"{_HERE}signer/", views.sign, name="sign"),
    path(f"{_HERE}notifier/", views.notify, name="notify"),
    path(f"{_HERE}echeances/<int:pk>/", views.accept, name="accept"),
    path(f"{_HERE}echeances/<int:pk>/decision/", views.decide_service, name="decide_service"),
    path(f"{_HERE}paiements/", views.payments, name="payments"),
    path(f"{_HERE}paiements/avance/", views.advance, name="advance"),
    path(f"{_HERE}paiements/<int:pk>/", views.record_payment, name="record_payment"),
    path(f"{_HERE}paiements/engagement/", views.number, name="number"),
    path(f"{_HERE}paiements/penalite/", views.penalise, name="penalise"),
    path(f"{_HERE}paiements/penalite/<int:pk>/", views.penalty, name="penalty"),
    path(
        f"{_HERE}paiements/penalite/<int:pk>/observations/",
        views.answer_penalty,
        name="answer_penalty",
    ),
    path(
        f"{_HERE}paiements/penalite/<int:pk>/appliquer/", views.apply_penalty, name="apply_penalty"
    ),
    path(f"{_HERE}paiements/penalite/<int:pk>/retirer/", views.lift_penalty, name="lift_penalty"),
    path(f"{_HERE}lettres/<uuid:pk>.<slug:form>", views.letter, name="letter"),
    path(f"{_HERE}resiliation/", views.termination, name="termination"),
    path(f"{_HERE}resiliation/mise-en-demeure/", views.give_notice, name="give_notice"),
    path(
        f"{_HERE}resiliation/mise-en-demeure/<int:pk>/observations/",
        views.answer_notice,
        name="answer_notice",
    ),
    path(
        f"{_HERE}resiliation/mise-en-demeure/<int:pk>/abandon/",
        views.drop_notice,
        name="drop_notice",
    ),
    path(f"{_HERE}resiliation/prononcer/", views.terminate, name="terminate"),
    path(f"{_HERE}paiements.csv", views.payments_table, name="payments_table"),
    path(f"{_HERE}equipe/", views.team, name="team"),
    path(f"{_HERE}equipe/offre/<int:rank>/", views.invite_named, name="invite_named"),
    path(f"{_HERE}equipe/offre/<int:rank>/renvoyer/", views.remind_named, name="remind_named"),
    path("equipe/<str:token>/", views.accept_place, name="accept_place"),
    path(f"{_HERE}equipe/jours/", views.spread, name="spread"),
    path(f"{_HERE}equipe/entrer/", views.join, name="join"),
    path(f"{_HERE}equipe/<int:pk>/", views.replace, name="replace"),
    path(f"{_HERE}equipe/<int:pk>/depart/", views.leave, name="leave"),
    path(f"{_HERE}sous-traitance/declarer/", views.declare, name="declare"),
    path(f"{_HERE}sous-traitance/<int:pk>/", views.subcontracting, name="subcontracting"),
    path(f"{_HERE}sous-traitance/<int:pk>/reponse/", views.decide, name="decide"),
    path(f"{_HERE}sous-traitance/<int:pk>/complements/", views.supply, name="supply"),
    path(f"{_HERE}sous-traitance/<int:pk>/siret/", views.identify, name="identify"),
    path(
        f"{_HERE}sous-traitance/<int:pk>/<slug:which>.<slug:form>",
        views.subcontracting_paper,
        name="subcontracting_paper",
    ),
    path(f"{_HERE}sous-traitance/<int:pk>/modifier/", views.amend, name="amend"),
    path(
        f"{_HERE}sous-traitance/<int:pk>/modificatifs/<int:rank>/reponse/",
        views.decide_amendment,
        name="decide_amendment",
    ),
    path(
        f"{_HERE}sous-traitance/<int:pk>/modificatifs/<int:rank>/<slug:which>.<slug:form>",
        views.amendment_paper,
        name="amendment_paper",
    ),
    path(f"{_HERE}modifications/", views.modifications, name="modifications"),
    path(f"{_HERE}modifications/proposer/", views.modify, name="modify"),
    path(f"{_HERE}modifications/<int:pk>/", views.modification, name="modification"),
    path(
        f"{_HERE}modifications/<int:pk>/signatures/<int:signature>/",
        views.sign_modification,
        name="sign_modification",
    ),
    path(
        f"{_HERE}modifications/<int:pk>/notifier/",
        views.notify_modification,
        name="notify_modification",
    ),
    path(
        f"{_HERE}modifications/<int:pk>/abandonner/",
        views.drop_modification,
        name="drop_modification",
    ),
    path(
        f"{_HERE}modifications/<int:pk>/acte.<slug:form>",
        views.modification_paper,
        name="modification_paper",
    ),
    path("ateliers/<slug:slug>/consultation/acces.csv", views.access_log, name="access_log"),
    path(f"{_HERE}archives/", views.archives, name="archives"),
    path(f"{_HERE}archives/dossier.zip", views.take_archive, name="take_archive"),
    path(f"{_HERE}donnees-essentielles/", views.essential, name="essential"),
    path(f"{_HERE}donnees-essentielles.json", views.essential_file, name="essential_file"),
    path(f"{_HERE}donnees-essentielles/achat/", views.describe, name="describe"),
    path(f"{_HERE}donnees-essentielles/<int:pk>/", views.publish, name="publish"),
]
