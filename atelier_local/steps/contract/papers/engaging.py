"""The acte d'engagement: what both sides sign, with the price per phase and per member annexed."""

from collections.abc import Iterator
from decimal import Decimal

from atelier_local.ground.files.papers import (
    Block,
    Break,
    Bullets,
    Heading,
    Paper,
    Para,
    Signatures,
    Table,
)
from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement.law import cite_in_letter, known

from .. import rules
from ..queries.engaging import Engagement
from .words import long_date

_WIDE = 4
"""Columns of amounts that a page holds beside the phase and the total."""


def engagement(one: Engagement) -> Paper:
    """As signed, or to be signed: the words are those of the tender that was chosen."""
    framework = one.atelier.framework
    number = f", n° {framework.number}" if framework.number else ""
    lot = f", {one.lot}" if one.lot else ""
    day = long_date(one.signed_on) if one.signed_on else ""
    return Paper(
        title="Acte d’engagement",
        kind="contract_engagement",
        facts=(
            ("Marché", one.reference),
            ("Accord-cadre", f"{framework.name}{number}{lot}"),
            ("Acheteur", framework.buyer),
            ("Représenté par", one.buyer.name if one.buyer else framework.buyer),
            ("Titulaire", one.name),
            ("Montant", f"{euros(one.amount)} HT"),
        ),
        blocks=(
            *_subject(one),
            *_holder(one),
            *_price(one),
            *_terms(one),
            *_commitment(one),
            *_annex(one),
        ),
        footer=f"{one.reference} · " + (f"signé le {day}" if day else "projet à signer"),
        fictitious=one.atelier.fictitious,
    )


def _subject(one: Engagement) -> Iterator[Block]:
    yield Heading(1, "Objet")
    passed = (
        "attribué sans remise en concurrence, comme l’accord-cadre le prévoit pour des raisons "
        "techniques (code de la commande publique, art. R2162-10, dernier alinéa)"
        if one.direct
        else f"passé après remise en concurrence de tous les titulaires {one.held_of} (code de "
        "la commande publique, art. R2162-10)"
    )
    yield Para(
        f"Marché subséquent, {passed}, pour accompagner l’Atelier Local « {one.atelier.name} »."
    )
    if one.atelier.question:
        yield Para(f"Question posée : {one.atelier.question}")


def _holder(one: Engagement) -> Iterator[Block]:
    """Who commits, in what form, and who represents them."""
    yield Heading(1, "Le titulaire")
    form = one.atelier.framework.get_group_form_display().lower()
    yield Table(
        f"Membres du groupement {form}" if len(one.held) > 1 else "Titulaire",
        ("Entreprise", "SIRET", "Place"),
        tuple((h.organisation.name, h.siret or "à compléter", h.place) for h in one.held),
        widths=(4, 3, 3),
    )
    for said, day in one.changes:
        yield Para(
            f"Composition modifiée avant la signature : {said}, avec l’accord de l’acheteur du "
            f"{long_date(day)} (code de la commande publique, art. R2142-26)."
        )
    if one.lead and len(one.held) > 1:
        article = cite_in_letter(known("group_lead", one.day))
        yield Para(
            f"{one.lead}, mandataire, représente l’ensemble des membres devant l’acheteur et "
            "coordonne leurs prestations" + (f" ({article})." if article else ".")
        )


def _price(one: Engagement) -> Iterator[Block]:
    tax = rules.vat_on(one.amount)
    type_of_price = one.atelier.framework.get_price_type_display().lower().replace(", ", " et ")
    yield Heading(1, "Le prix")
    yield Table(
        f"Prix forfaitaire, {type_of_price}",
        ("Élément", "Montant"),
        (
            ("Montant hors taxe", euros(one.amount)),
            ("Taxe sur la valeur ajoutée, à 20 %", euros(tax)),
            ("Montant toutes taxes comprises", euros(one.amount + tax)),
        ),
        widths=(4, 2),
        numeric=frozenset({1}),
        total=True,
    )
    yield Para(
        "Si un membre n’est pas assujetti à la taxe, son montant toutes taxes comprises est son "
        "montant hors taxe : la ligne est alors à corriger avant de signer."
    )
    if one.annex.firms:
        yield Para("Le prix de chaque phase, membre par membre, est en annexe.")
    yield Table(
        "Ce qui est payé, une fois le service admis",
        ("Service", "Montant HT"),
        (*((label, euros(amount)) for label, amount in one.services), ("Total", euros(one.amount))),
        widths=(4, 2),
        numeric=frozenset({1}),
        total=True,
    )


