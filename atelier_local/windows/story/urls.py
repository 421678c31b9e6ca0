from django.urls import path

from . import views

app_name = "story"
urlpatterns = [
    path("demo/", views.demo, name="demo"),
    path("demo/entrer/<slug:key>/", views.enter, name="enter"),
    path("demo/horloge/", views.move_clock, name="move_clock"),
]
