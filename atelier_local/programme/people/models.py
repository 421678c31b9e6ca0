"""People, the organisations they speak for, links without account, outgoing mail."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from .enums import NATIONAL_ROLES, OrganisationKind, Role, TicketPurpose


class Organisation(models.Model):
    """A service, authority, firm or association; `raw_name` keeps a spelling found in a source."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=20, choices=OrganisationKind)
    name = models.CharField("nom", max_length=200)
    raw_name = models.CharField("nom dans la source", max_length=200, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    fictitious = models.BooleanField("fictive", default=False)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def by_ref(self, ref: str) -> "Person | None":
        """Whom the journal names so; nobody if it names no person, or none of ours."""
        kind, _, id = ref.partition(":")
        try:
            return self.filter(pk=uuid.UUID(id)).first() if kind == "person" else None
        except ValueError:
            return None


class Person(AbstractBaseUser):
    """Someone who signs in. Residents never need to: they have passes and receipts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    function = models.CharField("fonction", max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people", verbose_name="organisation"
    )
    national_role = models.CharField(
        "rôle national",
        max_length=20,
        blank=True,
        choices=[(role.value, role.label) for role in NATIONAL_ROLES],
    )
    is_active = models.BooleanField("actif", default=False)
    created_at = models.DateTimeField("créée le")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]
    objects = PersonManager()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ("last_name", "first_name")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(national_role__in=["", *(r.value for r in NATIONAL_ROLES)]),
                name="person_national_role",
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def ref(self) -> str:
        """How the journal names this person."""
        return f"person:{self.id}"

    @property
    def national(self) -> Role | None:
        return Role(self.national_role) if self.national_role else None


class Ticket(models.Model):
    """A link that lets one person do one thing without an account; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    purpose = models.CharField("usage", max_length=20, choices=TicketPurpose)
    subject = models.CharField("objet", max_length=120, blank=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="tickets", verbose_name="personne"
    )
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisé le", null=True)

    class Meta:
        verbose_name = "lien d’accès"
        verbose_name_plural = "liens d’accès"


class Message(models.Model):
    """One outgoing e-mail. Its text is emptied once sent: it may carry a link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField("destinataire")
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte", blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True)
    error = models.CharField("échec", max_length=300, blank=True)

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
