from django.urls import path

from . import views

app_name = "evidence"
urlpatterns = [
    path("ateliers/<slug:slug>/preuves/", views.evidence, name="evidence"),
    path("ateliers/<slug:slug>/preuves/clore/", views.end_interim, name="end_interim"),
    path("ateliers/<slug:slug>/preuves/constats/nouveau/", views.add_finding, name="add_finding"),
    path("ateliers/<slug:slug>/preuves/constats/<uuid:pk>/", views.finding, name="finding"),
    path(
        "ateliers/<slug:slug>/preuves/constats/<uuid:pk>/rattacher/",
        views.link_finding,
        name="link_finding",
    ),
    path(
        "ateliers/<slug:slug>/preuves/documents/nouveau/", views.add_document, name="add_document"
    ),
    path("ateliers/<slug:slug>/preuves/documents/<uuid:pk>/", views.document, name="document"),
    path(
        "ateliers/<slug:slug>/preuves/entretiens/nouveau/",
        views.add_interview,
        name="add_interview",
    ),
    path("ateliers/<slug:slug>/preuves/entretiens/<uuid:pk>/", views.interview, name="interview"),
    path(
        "ateliers/<slug:slug>/preuves/entretiens/<uuid:pk>/valider/",
        views.validate_interview,
        name="validate_interview",
    ),
    path(
        "ateliers/<slug:slug>/preuves/entretiens/<uuid:pk>/relecture/",
        views.ask_to_reread,
        name="ask_to_reread",
    ),
    path("relire/<str:token>/", views.reread, name="reread"),
    path("ateliers/<slug:slug>/preuves/extraits/<uuid:pk>/", views.excerpt, name="excerpt"),
    path("ateliers/<slug:slug>/preuves/chiffres/nouveau/", views.add_figure, name="add_figure"),
    path("ateliers/<slug:slug>/preuves/chiffres/<uuid:pk>/", views.figure, name="figure"),
]
