from django.urls import path

from . import views

app_name = "upkeep"
_KITS = "ateliers/<slug:slug>/kits-de-terrain/"
urlpatterns = [
    path(_KITS, views.kits, name="kits"),
    path(f"{_KITS}preparer/", views.make, name="make"),
    path(f"{_KITS}rapporter/", views.bring, name="bring"),
    path(f"{_KITS}<uuid:pk>/revoquer/", views.revoke, name="revoke"),
    path(f"{_KITS}emporter/", views.take_home, name="take_home"),
    # On the laptop of a hall
    path("kit/", views.laptop, name="laptop"),
    path("kit/entrer/<str:token>/", views.enter, name="enter"),
]
