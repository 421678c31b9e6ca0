"""Tells the demo: fictitious Ateliers on real territories, by calling each room's operations."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from atelier_local import clock
from atelier_local.programme.territories.models import Epci
from atelier_local.windows.story.operations import tell
from atelier_local.windows.story.plots import Until


class Command(BaseCommand):
    help = "Raconte la démonstration : des Ateliers fictifs, arrêtés à des étapes différentes."

    def add_arguments(self, parser):
        parser.add_argument("--until", choices=[u.value for u in Until], default=Until.FOLLOW_UP)
        parser.add_argument("--today", type=date.fromisoformat, default=None)

    def handle(self, until, today, **_):
        if not Epci.objects.exists():
            raise CommandError("Chargez d’abord les territoires : manage.py load_territories")
        for line in tell(today=today or clock.today(), until=Until(until)):
            self.stdout.write(line)
        self.stdout.write(self.style.SUCCESS("La démonstration est racontée."))
