"""How the Atelier will be led: method, places, who sits where, people concerned, risks, what will
tell that it succeeded, documents to supply.
"""

from django.db import models

from atelier_local.programme.ateliers.enums import Audience

from .enums import CommitteeKind


class Framing(models.Model):
    """The framing of an Atelier; its calendar is in `ateliers.StageDate`."""

    atelier = models.OneToOneField(
        "ateliers.Atelier", models.PROTECT, primary_key=True, related_name="+"
    )
    methodology = models.TextField("méthode", blank=True)
    out_of_scope = models.TextField("ce que l’Atelier ne traitera pas", blank=True)
    decision_rule = models.TextField("règle de décision", blank=True)
    justification = models.CharField(
        "motif d’un calendrier hors bornes", max_length=500, blank=True
    )
    validated_at = models.DateTimeField("validé le", null=True)

    class Meta:
        verbose_name = "cadrage"
        verbose_name_plural = "cadrages"


class Site(models.Model):
    """A place looked at closer: on the map of the framing note, then in the zooms of the report."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="sites")
    name = models.CharField("lieu", max_length=120)
    commune = models.ForeignKey(
        "territories.Commune", models.PROTECT, related_name="+", verbose_name="commune"
    )
    why = models.CharField("pourquoi ce lieu", max_length=300)

    class Meta:
        verbose_name = "lieu vu de plus près"
        verbose_name_plural = "lieux vus de plus près"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Committee(models.Model):
    """One of the bodies that lead the Atelier: who sits in it, what for, how often."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="committees")
    kind = models.CharField("instance", max_length=9, choices=CommitteeKind)
    role = models.CharField("rôle", max_length=200)
    rhythm = models.CharField("rythme", max_length=120)
    members = models.ManyToManyField(
        "people.Person", related_name="+", blank=True, verbose_name="membres"
    )
    others = models.CharField("y siègent aussi", max_length=400, blank=True)

    class Meta:
        verbose_name = "instance"
        verbose_name_plural = "instances"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["framing", "kind"], name="one_committee_a_kind")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def at_kind(self) -> CommitteeKind:
        return CommitteeKind(self.kind)


class Stakeholder(models.Model):
    """Someone concerned: how much they weigh and how much they care, from 1 to 5."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="stakeholders")
    name = models.CharField("nom", max_length=200)
    audience = models.CharField("public", max_length=2, choices=Audience)
    influence = models.PositiveSmallIntegerField("influence")
    interest = models.PositiveSmallIntegerField("intérêt")
    note = models.CharField("remarque", max_length=400, blank=True)

    class Meta:
        verbose_name = "acteur concerné"
        verbose_name_plural = "acteurs concernés"
        ordering = ("-influence", "-interest", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(influence__range=(1, 5), interest__range=(1, 5)),
                name="stakeholder_marks_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Risk(models.Model):
    """What could go wrong, and what is foreseen."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="risks")
    risk = models.CharField("risque", max_length=400)
    answer = models.CharField("parade", max_length=400)

    class Meta:
        verbose_name = "risque"
        verbose_name_plural = "risques"
        ordering = ("id",)


class Indicator(models.Model):
    """By what one will know that the Atelier itself succeeded, and where it is read."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="indicators")
    name = models.CharField("indicateur", max_length=250)
    baseline = models.CharField("départ", max_length=120, blank=True)
    target = models.CharField("cible", max_length=120)
    source = models.CharField("source", max_length=250)

    class Meta:
        verbose_name = "indicateur de réussite"
        verbose_name_plural = "indicateurs de réussite"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class DocumentRequest(models.Model):
    """A document the team needs, who supplies it and before when."""

    framing = models.ForeignKey(Framing, models.CASCADE, related_name="requests")
    title = models.CharField("document", max_length=250)
    owner = models.CharField("fourni par", max_length=200)
    due_on = models.DateField("attendu pour le", null=True)
    received_at = models.DateTimeField("reçu le", null=True)

    class Meta:
        verbose_name = "document demandé"
        verbose_name_plural = "documents demandés"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
