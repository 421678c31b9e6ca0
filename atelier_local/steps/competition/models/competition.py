"""What is asked, and of whom."""

from datetime import datetime
from secrets import token_bytes

from django.db import models

from ..enums import (
    CompetitionState,
    Mode,
    NoticeKind,
    PriceFormula,
    TenderPart,
    TieRule,
)


def new_withholding_key() -> bytes:
    return token_bytes(32)


class MiniCompetition(models.Model):
    """One Atelier's consultation of every consortium that holds its framework agreement, or the lot
    of it that is named."""

    atelier = models.OneToOneField(
        "ateliers.Atelier", models.PROTECT, related_name="+", verbose_name="Atelier"
    )
    stream = models.OneToOneField("journal.Stream", models.PROTECT, related_name="+")
    lot = models.ForeignKey(
        "agreement.Lot",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="lot de l’accord-cadre",
    )
    state = models.CharField(
        "état", max_length=12, choices=CompetitionState, default=CompetitionState.DRAFT
    )
    deadline = models.DateTimeField("date limite")
    formula = models.CharField(
        "formule de prix", max_length=16, choices=PriceFormula, default=PriceFormula.PROPORTIONAL
    )
    mode = models.CharField("mode de dépôt", max_length=6, choices=Mode, default=Mode.NATIVE)
    place_reference = models.CharField("référence sur PLACE", max_length=60, blank=True)
    object_text = models.CharField("objet du marché", max_length=1000, blank=True)
    contact = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", verbose_name="contact"
    )
    questions_until = models.DateTimeField("questions jusqu’au", null=True)
    estimate_eur = models.DecimalField("estimation (€)", max_digits=12, decimal_places=2, null=True)
    envelope_disclosed = models.BooleanField("estimation donnée aux groupements", default=False)
    tie_rule = models.CharField(
        "départage", max_length=12, choices=TieRule, default=TieRule.HEAVIEST
    )
    validity_days = models.PositiveSmallIntegerField("validité des offres (jours)", default=120)
    hearing = models.BooleanField("audition prévue", default=False)
    hearing_minutes = models.PositiveSmallIntegerField("durée de l’audition (min)", default=0)
    standstill = models.BooleanField("délai avant signature", default=True)
    grids_due = models.DateField("grilles attendues le", null=True)
    court = models.TextField("tribunal compétent", blank=True)
    clauses = models.JSONField("points de la lettre à rédiger", default=dict)
    """Item of the letter (as text) → the buyer's words."""
    letter = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="lettre envoyée"
    )
    withholding_key = models.BinaryField(
        "clé de ce qui est occulté",
        default=new_withholding_key,
        help_text="Les sels de ce qu’un groupement évincé ne lit pas, et qu’un juge peut ouvrir.",
    )
    receipt_key = models.CharField("clé publique des reçus", max_length=64, blank=True)
    published_at = models.DateTimeField("publiée le", null=True)
    opened_at = models.DateTimeField("plis ouverts le", null=True)
    scored_at = models.DateTimeField("grilles rendues le", null=True)
    ending_reason = models.TextField("motif de la fin anticipée", blank=True)
    ending = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="lettre de fin"
    )

    class Meta:
        verbose_name = "consultation"
        verbose_name_plural = "consultations"

    tied: bool
    """Whether the visitor is tied to a holder, once loaded by `access.competition_of`."""
    copy_waits = False
    """Whether a backup copy may still be opened, once loaded by `access.competition_of`."""
    told = False
    """Whether a choice was written to holders, once loaded by `queries.competition_for_buyer`."""

    @property
    def at_state(self) -> CompetitionState:
        return CompetitionState(self.state)

    @property
    def under(self) -> str:
        """« Accord-cadre 2027 », and its lot where there is one: « …, lot 2 (Rivières) »."""
        return f"{self.atelier.framework}, {self.lot}" if self.lot else str(self.atelier.framework)

    @property
    def held(self) -> str:
        """What those consulted hold: « de l’accord-cadre », « du lot 2 de l’accord-cadre »."""
        return f"du lot {self.lot.number} de l’accord-cadre" if self.lot else "de l’accord-cadre"

    @property
    def on_place(self) -> bool:
        """Whether tenders are deposited on PLACE, and only analysed here."""
        return Mode(self.mode) is Mode.PLACE

    @property
    def estimate_cents(self) -> int | None:
        return None if self.estimate_eur is None else int(self.estimate_eur * 100)

    @property
    def price_formula(self) -> PriceFormula:
        return PriceFormula(self.formula)

    def takes_tenders(self, at: datetime) -> bool:
        return self.at_state is CompetitionState.OPEN and at < self.deadline


