from django.urls import path

from . import views

app_name = "territories"
urlpatterns = [
    path("territoires/recherche/", views.search, name="search"),
    path("territoires/recherche.json", views.suggestions, name="suggestions"),
    path("territoires/<str:siren>/", views.epci, name="epci"),
]
