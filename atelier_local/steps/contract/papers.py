"""What the contract puts in writing: the data of a DC4 form, the buyer's decision on it."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format

from atelier_local.ground.files.papers import (
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
    Table,
)
from atelier_local.ground.ui.typography import euros, number
from atelier_local.programme.agreement.law import Rule, cite_in_letter, known
from atelier_local.programme.ateliers.enums import PartyKind

from .enums import ModificationForm
from .models import CallOffContract, Modification, Subcontracting
from .queries.modifying import InEffect


def _facts(contract: CallOffContract) -> tuple[tuple[str, str], ...]:
    return (
        ("Marché", contract.reference),
        ("Objet", contract.atelier.name),
        ("Accord-cadre", contract.atelier.framework.name),
        ("Titulaire", contract.consortium.name),
        ("Montant du marché", f"{euros(contract.amount_eur)} HT"),
    )


def long_date(day: date) -> str:
    return date_format(day, "j F Y")


def _pilot(contract: CallOffContract) -> str:
    party = contract.atelier.parties.filter(kind=PartyKind.PILOT).first()
    return party.organisation.name if party else contract.atelier.framework.buyer


def declaration(sub: Subcontracting, direct: bool) -> Paper:
    """The data that the DC4 form asks, to be signed by the holder and the subcontractor."""
    contract = sub.contract
    firm = sub.organisation.name
    rows = [
        ("Sous-traitant", firm),
        ("SIRET", sub.siret or "à compléter"),
        ("Prestations sous-traitées", sub.services),
        ("Montant maximal", f"{euros(sub.amount_eur)} HT"),
        ("Variation du prix", sub.get_variation_display()),
        ("Durée", f"{sub.duration_months} mois"),
        ("Conditions de paiement", sub.terms),
        ("Paiement direct par l’acheteur", "oui" if direct else "non"),
    ]
    if sub.person:
        rows.append(("Dans l’équipe", f"{sub.person.full_name}, {sub.speciality}"))
    return Paper(
        title=f"Déclaration de sous-traitance n° {sub.number}",
        kind="subcontracting_declaration",
        facts=_facts(contract),
        blocks=(
            Para(
                "Le titulaire déclare le sous-traitant ci-dessous et demande à l’acheteur de "
                "l’accepter et d’agréer ses conditions de paiement. Ce document reprend les "
                "données du formulaire DC4 ; il ne le remplace pas si l’acheteur l’impose."
            ),
            Table("Ce qui est déclaré", ("Donnée", "Valeur"), tuple(rows), widths=(2, 5)),
            Heading(1, "Ce que le sous-traitant atteste"),
            Bullets(
                (
                    "Il n’entre dans aucun des cas d’exclusion des marchés publics.",
                    "Il a les capacités professionnelles et techniques de ces prestations.",
                    "Il est à jour de ses obligations fiscales et sociales.",
                )
            ),
            Signatures((f"Pour le titulaire\n{contract.consortium.name}", f"Pour {firm}")),
        ),
        footer=f"{contract.reference} · déclaration reçue le {long_date(sub.received_on)}",
        fictitious=contract.atelier.fictitious,
    )


def decision(sub: Subcontracting, on: date, silence: Rule, how: str) -> Paper:
    """The buyer's answer, to the holder and to the subcontractor. `how`: see `_answers`."""
    contract = sub.contract
    pilot = _pilot(contract)
    said = _answers(sub, on, silence)[how]
    title = "Refus" if how == "refused" else "Acceptation"
    return Paper(
        title=f"{title} d’un sous-traitant",
        kind="subcontracting_decision",
        facts=(
            *_facts(contract),
            ("Sous-traitant", f"{sub.organisation.name}, SIRET {sub.siret or 'à compléter'}"),
            ("Montant sous-traité", f"{euros(sub.amount_eur)} HT"),
        ),
        blocks=(
            Para("Madame, Monsieur,"),
            *(Para(words) for words in said),
            Para("Veuillez agréer, Madame, Monsieur, l’expression de ma considération distinguée."),
            Signatures((f"Pour l’acheteur\n{pilot}",)),
        ),
        footer=f"{contract.reference} · sous-traitance n° {sub.number}",
        fictitious=contract.atelier.fictitious,
        sender=(pilot,),
        recipient=(contract.consortium.name, f"et {sub.organisation.name}"),
        dated=f"Le {long_date(on)}",
    )


