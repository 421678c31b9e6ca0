from django.urls import path

from . import views

app_name = "contract"
_HERE = "ateliers/<slug:slug>/consultation/marche/"
urlpatterns = [
    path(_HERE, views.contract, name="contract"),
    path(f"{_HERE}signer/", views.sign, name="sign"),
    path(f"{_HERE}notifier/", views.notify, name="notify"),
    path(f"{_HERE}echeances/<int:pk>/", views.accept, name="accept"),
    path(f"{_HERE}donnees-essentielles/", views.essential, name="essential"),
    path(f"{_HERE}donnees-essentielles.json", views.essential_file, name="essential_file"),
    path(f"{_HERE}donnees-essentielles/achat/", views.describe, name="describe"),
    path(f"{_HERE}donnees-essentielles/<int:pk>/", views.publish, name="publish"),
]
