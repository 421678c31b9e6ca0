"""The way in without demo data: the first national account."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.people import operations
from atelier_local.programme.people.enums import OrganisationKind, Role, TicketPurpose
from atelier_local.programme.people.models import Person


class Command(BaseCommand):
    help = "Crée le premier compte national (DGALN) et imprime le lien où choisir son mot de passe."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--first-name", default="Équipe")
        parser.add_argument("--last-name", default="nationale")

    def handle(self, email, first_name, last_name, **_):
        if Person.objects.filter(email__iexact=email, is_active=True).exists():
            raise CommandError(f"{email} a déjà un compte.")
        now = clock.now()
        ministry = operations.register_organisation(
            kind=OrganisationKind.MINISTRY, name="DGALN", by=None, at=now
        )
        person = operations.register_person(
            email=email,
            first_name=first_name,
            last_name=last_name,
            organisation=ministry,
            national_role=Role.NATIONAL_ADMIN,
            by=None,
            at=now,
        )
        token = operations.issue_ticket(TicketPurpose.INVITATION, person=person, days=1, at=now)
        link = reverse("people:accept_invitation", args=[token])
        self.stdout.write(
            f"Choisissez le mot de passe ici, sous 24 heures :\n{settings.SITE_URL}{link}"
        )
