"""The State's open data on contracts (DECP, schema 2.0.3): from plain facts to what is published.

`mapped` only writes what `missing` found complete, and `invalid` compares the result with the
State's own schema (`data/`). Amounts are numbers of JSON: each is checked to say the same cents.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

from atelier_local.refusal import Reason, Reasons, reasons

SCHEMA = Path(__file__).with_name("data") / "schema_decp_v2.0.3.json"
SUBJECT_SIGNS = 1000
NOTHING_SOCIAL = "Pas de considération sociale"
NOTHING_ENVIRONMENTAL = "Pas de considération environnementale"


@dataclass(frozen=True, slots=True)
class Firm:
    """Someone who is paid: their name for us, their SIRET for the State."""

    name: str
    siret: str


@dataclass(frozen=True, slots=True)
class Act:
    """A subcontractor accepted (acte spécial)."""

    number: int
    firm: Firm
    months: int
    notified_on: date
    published_on: date
    amount: Decimal
    variation: str = "Ferme"


@dataclass(frozen=True, slots=True)
class Change:
    """What a modification changed: nothing said means nothing changed."""

    number: int
    notified_on: date
    published_on: date
    months: int | None = None
    amount: Decimal | None = None
    holders: tuple[Firm, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the schema asks of one contract."""

    number: str
    framework_number: str
    buyer_siret: str
    subject: str
    cpv: str
    ccag: str
    procedure: str
    group_form: str
    techniques: tuple[str, ...]
    modalities: tuple[str, ...]
    tenders: int
    department: str
    months: int | None
    notified_on: date | None
    published_on: date
    amount: Decimal
    holders: tuple[Firm, ...]
    unqualified: tuple[str, ...] = ()
    advance_percent: Decimal | None = None
    declared_subcontracting: bool = False
    price_types: tuple[str, ...] = ("Définitif ferme",)
    social: tuple[str, ...] = ()
    environmental: tuple[str, ...] = ()
    """What the contract takes into account, in the words of the schema; nothing is said too."""
    acts: tuple[Act, ...] = ()
    changes: tuple[Change, ...] = ()
    act_changes: tuple[Change, ...] = ()


def missing(facts: Facts) -> Reasons:
    """What must still be said before anything can be published."""
    firms = (*facts.holders, *(act.firm for act in facts.acts))
    firms += tuple(firm for change in facts.changes for firm in change.holders)
    wrong = dict.fromkeys(firm.name for firm in firms if not _is_siret(firm.siret))
    return (
        *reasons(
            (facts.notified_on is None, "le marché n’est pas notifié"),
            (not _is_siret(facts.buyer_siret), "le SIRET de l’acheteur (14 chiffres)"),
            (not 1 <= len(facts.framework_number) <= 16, "le numéro de l’accord-cadre"),
            (not _is_cpv(facts.cpv), "le code CPV de l’accord-cadre"),
            (not facts.months, "la durée du marché, en mois"),
            (facts.tenders < 1, "le nombre d’offres reçues"),
            (not facts.department, "le département du territoire"),
            (not facts.holders, "les titulaires du marché"),
            (facts.amount < 1, "le montant du marché"),
            (not facts.techniques or not facts.modalities, "les techniques d’achat"),
            (not facts.price_types, "si le prix est ferme, actualisable ou révisable"),
        ),
        *(
            Reason(f"la place de « {name} » : cotraitant ou sous-traitant")
            for name in facts.unqualified
        ),
        *(Reason(f"le SIRET de « {name} » (14 chiffres)") for name in wrong),
    )


def _is_siret(text: str) -> bool:
    return len(text) == 14 and text.isascii() and text.isdigit()


def _is_cpv(text: str) -> bool:
    code, _, key = text.partition("-")
    return len(code) == 8 and (code + key).isdigit() and len(key) <= 1


