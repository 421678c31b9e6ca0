from django.urls import path

from . import views

app_name = "application"
urlpatterns = [
    path("candidatures/nouvelle/", views.begin, name="begin"),
    path("ateliers/<slug:slug>/candidature/", views.note, name="note"),
    path("ateliers/<slug:slug>/candidature/deposer/", views.submit, name="submit"),
    path("ateliers/<slug:slug>/candidature/lettres/", views.letters, name="letters"),
    path("ateliers/<slug:slug>/candidature/specialites/", views.needs, name="needs"),
    path("ateliers/<slug:slug>/candidature/decision/", views.decide, name="decide"),
    path(
        "ateliers/<slug:slug>/candidature/rubriques/<str:heading>/", views.heading, name="heading"
    ),
]
