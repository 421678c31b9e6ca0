"""How the tenders were judged: evidence, which nothing deleted elsewhere may take along."""

from django.db import models

from ..enums import EvaluationCollege, LetterKind, LowVerdict, RegularityVerdict, Sending
from .competition import Criterion, Invitation, MiniCompetition


class Evaluator(models.Model):
    """Someone who marks in the name of a college, after having declared their interests."""

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="evaluators")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", verbose_name="personne"
    )
    college = models.CharField("au titre de", max_length=20, choices=EvaluationCollege)
    declared_at = models.DateTimeField("intérêts déclarés le")
    conflict = models.BooleanField(
        "lien avec un groupement", help_text="D’après la dernière déclaration."
    )
    only_reads = models.BooleanField(
        "ne note pas", default=False, help_text="Ouvre les plis ou lit les offres, sans grille."
    )
    submitted_at = models.DateTimeField("grille rendue le", null=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True)
    withdrawal_reason = models.TextField("motif du retrait", blank=True)

    class Meta:
        verbose_name = "évaluateur"
        verbose_name_plural = "évaluateurs"
        ordering = ("declared_at", "id")
        constraints = [
            models.UniqueConstraint(fields=["competition", "person"], name="evaluator_once")
        ]

    @property
    def sits(self) -> bool:
        """Whether their grid counts: they mark, neither tied to a consortium nor withdrawn."""
        return not (self.only_reads or self.conflict or self.withdrawn_at)


