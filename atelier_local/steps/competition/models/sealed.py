"""Envelopes, and who opens them: none goes because something else is deleted."""

from base64 import b64decode
from typing import Any

from django.db import models
from django.utils.functional import cached_property

from .. import sealing
from ..enums import EvaluationCollege, TenderPart
from .competition import Invitation, MiniCompetition


class Officer(models.Model):
    """Someone who makes a key of their own: two of two parties open the tenders, no fewer.

    `sheet_number` is printed on the recovery sheet and typed again by its holder: it proves that
    the sheet was printed, and has nothing to do with the key.
    """

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="officers")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    college = models.CharField("au titre de", max_length=20, choices=EvaluationCollege)
    recipient = models.CharField("clé publique", max_length=80, blank=True)
    identity = models.BinaryField("identité chiffrée par la phrase secrète", null=True)
    position = models.PositiveSmallIntegerField("ordre")
    key_made_at = models.DateTimeField("clé faite le", null=True)
    sheet_number = models.CharField("numéro de la feuille de secours", max_length=9, blank=True)
    sheet_checked_at = models.DateTimeField("feuille vérifiée le", null=True)

    class Meta:
        verbose_name = "responsable de l’ouverture"
        verbose_name_plural = "responsables de l’ouverture"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="officer_once")
        ]

    @property
    def key(self) -> sealing.Key:
        return sealing.Key(self.position, self.college, self.recipient)

    @property
    def ready(self) -> bool:
        """Their key exists, and they hold its sheet."""
        return self.key_made_at is not None and self.sheet_checked_at is not None


class Slot(models.Model):
    """The place of one consortium's tender: full from publication on, of noise or of a tender.

    Nothing in it says which, when, or by whom.
    """

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, primary_key=True, related_name="slot"
    )
    core = models.BinaryField("pli scellé")
    keys = models.JSONField("clés scellées, par couple de responsables", default=dict)
    stamp = models.BinaryField("date scellée")

    class Meta:
        verbose_name = "emplacement scellé"
        verbose_name_plural = "emplacements scellés"

    @property
    def sealed(self) -> sealing.Sealed:
        keys = {pair: b64decode(shut) for pair, shut in self.keys.items()}
        return sealing.Sealed(bytes(self.core), keys, bytes(self.stamp))


class Draft(models.Model):
    """What a consortium is writing, closed under a key that its members alone have."""

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, primary_key=True, related_name="draft"
    )
    body = models.BinaryField("brouillon scellé")
    recipient = models.CharField("clé publique du groupement", max_length=80)
    tag = models.CharField("version", max_length=32)

    class Meta:
        verbose_name = "brouillon scellé"
        verbose_name_plural = "brouillons scellés"


class LateTender(models.Model):
    """What came after the deadline: kept as it came, told of, opened by nobody (art. R2151-5)."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="late_tenders")
    core = models.BinaryField("pli scellé")
    keys = models.JSONField("clés scellées, par couple de responsables")
    digest = models.CharField("empreinte", max_length=64)
    commitment = models.CharField("engagement", max_length=64)
    arrived_at = models.DateTimeField("arrivé le")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pli hors délai"
        verbose_name_plural = "plis hors délai"
        ordering = ("arrived_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["invitation", "digest"], name="late_tender_once")
        ]


class KeyTurn(models.Model):
    """One officer's key turned, after the deadline. The first leaves halves for the other parties.

    `here`: peeled by the server from a typed passphrase or sheet, and not by a browser.
    """

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="turns")
    turn = models.PositiveSmallIntegerField("tour")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sheet = models.BooleanField("avec la feuille de secours")
    here = models.BooleanField("clé tapée sur cette plateforme")
    at = models.DateTimeField("tournée le")
    halves = models.JSONField("moitiés ouvertes, par pli et par responsable", null=True)

    class Meta:
        verbose_name = "clé tournée"
        verbose_name_plural = "clés tournées"
        ordering = ("turn",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "turn"], name="one_key_a_turn"),
            models.CheckConstraint(condition=models.Q(turn__in=(1, 2)), name="two_turns"),
        ]


class Tender(models.Model):
    """What was found in a slot at the opening. Before it, there is no such row.

    `body` is the core as `rules.body` reads it; without a price, `fault` says why it does not.
    """

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, primary_key=True, related_name="tender"
    )
    digest = models.CharField("empreinte", max_length=64)
    commitment = models.CharField("engagement", max_length=64, blank=True)
    deposited_at = models.DateTimeField("reçu le")
    deposited_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    price_eur = models.DecimalField("prix (€ HT)", max_digits=12, decimal_places=2, null=True)
    body = models.JSONField("contenu", default=dict)
    fault = models.TextField("ce qui empêche de le lire", blank=True)

    class Meta:
        verbose_name = "offre"
        verbose_name_plural = "offres"
        ordering = ("deposited_at",)

    @cached_property
    def parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = self.body.get("parts", {})
        return parts

    @property
    def joined(self) -> list[dict[str, Any]]:
        """What it says of each of its files."""
        return list(self.body.get("files", []))

    @property
    def joined_bytes(self) -> int:
        return sum(file["size"] for file in self.joined)

    @property
    def pitch(self) -> str:
        return str(self.parts.get(TenderPart.UNDERSTANDING, ""))

    @property
    def method(self) -> str:
        return str(self.parts.get(TenderPart.METHOD, ""))

    @property
    def team_note(self) -> str:
        return str(self.parts.get(TenderPart.TEAM, ""))


class TenderFile(models.Model):
    """A file of a tender that was deposited on PLACE, brought here once PLACE has opened it."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="files")
    stored = models.ForeignKey("files.Stored", models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=120)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("apporté le")

    class Meta:
        verbose_name = "fichier d’une offre"
        verbose_name_plural = "fichiers des offres"
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=["tender", "stored"], name="tender_file_once")
        ]


class Opening(models.Model):
    """The meeting at which two officers of two parties opened the tenders together."""

    competition = models.OneToOneField(MiniCompetition, models.PROTECT, related_name="opening")
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    first = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField("ouverts le")
    minutes = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="procès-verbal"
    )
    first_signed_at = models.DateTimeField("confirmé par la première personne le", null=True)
    second_signed_at = models.DateTimeField("confirmé par la seconde personne le", null=True)

    class Meta:
        verbose_name = "ouverture des plis"
        verbose_name_plural = "ouvertures des plis"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="opened_by_two"
            )
        ]

    @property
    def signed(self) -> bool:
        return self.first_signed_at is not None and self.second_signed_at is not None
