"""The opportunity note: why here, why now. Later, it is the specification of the contract."""

from django.db import models

from .enums import EligibilityItem, Heading, LetterKind, NoteState, Verdict


class OpportunityNote(models.Model):
    """The application of a territory, written by its pilot and its local authority together."""

    atelier = models.OneToOneField(
        "ateliers.Atelier", models.PROTECT, related_name="+", verbose_name="Atelier"
    )
    state = models.CharField("état", max_length=10, choices=NoteState, default=NoteState.DRAFT)
    needed_specialities = models.ManyToManyField(
        "agreement.Speciality", related_name="+", verbose_name="spécialités attendues"
    )
    submitted_at = models.DateTimeField("déposée le", null=True)
    decided_at = models.DateTimeField("décidée le", null=True)
    decision_reason = models.TextField("motif de la décision", blank=True)

    class Meta:
        verbose_name = "note d’opportunité"
        verbose_name_plural = "notes d’opportunité"

    @property
    def at_state(self) -> NoteState:
        return NoteState(self.state)


class NoteVersion(models.Model):
    """One heading as someone wrote it. Never changed; the latest counts, earlier ones stay."""

    note = models.ForeignKey(OpportunityNote, models.CASCADE, related_name="versions")
    heading = models.CharField("rubrique", max_length=20, choices=Heading)
    text = models.TextField("texte")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "version de rubrique"
        verbose_name_plural = "versions de rubrique"
        ordering = ("id",)
        indexes = [models.Index(fields=["note", "heading", "id"])]


class Letter(models.Model):
    """A signed letter that accompanies the note; its file, unless it came on paper only."""

    note = models.ForeignKey(OpportunityNote, models.CASCADE, related_name="letters")
    kind = models.CharField("nature", max_length=10, choices=LetterKind)
    signatory = models.CharField("signataire", max_length=200)
    received_on = models.DateField("reçue le")
    stored = models.ForeignKey(
        "files.Stored",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="fichier signé",
    )

    class Meta:
        verbose_name = "lettre jointe"
        verbose_name_plural = "lettres jointes"
        ordering = ("received_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["note", "kind"], name="one_letter_of_each_kind")
        ]


class EligibilityCheck(models.Model):
    """What the national team found on one point of its grid; earlier answers are in the journal."""

    note = models.ForeignKey(OpportunityNote, models.CASCADE, related_name="checks")
    item = models.CharField("point", max_length=14, choices=EligibilityItem)
    verdict = models.CharField("réponse", max_length=8, choices=Verdict)
    remark = models.TextField("remarque", blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "point de la grille d’éligibilité"
        verbose_name_plural = "points de la grille d’éligibilité"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["note", "item"], name="one_check_a_point"),
            models.CheckConstraint(
                condition=models.Q(verdict="yes") | ~models.Q(remark=""),
                name="a_reserve_says_why",
            ),
        ]

    @property
    def at_verdict(self) -> Verdict:
        return Verdict(self.verdict)


class Specification(models.Model):
    """What the consortia are asked: the selected note, made into numbered items in one act.

    Never edited; `digest` is that of its items, so that whoever read them can tell.
    """

    note = models.OneToOneField(OpportunityNote, models.PROTECT, related_name="specification")
    digest = models.CharField("empreinte", max_length=64)
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("établi le")

    class Meta:
        verbose_name = "cahier des charges"
        verbose_name_plural = "cahiers des charges"


class SpecificationItem(models.Model):
    """One numbered item: a paragraph of the note, a speciality asked for, a bound of the agreement.

    With `expects_answer`, the deliverables say where they answer it, or why they do not.
    """

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="items")
    number = models.CharField("numéro", max_length=8)
    position = models.PositiveSmallIntegerField("rang")
    heading = models.CharField("rubrique", max_length=20, choices=Heading, blank=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte")
    speciality = models.ForeignKey(
        "agreement.Speciality", models.PROTECT, null=True, related_name="+"
    )
    expects_answer = models.BooleanField("attend une réponse des livrables", default=False)

    class Meta:
        verbose_name = "article du cahier des charges"
        verbose_name_plural = "articles du cahier des charges"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["specification", "number"], name="one_item_a_number"),
            models.UniqueConstraint(
                fields=["specification", "position"], name="one_item_a_position"
            ),
        ]

    def __str__(self) -> str:
        return f"§ {self.number}"

    @property
    def section(self) -> str:
        """« 4 » of « 4.2 »."""
        return self.number.partition(".")[0]
