from django.urls import path

from . import views

app_name = "agreement"
_HERE = "programme/accord-cadre/"
urlpatterns = [
    path(_HERE, views.framework, name="framework"),
    path(f"{_HERE}nouveau/", views.create, name="create"),
    path(f"{_HERE}<slug:framework>/modifier/", views.amend, name="amend"),
    path(f"{_HERE}<slug:framework>/environnement/", views.environment, name="environment"),
    path(f"{_HERE}<slug:framework>/titulaires/", views.add_consortium, name="add_consortium"),
    path(f"{_HERE}<slug:consortium>/", views.consortium, name="consortium"),
    path(f"{_HERE}<slug:consortium>/representants/", views.agents, name="agents"),
    path(f"{_HERE}<slug:consortium>/membres/", views.members, name="members"),
    path("programme/entreprises/", views.firms_page, name="firms"),
    path("programme/entreprises/graphies/", views.spellings, name="spellings"),
    path("programme/entreprises/<uuid:pk>/", views.firm, name="firm"),
    path("programme/droit/", views.law_table, name="law"),
]
