from django.urls import path

from . import views

app_name = "governance"
_ROOM = "ateliers/<slug:slug>/decisions/"
urlpatterns = [
    path(_ROOM, views.decisions, name="decisions"),
    path(f"{_ROOM}<int:number>/faite/", views.carry_out, name="carry_out"),
    path("ateliers/<slug:slug>/reunions/<uuid:pk>/", views.minutes, name="minutes"),
]
