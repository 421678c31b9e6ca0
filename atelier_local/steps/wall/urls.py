from django.urls import path

from .paper import views as paper
from .views import (
    closing,
    console,
    grouping,
    hall,
    phone,
    preparing,
    register,
    replaying,
    rescue,
    tables,
)

app_name = "wall"
_ROOM = "ateliers/<slug:slug>/mur/"
_HALL = f"{_ROOM}<int:ordinal>/"
urlpatterns = [
    # A phone, without account
    path("rejoindre/", phone.join, name="join"),
    path("r/<str:code>/", phone.enter, name="enter"),
    path("salle/<uuid:pk>/", phone.room, name="room"),
    path("salle/<uuid:pk>/photo/", phone.photo, name="bring_photo"),
    path("salle/<uuid:pk>/passe/", phone.renew, name="renew"),
    # A table's scribe, without account
    path("table/<str:token>/", tables.table, name="table"),
    path("table/<str:token>/passe/", tables.renew_table, name="renew_table"),
    # The hall
    path(f"{_HALL}activites/", preparing.activities, name="activities"),
    path(f"{_HALL}activites/<uuid:pk>/corriger/", preparing.correct, name="correct_activity"),
    path(f"{_HALL}activites/<uuid:pk>/retirer/", preparing.withdraw, name="withdraw_activity"),
    path(f"{_HALL}activites/<uuid:pk>/ranger/", preparing.reorder, name="reorder_activity"),
    path(f"{_HALL}projecteur/", hall.projector, name="projector"),
    path(f"{_HALL}projecteur/passe/", hall.renew_projector, name="renew_projector"),
    path(f"{_HALL}console/", console.console, name="console"),
    path(f"{_HALL}console/passe/", console.renew_console, name="renew_console"),
    path(f"{_HALL}console/activites/", console.move, name="move"),
    path(f"{_HALL}console/minuteur/", console.timer, name="timer"),
    path(f"{_HALL}console/ecran/", console.screen, name="screen"),
    path(f"{_HALL}console/mains-levees/", console.count, name="count"),
    path(f"{_HALL}console/cartes/", console.write, name="write"),
    path(f"{_HALL}console/cartes/masquer/", console.hide, name="hide"),
    path(f"{_HALL}console/cartes/remontrer/", console.show, name="show"),
    path(f"{_HALL}console/cartes/epingler/", console.pin, name="pin"),
    path(f"{_HALL}console/defaire/", console.undo, name="undo"),
    path(f"{_HALL}console/questions/", console.turn_question, name="turn_question"),
    path(f"{_HALL}tables/", tables.tables, name="tables"),
    path(f"{_HALL}saisie/", tables.scribe, name="scribe"),
    path(f"{_HALL}saisie/passe/", tables.renew_scribe, name="renew_scribe"),
    path(f"{_HALL}rejouer/", replaying.replay, name="replay"),
    path(f"{_HALL}rejouer.csv", replaying.replay_table, name="replay_table"),
    path(f"{_HALL}console/reprendre/", rescue.rescue, name="rescue"),
    path(f"{_HALL}regrouper/", grouping.grouping, name="grouping"),
    path(f"{_HALL}presents/", closing.attendance, name="attendance"),
    path(f"{_HALL}clore/", closing.close, name="close"),
    # Its paper
    path(f"{_HALL}papier/", paper.index, name="paper"),
    path(f"{_HALL}papier/paquets/", paper.make, name="make_pack"),
    path(f"{_HALL}papier/paquets/<int:rank>.pdf", paper.pack, name="pack"),
    path(f"{_HALL}papier/photographies/", paper.send, name="send_photograph"),
    path(f"{_HALL}papier/photographies/<uuid:pk>/", paper.photograph, name="photograph"),
    path(f"{_HALL}papier/feuilles/<uuid:pk>/", paper.sheet, name="sheet"),
    path(f"{_ROOM}papier/cases/<uuid:pk>/", paper.cell, name="cell"),
    path(f"{_ROOM}papier/cases/<uuid:pk>/ecarter/", paper.set_aside, name="set_aside"),
    path(f"{_ROOM}papier/cases/<uuid:pk>/reprendre/", paper.take_back, name="take_back"),
    # The register
    path(_ROOM, register.wall, name="wall"),
    path(f"{_ROOM}registre.csv", register.table, name="register_table"),
    path(f"{_ROOM}cartes/<uuid:pk>/", register.contribution, name="contribution"),
    path(f"{_ROOM}cartes/<uuid:pk>/photo/", register.photo, name="photo"),
    path(f"{_ROOM}cartes/<uuid:pk>/repondre/", register.answer, name="answer"),
    path(f"{_ROOM}cartes/<uuid:pk>/rattacher/", register.link, name="link"),
    path(f"{_ROOM}regroupements/<uuid:pk>/", register.group, name="group"),
]
