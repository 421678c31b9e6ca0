"""A subcontractor declared, and what the buyer answers: the data of a DC4 form."""

from datetime import date

from atelier_local.ground.files.papers import Bullets, Heading, Paper, Para, Signatures, Table
from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement.law import Rule, cite_in_letter

from ..models import Subcontracting
from .words import facts, long_date, pilot_of


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
        facts=facts(contract),
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
    pilot = pilot_of(contract)
    said = _answers(sub, on, silence)[how]
    title = "Refus" if how == "refused" else "Acceptation"
    return Paper(
        title=f"{title} d’un sous-traitant",
        kind="subcontracting_decision",
        facts=(
            *facts(contract),
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
