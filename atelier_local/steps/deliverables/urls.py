from django.urls import path

from .views import conformity, documents, due, errata, outputs, photographs, sections, terms

app_name = "deliverables"
_ALL = "ateliers/<slug:slug>/livrables/"
_PHOTOS = f"{_ALL}sections/<uuid:pk>/photographies/"
_ONE = f"{_ALL}<slug:kind>/"
urlpatterns = [
    path(_ALL, documents.deliverables, name="deliverables"),
    path(f"{_ALL}terminer/", documents.end_production, name="end_production"),
    path(f"{_ALL}clore/", documents.close, name="close"),
    path(f"{_ALL}sections/<uuid:pk>/", sections.section, name="section"),
    path(f"{_ALL}sections/<uuid:pk>/versions/", sections.versions, name="versions"),
    path(f"{_ALL}sections/<uuid:pk>/remarquer/", sections.comment, name="comment"),
    path(f"{_ALL}sections/<uuid:pk>/remarques/<int:number>/", sections.settle, name="settle"),
    path(f"{_ALL}sections/<uuid:pk>/recrire/", documents.rewrite_section, name="rewrite_section"),
    path(f"{_ALL}sections/<uuid:pk>/corriger/", errata.correct_section, name="correct_section"),
    path(f"{_PHOTOS}", photographs.photographs, name="photographs"),
    path(f"{_PHOTOS}reprendre/", photographs.take_up, name="take_up_photograph"),
    path(f"{_PHOTOS}feuille/", photographs.show_sheet, name="show_sheet"),
    path(f"{_PHOTOS}<uuid:photo>/", photographs.photograph, name="photograph"),
    path(f"{_PHOTOS}<uuid:photo>/accord/", photographs.consent, name="consent"),
    path(f"{_ALL}remises/", due.due_dates, name="due_dates"),
    path(f"{_ALL}diaporama/", outputs.slides, name="slides"),
    path(f"{_ALL}conformite/", conformity.conformity, name="conformity"),
    path(f"{_ALL}conformite/<str:number>/", conformity.item, name="item"),
    path(f"{_ALL}conformite/<str:number>/repondre/", conformity.answer, name="answer_item"),
    path(f"{_ALL}conformite/<str:number>/ecarter/", conformity.drop, name="drop_item"),
    path(_ONE, documents.deliverable, name="deliverable"),
    path(f"{_ONE}ecrire/", documents.write_section, name="write_section"),
    path(f"{_ONE}mots/", terms.terms, name="terms"),
    path(f"{_ONE}mots/<int:pk>/retirer/", terms.withdraw_term, name="withdraw_term"),
    path(f"{_ONE}pdf/", outputs.pdf, name="pdf"),
    path(f"{_ONE}chemin-de-fer/", outputs.flatplan, name="flatplan"),
    path(f"{_ONE}lire/", outputs.read, name="read"),
    path(f"{_ONE}lire/texte/", outputs.words, name="words"),
    path(f"{_ONE}dossier/", outputs.bundle, name="bundle"),
    path(f"{_ONE}modifier/<slug:form>/", outputs.edit, name="edit"),
    path(f"{_ONE}soumettre/", documents.ask_validation, name="ask_validation"),
    path(f"{_ONE}avis/", documents.approve, name="approve"),
    path(f"{_ONE}reprendre/", documents.take_back, name="take_back"),
    path(f"{_ONE}figer/", documents.freeze, name="freeze"),
    path(f"{_ONE}publier/", documents.publish, name="publish"),
    path(f"{_ONE}corriger/changements/", outputs.changes, name="changes"),
    path(f"{_ONE}corriger/", errata.correct, name="correct"),
]
