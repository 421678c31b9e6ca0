from django.urls import path

from . import views

app_name = "workshops"
_ROOM = "ateliers/<slug:slug>/ateliers-in-situ/"
urlpatterns = [
    path(_ROOM, views.workshops, name="workshops"),
    path(f"{_ROOM}<int:ordinal>/", views.workshop, name="workshop"),
    path(f"{_ROOM}<int:ordinal>/preparer/", views.prepare, name="prepare"),
    path(f"{_ROOM}<int:ordinal>/sequences/", views.plan_sequence, name="plan_sequence"),
    path(f"{_ROOM}<int:ordinal>/tables/", views.add_table, name="add_table"),
    path(f"{_ROOM}<int:ordinal>/wifi/", views.set_wifi, name="set_wifi"),
    path(f"{_ROOM}<int:ordinal>/accueil/", views.set_welcome, name="set_welcome"),
    path(f"{_ROOM}<int:ordinal>/demarche/", views.set_approach, name="set_approach"),
    path(f"{_ROOM}<int:ordinal>/suite/", views.leave_open, name="leave_open"),
    path(f"{_ROOM}<int:ordinal>/ouvrir/", views.open_room, name="open"),
]