def mapped(facts: Facts) -> dict[str, Any]:
    """The contract as the schema words it."""
    assert facts.notified_on is not None
    optional = {
        "actesSousTraitance": [{"acteSousTraitance": _act(act)} for act in facts.acts],
        "modifications": [{"modification": _change(change)} for change in facts.changes],
        "modificationsActesSousTraitance": [
            {"modificationActeSousTraitance": _act_change(change)} for change in facts.act_changes
        ],
    }
    advance = facts.advance_percent
    return {
        "id": facts.number,
        "acheteur": {"id": facts.buyer_siret},
        "nature": "Marché",
        "objet": facts.subject[:SUBJECT_SIGNS],
        "codeCPV": facts.cpv,
        "techniques": {"technique": list(facts.techniques)},
        "modalitesExecution": {"modaliteExecution": list(facts.modalities)},
        "idAccordCadre": facts.framework_number,
        "marcheInnovant": False,
        "ccag": facts.ccag,
        "offresRecues": facts.tenders,
        "attributionAvance": advance is not None,
        **({} if advance is None else {"tauxAvance": _number(advance / 100)}),
        "typeGroupementOperateurs": facts.group_form,
        "sousTraitanceDeclaree": facts.declared_subcontracting,
        "procedure": facts.procedure,
        "lieuExecution": {"code": facts.department, "typeCode": "Code département"},
        "dureeMois": facts.months,
        "dateNotification": facts.notified_on.isoformat(),
        "datePublicationDonnees": facts.published_on.isoformat(),
        "montant": _number(facts.amount),
        "typesPrix": {"typePrix": list(facts.price_types)},
        "formePrix": "Forfaitaire",
        "titulaires": _holders(facts.holders),
        "considerationsSociales": {"considerationSociale": list(facts.social or (NOTHING_SOCIAL,))},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": list(facts.environmental or (NOTHING_ENVIRONMENTAL,))
        },
        **{key: listed for key, listed in optional.items() if listed},
    }


def _holders(firms: Sequence[Firm]) -> list[dict[str, Any]]:
    """Each once: a firm that appears twice in the group is one holder."""
    sirets = dict.fromkeys(firm.siret for firm in firms)
    return [{"titulaire": {"typeIdentifiant": "SIRET", "id": siret}} for siret in sirets]


def _act(act: Act) -> dict[str, Any]:
    return {
        "id": act.number,
        "sousTraitant": {"typeIdentifiant": "SIRET", "id": act.firm.siret},
        "dureeMois": act.months,
        "dateNotification": act.notified_on.isoformat(),
        "datePublicationDonnees": act.published_on.isoformat(),
        "montant": _number(act.amount),
        "variationPrix": act.variation,
    }


def _change(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": change.number,
        "dateNotificationModification": change.notified_on.isoformat(),
        "datePublicationDonneesModification": change.published_on.isoformat(),
    }
    if change.holders:
        told["titulaires"] = _holders(change.holders)
    return told | _what_changed(change)


def _act_change(change: Change) -> dict[str, Any]:
    return {
        "id": change.number,
        "dateNotificationModificationSousTraitance": change.notified_on.isoformat(),
        "datePublicationDonnees": change.published_on.isoformat(),
    } | _what_changed(change)


def _what_changed(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if change.months is not None:
        told["dureeMois"] = change.months
    if change.amount is not None:
        told["montant"] = _number(change.amount)
    return told


def _number(amount: Decimal) -> int | float:
    """A number of JSON that says exactly this amount."""
    if amount == amount.to_integral_value():
        return int(amount)
    written = float(amount)
    if Decimal(str(written)) != amount:
        raise ValueError(f"{amount} cannot be written as a number of JSON")
    return written


def document(contracts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The file that the national portal takes."""
    return {"marches": {"marche": list(contracts)}}


def written(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def invalid(told: Mapping[str, Any]) -> Reasons:
    """What the State's schema refuses in the file, if anything."""
    try:
        _validator()(told)
    except fastjsonschema.JsonSchemaException as failure:
        return (Reason(f"le schéma de l’État refuse : {failure}"),)
    return ()


@cache
def _validator() -> Any:
    """Compiled once: it takes a fifth of a second."""
    return fastjsonschema.compile(json.loads(SCHEMA.read_text("utf-8")))