def _answers(sub: Subcontracting, on: date, silence: Rule) -> dict[str, tuple[str, ...]]:
    article = cite_in_letter(silence)
    agreed = "et ses conditions de paiement sont agréées"
    return {
        "accepted": (f"Le sous-traitant {sub.organisation.name} est accepté, {agreed}.",),
        "notification": (
            f"La notification du marché vaut acceptation du sous-traitant "
            f"{sub.organisation.name}, déclaré avant elle, {agreed} (code de la commande "
            "publique, art. R2193-2).",
        ),
        "tacit": (
            f"La déclaration complète a été reçue le {long_date(sub.received_on)}. "
            f"Le silence de l’acheteur gardé pendant {silence.amount} vaut acceptation de "
            f"{sub.organisation.name}, {agreed}" + (f" ({article})." if article else "."),
        ),
        "refused": (
            f"Le sous-traitant {sub.organisation.name} n’est pas accepté, pour le motif suivant.",
            sub.reason,
        ),
    }


def modification(one: Modification, effect: InEffect) -> Paper:
    """The act that modifies a contract: what changes, why the law allows it, who signs.

    `effect`: the contract once it is in force.
    """
    contract = one.contract
    agreed = one.form == ModificationForm.AGREED
    name = f"n° {one.act_number}" if one.act_number else f"(projet n° {one.number})"
    rule = known(f"modification_{one.ground}", one.proposed_on)
    article = cite_in_letter(rule)
    ground = one.get_ground_display()
    return Paper(
        title=f"{'Avenant' if agreed else 'Modification unilatérale'} {name}",
        kind="contract_modification",
        facts=_facts(contract),
        blocks=(
            Heading(1, "Objet"),
            Para(one.subject),
            Heading(1, "Fondement"),
            Para(f"{ground} ({article})." if article else f"{ground}."),
            *((Quote(one.clause, "Clause de réexamen"),) if one.clause else ()),
            Para(one.reason),
            Heading(1, "Ce qui change"),
            Table(
                "Le marché après la modification",
                ("Élément", "Valeur"),
                tuple(_changed(one, effect)),
                widths=(2, 3),
            ),
            Para("Toutes les autres clauses du marché demeurent."),
            Signatures(
                tuple(
                    f"{s.organisation}, {s.get_quality_display()}"
                    + (f"\nSigné le {long_date(s.signed_on)}" if s.signed_on else "")
                    for s in one.signatures.select_related("organisation")
                )
            ),
        ),
        footer=f"{contract.reference} · "
        + (f"notifiée le {long_date(one.notified_on)}" if one.notified_on else "projet à signer"),
        fictitious=contract.atelier.fictitious,
    )


def _changed(one: Modification, effect: InEffect) -> Iterator[tuple[str, str]]:
    contract = one.contract
    if one.amount_eur:
        sign = "+" if one.amount_eur > 0 else "−"
        yield "Écart de montant", f"{sign} {euros(abs(one.amount_eur))} HT"
        part = one.amount_eur * 100 / contract.amount_eur
        yield "Part du montant initial", f"{number(part, 2)} %"
        yield "Montant du marché", f"{euros(effect.amount)} HT"
    if one.duration_months:
        yield "Durée", f"{one.duration_months} mois"
        if effect.ends_on:
            yield "Fin d’exécution", long_date(effect.ends_on)
    if one.leaving and one.entering:
        yield "Cotraitant sortant", one.leaving.name
        yield "Cotraitant entrant", f"{one.entering.name}, SIRET {one.entering_siret}"
        yield "Ce qu’il reprend", "ses prestations et ses paiements qui restent à admettre"
