from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "atelier_local.programme.people"
    label = "people"
    verbose_name = "Personnes"

    def ready(self):
        from . import mail  # noqa: F401  (its deployment check)
