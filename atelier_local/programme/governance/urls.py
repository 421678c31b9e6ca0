from django.urls import path

from . import views

app_name = "governance"
_PEOPLE = "ateliers/<slug:slug>/participants/"
urlpatterns = [
    path(_PEOPLE, views.people, name="people"),
    path(f"{_PEOPLE}<int:pk>/retirer/", views.revoke, name="revoke"),
]
