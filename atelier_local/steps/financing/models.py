"""How an operation is paid for. A plan knows an operation to be paid, not what wants it."""

import uuid
from collections.abc import Iterable

from django.db import models

from . import rules
from .enums import CostNature, Domain, FunderKind, FundingState, Operation, OwnerKind
from .rules import Line, Money, Share


class Plan(models.Model):
    """The cost of an operation and where the money comes from, on one VAT basis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    operation = models.CharField("opération", max_length=10, choices=Operation)
    owner_kind = models.CharField("porteur", max_length=16, choices=OwnerKind)
    domain = models.CharField("domaine", max_length=24, choices=Domain, blank=True)
    without_vat = models.BooleanField("hors taxes", default=True)

    class Meta:
        verbose_name = "plan de financement"
        verbose_name_plural = "plans de financement"

    @property
    def cost(self) -> int:
        return sum(line.amount_eur for line in self.costs.all())

    @property
    def money(self) -> Money:
        return rules.money(
            (cost.amount_eur for cost in self.costs.all()),
            (line.value for line in self.lines.all()),
        )

    @property
    def owner_share(self) -> Share:
        return self.judge(line.value for line in self.lines.all())

    def judge(self, lines: Iterable[Line]) -> Share:
        """The owner's share of public financing, judged by the law (rules.owner_share)."""
        return rules.owner_share(
            lines,
            operation=Operation(self.operation),
            owner=OwnerKind(self.owner_kind),
            domain=self.at_domain,
        )

    @property
    def at_domain(self) -> Domain:
        return Domain(self.domain)


class CostLine(models.Model):
    """What something costs, in whole euros."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="costs")
    label = models.CharField("poste", max_length=200)
    nature = models.CharField("nature", max_length=12, choices=CostNature)
    amount_eur = models.PositiveIntegerField("montant en euros")
    year = models.PositiveSmallIntegerField("année", null=True)

    class Meta:
        verbose_name = "poste de coût"
        verbose_name_plural = "postes de coût"
        ordering = ("id",)


class FundingLine(models.Model):
    """What someone brings, in whole euros, and how sure it is."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    funder = models.CharField("financeur", max_length=200)
    scheme = models.CharField("dispositif", max_length=200, blank=True)
    kind = models.CharField("nature du financeur", max_length=12, choices=FunderKind)
    amount_eur = models.PositiveIntegerField("montant en euros")
    state = models.CharField(
        "état", max_length=10, choices=FundingState, default=FundingState.CONSIDERED
    )
    due_on = models.DateField("dossier à déposer avant le", null=True)
    article = models.CharField("texte qui le permet", max_length=200, blank=True)
    document = models.CharField("pièce", max_length=200, blank=True)

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        ordering = ("id",)

    @property
    def value(self) -> Line:
        """The line as rules read it."""
        kind, state = FunderKind(self.kind), FundingState(self.state)
        return Line(kind, self.amount_eur, state, self.funder)
