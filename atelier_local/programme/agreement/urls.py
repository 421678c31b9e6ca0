from django.urls import path

from . import views

app_name = "agreement"
urlpatterns = [
    path("programme/accord-cadre/", views.framework, name="framework"),
    path("programme/accord-cadre/<slug:consortium>/", views.consortium, name="consortium"),
    path("programme/accord-cadre/<slug:consortium>/representants/", views.agents, name="agents"),
    path("programme/accord-cadre/<slug:consortium>/roles/", views.roles, name="roles"),
]