class Declaration(models.Model):
    """What an evaluator said of their interests, each time they said it; never rewritten."""

    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="declarations")
    conflict = models.BooleanField("lien avec un groupement")
    note = models.TextField("précision", blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "déclaration d’intérêts"
        verbose_name_plural = "déclarations d’intérêts"
        ordering = ("at", "id")


class Regularity(models.Model):
    """Whether a tender may be ranked (art. L2152-1 to -4), as a person judged it, and why."""

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="regularity")
    verdict = models.CharField("appréciation", max_length=20, choices=RegularityVerdict)
    reason = models.TextField("motif", blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "régularité d’une offre"
        verbose_name_plural = "régularités des offres"


class LowTenderQuery(models.Model):
    """A holder asked to explain its price, what it answered, and what a person decided."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="low_queries")
    question = models.TextField("demande")
    asked_at = models.DateTimeField("demandée le")
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    due_at = models.DateTimeField("réponse attendue avant le")
    answer = models.TextField("justification", blank=True)
    answered_at = models.DateTimeField("répondue le", null=True)
    answered_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    verdict = models.CharField("décision", max_length=10, choices=LowVerdict, blank=True)
    verdict_reason = models.TextField("motif de la décision", blank=True)
    decided_at = models.DateTimeField("décidée le", null=True)
    decided_by = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    request = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="lettre de demande"
    )
    decision = models.ForeignKey(
        "files.Filed",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="lettre de décision",
    )

    class Meta:
        verbose_name = "demande de justification de prix"
        verbose_name_plural = "demandes de justification de prix"
        ordering = ("asked_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=models.Q(decided_at=None),
                name="one_low_query_pending",
            )
        ]


class Hearing(models.Model):
    """A holder heard on its tender, as the letter foresaw: as long as the others and on the same
    points. When, where and what was said are those of the meeting; nothing of the tender changes.
    """

    invitation = models.OneToOneField(
        Invitation, models.PROTECT, primary_key=True, related_name="hearing"
    )
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    topics = models.TextField("points abordés")
    present = models.TextField("présents pour le groupement", blank=True)
    call = models.ForeignKey(
        "files.Filed",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="convocation",
        help_text="La dernière ; celles qu’elle remplace restent parmi les envois.",
    )

    class Meta:
        verbose_name = "audition"
        verbose_name_plural = "auditions"
        ordering = ("meeting__starts_at",)

    @property
    def held(self) -> bool:
        return self.meeting.held_at is not None


class Mark(models.Model):
    """What one evaluator thinks of one tender on one criterion; hidden until all grids are in."""

    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="marks")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    value = models.DecimalField("note", max_digits=3, decimal_places=1)
    reason = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "note d’évaluateur"
        verbose_name_plural = "notes d’évaluateurs"
        constraints = [
            models.UniqueConstraint(
                fields=["evaluator", "invitation", "criterion"], name="marked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=10), name="mark_from_0_to_10"
            ),
        ]


class CommonMark(models.Model):
    """The mark on which the colleges agreed, and the reason that goes into the report."""

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="common_marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="common_marks")
    value = models.DecimalField("note commune", max_digits=3, decimal_places=1)
    reason = models.TextField("motif")
    agreed = models.BooleanField("accord des collèges", default=True)
    dissent = models.TextField("désaccord consigné", blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "note commune"
        verbose_name_plural = "notes communes"
        constraints = [
            models.UniqueConstraint(fields=["invitation", "criterion"], name="one_common_mark"),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=10), name="common_mark_from_0_to_10"
            ),
        ]


class Consensus(models.Model):
    """The meeting at which the colleges agreed on the marks, or wrote down that they did not."""

    competition = models.OneToOneField(
        MiniCompetition, models.PROTECT, primary_key=True, related_name="consensus"
    )
    meeting = models.OneToOneField("governance.Meeting", models.PROTECT, related_name="+")
    at = models.DateTimeField("tenue le")
    minutes = models.ForeignKey(
        "files.Filed", models.PROTECT, null=True, related_name="+", verbose_name="compte rendu"
    )

    class Meta:
        verbose_name = "mise en commun des notes"
        verbose_name_plural = "mises en commun des notes"


class Acknowledgement(models.Model):
    """A remark on the marks that somebody read, and what they answer to it."""

    competition = models.ForeignKey(
        MiniCompetition, models.PROTECT, related_name="acknowledgements"
    )
    key = models.CharField("remarque", max_length=120)
    answer = models.TextField("réponse", blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "remarque lue"
        verbose_name_plural = "remarques lues"
        constraints = [
            models.UniqueConstraint(fields=["competition", "key"], name="remark_read_once")
        ]


class Report(models.Model):
    """The analysis of the tenders as it was last assembled, with the totals it rests on, and the
    digest of all that was judged and why.

    Those it replaces stay as papers; the journal names each.
    """

    competition = models.OneToOneField(
        MiniCompetition, models.PROTECT, primary_key=True, related_name="report"
    )
    filed = models.OneToOneField("files.Filed", models.PROTECT, related_name="+")
    totals = models.JSONField("totaux au centième")
    basis = models.CharField("empreinte de ce qui est jugé", max_length=64, blank=True)
    at = models.DateTimeField("établi le")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "rapport d’analyse des offres"
        verbose_name_plural = "rapports d’analyse des offres"


class Award(models.Model):
    """The choice of the best tender, and why; a withdrawn one leaves its place to the next.

    Without competition (art. R2162-10, last paragraph) there is no total: `reason` is the technical
    one, and `sole` says why no other holder is able.
    """

    competition = models.ForeignKey(MiniCompetition, models.PROTECT, related_name="awards")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="awards")
    total = models.DecimalField("total sur 100", max_digits=5, decimal_places=2, null=True)
    decided_at = models.DateTimeField("décidée le")
    decided_by = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        related_name="+",
        null=True,
        help_text="Vide pour les choix d’avant la signature des décisions.",
    )
    reason = models.TextField("motif")
    sole = models.TextField("pourquoi aucun autre titulaire", blank=True)
    letters_sent_at = models.DateTimeField("lettres parties le", null=True)
    standstill_until = models.DateField("signature possible après le", null=True)
    concluded_on = models.DateField("marché signé le", null=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True)
    withdrawal_reason = models.TextField("motif du retrait", blank=True)
    filed = models.ForeignKey(
        "files.Filed", models.PROTECT, related_name="+", null=True, verbose_name="décision"
    )

    class Meta:
        verbose_name = "attribution"
        verbose_name_plural = "attributions"
        ordering = ("decided_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["competition"],
                condition=models.Q(withdrawn_at=None),
                name="one_award_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(total__isnull=False, sole="")
                | models.Q(models.Q(total=None) & ~models.Q(sole="")),
                name="ranked_or_sole",
            ),
        ]

    @property
    def direct(self) -> bool:
        """Whether it was made without competition."""
        return self.total is None


class Letter(models.Model):
    """What one holder was told of a choice, and the messages that took it there."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="letters")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="award_letters")
    kind = models.CharField("nature", max_length=10, choices=LetterKind)
    filed = models.OneToOneField("files.Filed", models.PROTECT, related_name="+")
    messages = models.ManyToManyField("people.Message", related_name="+")
    at = models.DateTimeField("écrite le")
    # Sent otherwise than from here, and what proves it.
    sending = models.CharField("voie d’envoi", max_length=10, choices=Sending, blank=True)
    sent_on = models.DateField("envoyée le", null=True)
    proof = models.CharField("preuve de l’envoi", max_length=300, blank=True)
    proof_file = models.ForeignKey(
        "files.Stored", models.PROTECT, null=True, related_name="+", verbose_name="pièce jointe"
    )
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("envoi consigné le", null=True)

    class Meta:
        verbose_name = "lettre à un groupement"
        verbose_name_plural = "lettres aux groupements"
        ordering = ("invitation__consortium__rank",)
        constraints = [
            models.UniqueConstraint(fields=["award", "invitation"], name="one_letter_each")
        ]
