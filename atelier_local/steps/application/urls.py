from django.urls import path

from .views import deciding, letters, note, specification

app_name = "application"
_NOTE = "ateliers/<slug:slug>/candidature/"
urlpatterns = [
    path("candidatures/nouvelle/", note.begin, name="begin"),
    path(_NOTE, note.note, name="note"),
    path(f"{_NOTE}deposer/", note.submit, name="submit"),
    path(f"{_NOTE}rubriques/<str:heading>/", note.heading, name="heading"),
    path(f"{_NOTE}versions/<str:heading>/", note.versions, name="versions"),
    path(f"{_NOTE}specialites/", note.needs, name="needs"),
    path(f"{_NOTE}lettres/", letters.letters, name="letters"),
    path(f"{_NOTE}lettres/<str:kind>/modele.<str:form>", letters.model, name="letter_model"),
    path(f"{_NOTE}lettres/<str:kind>/fichier/", letters.signed, name="letter_file"),
    path(f"{_NOTE}decision.<str:form>", deciding.decision, name="decision"),
    path(f"{_NOTE}decision/", deciding.decide, name="decide"),
    path(f"{_NOTE}cahier/", specification.specification, name="specification"),
    path(f"{_NOTE}cahier/etablir/", specification.make, name="make_specification"),
    path(f"{_NOTE}cahier.<str:form>", specification.document, name="specification_document"),
]
