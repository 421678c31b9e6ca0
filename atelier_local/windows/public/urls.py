from django.urls import path

from . import views

app_name = "public"
_ATELIERS = "territoires-en-atelier/"
_HERE = f"{_ATELIERS}<slug:slug>/"
urlpatterns = [
    path("", views.programme, name="programme"),
    path(_ATELIERS, views.ateliers, name="ateliers"),
    path(_HERE, views.atelier, name="atelier"),
    path(f"{_HERE}documents/<str:kind>.pdf", views.document, name="document"),
    path(f"{_HERE}fil/<uuid:pk>/", views.thread, name="thread"),
    path(f"{_HERE}recu/", views.receipt, name="atelier_receipt"),
    path("recu/", views.receipt, name="receipt"),
    path("memoire/", views.memory, name="memory"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("donnees-personnelles/", views.privacy, name="privacy"),
    path("licence/", views.licence, name="licence"),
]
