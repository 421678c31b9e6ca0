"""The act that modifies a contract under way."""

from collections.abc import Iterator

from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
    Table,
)
from atelier_local.ground.ui.typography import euros, number
from atelier_local.programme.agreement.law import cite_in_letter, known

from ..enums import ModificationForm
from ..models import Modification
from ..queries.holding import Handed
from ..queries.modifying import InEffect
from .words import facts, long_date


def modification(one: Modification, effect: InEffect, handed: Handed) -> Paper:
    """The act that modifies a contract: what changes, why the law allows it, who signs.

    `effect`: the contract once it is in force; `handed`: what a member or a lead hands over.
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
        facts=facts(contract),
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
                tuple(_changed(one, effect, handed)),
                widths=(2, 3),
            ),
            *_member(one, handed),
            *_mandate(one),
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


def _changed(one: Modification, effect: InEffect, handed: Handed) -> Iterator[tuple[str, str]]:
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
        yield "Membre sortant", one.leaving.name
        if one.taken_over:
            yield "Sa part est reprise par", f"{one.entering.name}, déjà membre du groupement"
        else:
            yield "Membre entrant", f"{one.entering.name}, SIRET {one.entering_siret}"
        yield "Ce qu’il reprend", "ses prestations et ses paiements qui restent à admettre"
    if one.mandate:
        yield "Mandataire jusqu’ici", handed.lead.name if handed.lead else "non désigné"
        yield "Nouveau mandataire", one.mandate.name
    if one.absence:
        yield "Le sortant ne signe pas", _absence(one)


def _absence(one: Modification) -> str:
    said = one.get_absence_display()
    return f"{said} (reçue le {long_date(one.notice_on)})" if one.notice_on else said


def _member(one: Modification, handed: Handed) -> Iterator[Block]:
    """To the cent, what goes on with whoever enters; and whose access goes or stays."""
    if not (one.leaving and one.entering):
        return
    yield Heading(1, f"Ce que {one.entering} reprend")
    if handed.services:
        rows = [(service.label, f"{euros(part)} HT") for service, part in handed.services]
        yield Table(
            "Parts des services qui restent à admettre",
            ("Service", "Montant"),
            (*rows, ("Total", f"{euros(handed.amount)} HT")),
            widths=(4, 2),
            numeric=frozenset({1}),
            total=True,
        )
    quality = "qui reprend sa part" if one.taken_over else "entrant"
    whose = f"du membre {quality}, {one.entering}"
    yield Para(
        f"Ce qui est déjà admis reste dû au membre sortant, {one.leaving}. Ses sous-traitants "
        f"acceptés sont désormais ceux {whose} : leurs montants et leurs "
        "conditions de paiement ne changent pas."
    )
    going_on = ", ".join(member.person.full_name for member in handed.following)
    gone = ", ".join(member.person.full_name for member in handed.leaving)
    if going_on:
        yield Para(f"Passent chez {one.entering} et restent dans l’équipe : {going_on}.")
    if gone:
        yield Para(f"Quittent l’équipe et perdent leur accès à l’Atelier ce jour : {gone}.")


def _mandate(one: Modification) -> Iterator[Block]:
    """What becomes of the group's mandate: articles that are not certain are not quoted."""
    if one.mandate is None:
        return
    article = cite_in_letter(known("group_lead", one.proposed_on))
    form = one.contract.atelier.framework.get_group_form_display().lower()
    yield Heading(1, "Le mandat du groupement")
    yield Para(
        f"{one.mandate} représente l’ensemble des membres devant l’acheteur et coordonne leurs "
        f"prestations ({article})."
        if article
        else f"{one.mandate} représente le groupement."
    )
    yield Bullets(
        (
            "Le mandat du précédent mandataire prend fin le jour de la notification ; ce qu’il a "
            "signé pour le groupement jusque-là engage ses membres.",
            "Par sa signature, chaque membre donne mandat au nouveau mandataire pour la suite de "
            "l’exécution.",
            f"La forme du groupement ne change pas : {form}.",
            "Chaque membre reste payé de ses propres prestations ; ce que l’offre ne répartit pas "
            "entre les membres est payé au nouveau mandataire.",
        )
    )
