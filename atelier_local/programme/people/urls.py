from django.urls import path

from . import views

app_name = "people"
urlpatterns = [
    path("compte/connexion/", views.sign_in, name="sign_in"),
    path("compte/deconnexion/", views.sign_out, name="sign_out"),
    path("compte/mot-de-passe-oublie/", views.lost_password, name="lost_password"),
    path("compte/mot-de-passe/<str:token>/", views.choose_password, name="choose_password"),
    path("compte/invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("compte/", views.account, name="account"),
    path("services/", views.services, name="services"),
]
