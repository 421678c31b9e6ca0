"""An accepted declaration declared otherwise, and what the buyer answers."""

from atelier_local.ground.files.papers import Bullets, Heading, Paper, Para, Signatures, Table
from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement.law import cite_in_letter, known

from ..enums import SubcontractingState
from ..models import SubcontractingAmendment
from ..rules import Amended
from .words import facts, long_date, pilot_of


def _named(one: SubcontractingAmendment) -> str:
    sub = one.subcontracting
    return f"acte spécial n° {sub.act_number}, sous-traitance n° {sub.number}"


def amendment(one: SubcontractingAmendment, asked: Amended) -> Paper:
    """The act, before and after, to be signed by the holder, the subcontractor and the buyer."""
    sub = one.subcontracting
    contract, firm = sub.contract, sub.organisation.name
    holder = sub.principal.name if sub.principal else contract.consortium.name
    return Paper(
        title=f"Acte spécial modificatif n° {one.rank}",
        kind="subcontracting_amendment",
        facts=(
            *facts(contract),
            ("Modifie", _named(one)),
            ("Sous-traitant", f"{firm}, SIRET {sub.siret or 'à compléter'}"),
            ("Pour", holder),
        ),
        blocks=(
            Para(
                "Cet acte remplace, pour ce qu’il change, la déclaration acceptée le "
                f"{long_date(sub.decided_on or one.received_on)}. Il reprend les données du "
                "formulaire DC4 ; il ne le remplace pas si l’acheteur l’impose."
            ),
            Table(
                "Ce qui change",
                ("Donnée", "Avant", "Après"),
                (
                    ("Prestations", one.was_services, one.services),
                    ("Montant maximal", f"{euros(one.was_eur)} HT", f"{euros(one.amount_eur)} HT"),
                    ("Durée", f"{one.was_months} mois", f"{one.duration_months} mois"),
                    ("Conditions de paiement", one.was_terms, one.terms),
                    ("Paiement direct", _yes(asked.direct_was), _yes(asked.direct_now)),
                ),
                widths=(2, 3, 3),
            ),
            Heading(1, "Pourquoi"),
            Para(one.why),
            Heading(1, "Ce qui est vérifié"),
            Bullets(
                (
                    "Le contrat de sous-traitance a été modifié le "
                    f"{long_date(one.agreed_on)}, avec l’accord du sous-traitant"
                    + _cited(one, "amendment_consent"),
                    one.get_assignment_display() + _cited(one, "amendment_assignment"),
                    f"Déjà dus pour des services admis : {euros(asked.due)} HT.",
                    "Ce que le paiement direct prend ou rend vient de ce qui reste à admettre à "
                    f"{holder} ; le montant du marché ne change pas.",
                )
            ),
            Signatures(
                (f"Pour {holder}", f"Pour {firm}", f"Pour l’acheteur\n{pilot_of(contract)}")
            ),
        ),
        footer=f"{contract.reference} · {_named(one)} · reçu le {long_date(one.received_on)}",
        fictitious=contract.atelier.fictitious,
    )


def _cited(one: SubcontractingAmendment, key: str) -> str:
    article = cite_in_letter(known(key, one.received_on))
    return f" ({article})." if article else "."


def _yes(said: bool) -> str:
    return "oui" if said else "non"


def amendment_decision(one: SubcontractingAmendment) -> Paper:
    """The buyer's answer, to the holder and to the subcontractor."""
    sub = one.subcontracting
    contract, pilot = sub.contract, pilot_of(sub.contract)
    assert one.decided_on is not None
    refused = one.state == SubcontractingState.REFUSED
    return Paper(
        title=f"{'Refus' if refused else 'Acceptation'} d’un acte spécial modificatif",
        kind="amendment_decision",
        facts=(
            *facts(contract),
            ("Modifie", _named(one)),
            ("Sous-traitant", sub.organisation.name),
            ("Montant sous-traité", f"{euros(one.was_eur if refused else one.amount_eur)} HT"),
        ),
        blocks=(
            Para("Madame, Monsieur,"),
            *(Para(words) for words in _answer(one)),
            Para("Veuillez agréer, Madame, Monsieur, l’expression de ma considération distinguée."),
            Signatures((f"Pour l’acheteur\n{pilot}",)),
        ),
        footer=f"{contract.reference} · {_named(one)}",
        fictitious=contract.atelier.fictitious,
        sender=(pilot,),
        recipient=(contract.consortium.name, f"et {sub.organisation.name}"),
        dated=f"Le {long_date(one.decided_on)}",
    )


def _answer(one: SubcontractingAmendment) -> tuple[str, ...]:
    name = f"L’acte spécial modificatif n° {one.rank} ({_named(one)})"
    if one.state == SubcontractingState.REFUSED:
        stays = "La déclaration reste telle qu’elle a été acceptée."
        return (f"{name} n’est pas accepté, pour le motif suivant.", one.reason, stays)
    if one.state == SubcontractingState.TACIT:
        received = long_date(one.received_on)
        return (f"{name}, reçu le {received}, est accepté par le silence de l’acheteur.",)
    return (f"{name} est accepté, et les conditions de paiement qu’il dit sont agréées.",)