def _terms(one: Engagement) -> Iterator[Block]:
    yield Heading(1, "Durée, paiement, sous-traitance")
    delay = known("payment_days", one.day)
    article = cite_in_letter(delay)
    yield Bullets(
        (
            f"Le marché dure {one.months} mois à compter de sa notification, qui est T0.",
            f"Délai de paiement : {delay.amount}" + (f" ({article})." if article else "."),
            "Compte à créditer : relevé d’identité bancaire de chaque membre payé, à joindre.",
            "Avance : acceptée ☐, refusée ☐ par le titulaire, aux conditions du marché.",
        )
    )
    if not one.subs:
        yield Para("L’offre ne déclare aucun sous-traitant.")
        return
    yield Table(
        "Sous-traitants déclarés dans l’offre",
        ("Sous-traitant", "Prestations", "Montant HT"),
        tuple((name, services, euros(amount)) for name, services, amount in one.subs),
        widths=(3, 5, 2),
        numeric=frozenset({2}),
    )
    yield Para(
        "La notification du marché vaut acceptation de ces sous-traitants et agrément de leurs "
        "conditions de paiement (code de la commande publique, art. R2193-2)."
    )


def _commitment(one: Engagement) -> Iterator[Block]:
    framework = one.atelier.framework
    yield Heading(1, "L’engagement")
    letter = "" if one.direct else "de la lettre de consultation "
    yield Para(
        "Le titulaire a pris connaissance de l’accord-cadre, du cahier des charges de l’Atelier, "
        f"{letter}et du cahier des clauses administratives générales "
        f"({framework.ccag}). Il s’engage, sans réserve, à exécuter les prestations de son offre, "
        "au prix ci-dessus. Ces documents et cette offre sont les pièces du marché, dans l’ordre "
        "que l’accord-cadre fixe."
    )
    yield Para(
        f"Son offre l’engage pendant {one.validity_days} jours à compter de "
        + ("sa réception." if one.direct else "la date limite de remise.")
    )
    buyer = one.buyer.name if one.buyer else framework.buyer
    holders = (f"{h.organisation.name}\n{h.place}" for h in one.held)
    yield Signatures((*holders, f"Pour l’acheteur\n{buyer}"))


def _annex(one: Engagement) -> Iterator[Block]:
    """The grid, in as many tables as it takes; the last one sums each phase up."""
    yield Break()
    yield Heading(1, "Annexe : prix par phase et par membre, en euros hors taxe")
    if not one.annex.firms:
        yield Para(
            "L’offre ne répartit son prix ni entre les phases ni entre les membres : le "
            f"mandataire reçoit l’ensemble, {euros(one.amount)} HT, service après service."
        )
        return
    slices = list(one.annex.slices(_WIDE))
    for rank, columns in enumerate(slices, 1):
        yield _grid(one.annex, columns, rank, len(slices))
    each = zip(one.annex.firms, one.annex.totals, strict=True)
    yield Table(
        "Ce qui revient à chacun",
        ("À qui, ou pour quoi", "Montant HT"),
        (
            *((firm, euros(amount)) for firm, amount in each),
            ("Total", euros(one.annex.total)),
        ),
        widths=(4, 2),
        numeric=frozenset({1}),
        total=True,
    )
    yield Para(
        "Les frais et les prestations d’un sous-traitant sont au prix du membre qui les engage ; "
        "à défaut d’indication, du mandataire."
    )


def _grid(annex: rules.Annex, columns: slice, rank: int, of: int) -> Table:
    last = rank == of
    header = ("Phase", *annex.firms[columns], *(("Total",) if last else ()))
    rows = [
        (phase, *map(euros, cells[columns]), *((euros(sum(cells, Decimal(0))),) if last else ()))
        for phase, cells in annex.rows
    ]
    totals = ("Total", *map(euros, annex.totals[columns]), *((euros(annex.total),) if last else ()))
    part = f" ({rank} sur {of})" if of > 1 else ""
    return Table(
        f"Prix par phase et par membre{part}",
        header,
        (*rows, totals),
        widths=(3, *([2] * (len(header) - 1))),
        numeric=frozenset(range(1, len(header))),
        total=True,
    )
