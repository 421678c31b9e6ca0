from django.urls import path

from .paper import views as paper
from .views import hall, phone, register, rescue

app_name = "wall"
_ROOM = "ateliers/<slug:slug>/mur/"
_HALL = f"{_ROOM}<int:ordinal>/"
urlpatterns = [
    # A phone, without account
    path("rejoindre/", phone.join, name="join"),
    path("r/<str:code>/", phone.enter, name="enter"),
    path("salle/<uuid:pk>/", phone.room, name="room"),
    path("salle/<uuid:pk>/passe/", phone.renew, name="renew"),
    # The hall
    path(f"{_HALL}activites/", hall.activities, name="activities"),
    path(f"{_HALL}projecteur/", hall.projector, name="projector"),
    path(f"{_HALL}projecteur/passe/", hall.renew_projector, name="renew_projector"),
    path(f"{_HALL}console/", hall.console, name="console"),
    path(f"{_HALL}console/passe/", hall.renew_console, name="renew_console"),
    path(f"{_HALL}console/activites/", hall.move, name="move"),
    path(f"{_HALL}console/minuteur/", hall.timer, name="timer"),
    path(f"{_HALL}console/mains-levees/", hall.count, name="count"),
    path(f"{_HALL}console/cartes/", hall.write, name="write"),
    path(f"{_HALL}console/cartes/masquer/", hall.hide, name="hide"),
    path(f"{_HALL}console/cartes/remontrer/", hall.show, name="show"),
    path(f"{_HALL}console/reprendre/", rescue.rescue, name="rescue"),
    path(f"{_HALL}regrouper/", hall.grouping, name="grouping"),
    path(f"{_HALL}clore/", hall.close, name="close"),
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
    path(f"{_ROOM}cartes/<uuid:pk>/", register.contribution, name="contribution"),
    path(f"{_ROOM}cartes/<uuid:pk>/repondre/", register.answer, name="answer"),
    path(f"{_ROOM}cartes/<uuid:pk>/rattacher/", register.link, name="link"),
    path(f"{_ROOM}regroupements/<uuid:pk>/", register.group, name="group"),
]