class Criterion(models.Model):
    """A criterion of the agreement with the weight that this competition gives it."""

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="criteria")
    key = models.SlugField("identifiant", max_length=40)
    label = models.CharField("libellé", max_length=200)
    weight = models.PositiveSmallIntegerField("poids (%)")
    points = models.JSONField(
        "points des sous-critères",
        default=list,
        help_text="Un nombre par sous-critère de l’accord-cadre, dans son ordre ; ou aucun.",
    )
    is_price = models.BooleanField("critère du prix", default=False)
    is_environmental = models.BooleanField("critère environnemental", default=False)
    position = models.PositiveSmallIntegerField("ordre")

    class Meta:
        verbose_name = "critère pondéré"
        verbose_name_plural = "critères pondérés"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "key"], name="criterion_weighed_once")
        ]

    def __str__(self) -> str:
        return self.label


class Expectation(models.Model):
    """Which part of a tender answers an item of the specification; no part: the letter waits.

    Without a row the usual plan holds (`rules.expecting`); publication writes them all.
    """

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="expectations")
    item = models.ForeignKey("application.SpecificationItem", models.PROTECT, related_name="+")
    part = models.CharField("partie de l’offre", max_length=16, choices=TenderPart, blank=True)

    class Meta:
        verbose_name = "réponse attendue"
        verbose_name_plural = "réponses attendues"
        constraints = [
            models.UniqueConstraint(fields=["competition", "item"], name="item_answered_once")
        ]


class Invitation(models.Model):
    """A consortium consulted in writing. On it, and never on a firm, hang the rights to tender."""

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="invitations")
    consortium = models.ForeignKey(
        "agreement.Consortium", models.PROTECT, related_name="+", verbose_name="groupement"
    )
    sent_at = models.DateTimeField("envoyée le")
    composition = models.JSONField(
        "composition du groupement à la consultation",
        default=dict,
        help_text="Nom et rôle de chaque membre, par organisation ; changements acceptés compris.",
    )
    declined_at = models.DateTimeField("déclinée le", null=True)
    decline_reason = models.TextField("motif du désistement", blank=True)

    class Meta:
        verbose_name = "groupement consulté"
        verbose_name_plural = "groupements consultés"
        ordering = ("consortium__rank",)
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "consortium"], name="consortium_invited_once"
            )
        ]

    @property
    def name(self) -> str:
        return self.consortium.name


class Question(models.Model):
    """Asked by one consortium, answered to all; who asked is never shown."""

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="questions")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="questions")
    text = models.TextField("question")
    asked_at = models.DateTimeField("posée le")
    broadcast = models.TextField("question telle qu’elle est dite à tous", blank=True)
    answer = models.TextField("réponse", blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)

    class Meta:
        verbose_name = "question d’un groupement"
        verbose_name_plural = "questions des groupements"
        ordering = ("asked_at", "id")

    @property
    def said(self) -> str:
        """What all may read: a question may give away who asks it."""
        return self.broadcast or self.text


class Amendment(models.Model):
    """A change to the documents, told to all holders the same day; only the deadline may move."""

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField("numéro")
    text = models.TextField("texte")
    deadline_before = models.DateTimeField("date limite avant")
    deadline_after = models.DateTimeField("date limite après")
    late_reason = models.TextField("pourquoi si près de la date limite", blank=True)
    at = models.DateTimeField("envoyé le")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    filed = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="pièce établie"
    )

    class Meta:
        verbose_name = "additif"
        verbose_name_plural = "additifs"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="amendment_numbered"),
            models.CheckConstraint(
                condition=models.Q(deadline_after__gte=models.F("deadline_before")),
                name="amendment_never_shortens",
            ),
        ]

    @property
    def extends(self) -> bool:
        return self.deadline_after > self.deadline_before


class Notice(models.Model):
    """The proof that someone of a consulted consortium was written to, and about what."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="notices")
    kind = models.CharField("objet", max_length=12, choices=NoticeKind)
    message = models.ForeignKey(
        "people.Message", models.PROTECT, related_name="+", verbose_name="message"
    )
    filed = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="pièce jointe"
    )
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "envoi à un groupement"
        verbose_name_plural = "envois aux groupements"
        ordering = ("at", "id")
