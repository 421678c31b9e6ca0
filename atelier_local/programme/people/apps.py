from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "atelier_local.programme.people"
    label = "people"
    verbose_name = "Personnes"
