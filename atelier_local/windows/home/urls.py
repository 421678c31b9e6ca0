from django.urls import path

from . import views

app_name = "home"
_HERE = "ateliers/<slug:slug>/"
urlpatterns = [
    path("aujourdhui/", views.today, name="today"),
    path("rechercher/", views.search, name="search"),
    path("programme/accord-cadre/<slug:framework>/suivi/", views.agreement, name="agreement"),
    path("ateliers/", views.ateliers, name="ateliers"),
    path(_HERE, views.overview, name="overview"),
    path(f"{_HERE}participants/", views.people, name="people"),
    path(f"{_HERE}participants/<int:pk>/retirer/", views.revoke, name="revoke"),
]
