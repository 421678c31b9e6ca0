from django.urls import path

from . import views

app_name = "deliverables"
_ALL = "ateliers/<slug:slug>/livrables/"
_ONE = f"{_ALL}<slug:kind>/"
urlpatterns = [
    path(_ALL, views.deliverables, name="deliverables"),
    path(f"{_ALL}terminer/", views.end_production, name="end_production"),
    path(f"{_ALL}clore/", views.close, name="close"),
    path(f"{_ALL}sections/<uuid:pk>/", views.section, name="section"),
    path(f"{_ALL}sections/<uuid:pk>/recrire/", views.rewrite_section, name="rewrite_section"),
    path(_ONE, views.deliverable, name="deliverable"),
    path(f"{_ONE}ecrire/", views.write_section, name="write_section"),
    path(f"{_ONE}pdf/", views.pdf, name="pdf"),
    path(f"{_ONE}soumettre/", views.ask_validation, name="ask_validation"),
    path(f"{_ONE}avis/", views.approve, name="approve"),
    path(f"{_ONE}reprendre/", views.take_back, name="take_back"),
    path(f"{_ONE}figer/", views.freeze, name="freeze"),
    path(f"{_ONE}publier/", views.publish, name="publish"),
]
