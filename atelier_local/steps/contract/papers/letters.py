"""Letters to the holder: a penalty announced, then applied; a formal notice; an early end."""

from dataclasses import replace

from atelier_local.ground.files.papers import Block, Heading, Paper, Para, Quote, Signatures, Table
from atelier_local.ground.ui.typography import euros
from atelier_local.programme.agreement.law import Rule, cite_in_letter, known

from ..enums import TerminationGround
from ..models import CallOffContract, Penalty, Termination
from ..queries.ending import Statement
from ..rules import PenaltyLaw
from .words import facts, long_date, pilot_of

Ground = TerminationGround
_REGARDS = Para("Veuillez agréer, Madame, Monsieur, l’expression de ma considération distinguée.")


def _letter(
    contract: CallOffContract, title: str, kind: str, blocks: list[Block], dated: str
) -> Paper:
    pilot = pilot_of(contract)
    return Paper(
        title=title,
        kind=kind,
        facts=facts(contract),
        blocks=(Para("Madame, Monsieur,"), *blocks, _REGARDS, Signatures((_buyer(pilot),))),
        footer=f"{contract.reference} · {title[0].lower()}{title[1:]}",
        fictitious=contract.atelier.fictitious,
        sender=(pilot,),
        recipient=(contract.consortium.name,),
        dated=f"Le {dated}",
    )


def _buyer(pilot: str) -> str:
    return f"Pour l’acheteur\n{pilot}"


def _cited(rule: Rule) -> str:
    article = cite_in_letter(rule)
    return f" ({article})" if article else ""


def penalty_announced(penalty: Penalty, law: PenaltyLaw) -> Paper:
    """The amount, the breach, and until when the holder is heard."""
    contract = penalty.contract
    assert penalty.announced_on is not None
    assert penalty.answer_by is not None
    hearing = known("penalty_hearing_days", contract.signed_on)
    blocks: list[Block] = [
        Para(
            f"L’acheteur envisage d’appliquer au titulaire une pénalité de "
            f"{euros(penalty.amount_eur)}, pour le manquement suivant."
        ),
        Quote(penalty.reason, "manquement et calcul"),
        Para(
            f"Vous pouvez présenter vos observations jusqu’au {long_date(penalty.answer_by)}"
            f"{_cited(hearing)}. La décision vient ensuite ; rien n’est retenu d’ici là."
        ),
        Para(
            f"Le titulaire est exonéré de pénalités dont le total ne dépasse pas "
            f"{euros(law.exemption)} pour l’ensemble du marché ; ce total ne dépasse pas "
            f"{law.cap_percent} % du montant du marché."
        ),
    ]
    day = long_date(penalty.announced_on)
    return _letter(contract, "Pénalité envisagée", "penalty_announced", blocks, day)


def penalty_applied(penalty: Penalty, law: PenaltyLaw) -> Paper:
    """What is kept back, from which payment, and what the holder had said."""
    contract = penalty.contract
    assert penalty.decided_on is not None
    assert penalty.instalment is not None
    heard: list[Block] = (
        [
            Para("Le titulaire a présenté les observations suivantes."),
            Quote(penalty.answer, "observations du titulaire"),
        ]
        if penalty.answer
        else [Para("Le titulaire, invité à présenter ses observations, n’en a pas présenté.")]
    )
    blocks: list[Block] = [
        Para(f"Une pénalité de {euros(penalty.amount_eur)} est appliquée au titulaire."),
        Quote(penalty.reason, "manquement et calcul"),
        *heard,
        Para(
            "Elle est retenue sur ce qui reste à payer de l’échéance "
            f"« {penalty.instalment.label} »."
        ),
    ]
    day = long_date(penalty.decided_on)
    return _letter(contract, "Pénalité appliquée", "penalty_applied", blocks, day)


def formal_notice(notice: Termination) -> Paper:
    """What the holder must mend, until when, and what follows if it does not."""
    contract = notice.contract
    assert notice.noticed_on is not None
    assert notice.answer_by is not None
    rule = known("termination_fault", contract.signed_on)
    blocks: list[Block] = [
        Para("L’acheteur met le titulaire en demeure, pour le manquement suivant."),
        Quote(notice.breach, "manquement, et ce qui est demandé"),
        Para(
            f"Le titulaire a jusqu’au {long_date(notice.answer_by)} pour y remédier et présenter "
            "ses observations. Passé ce jour, le marché peut être résilié pour faute"
            f"{_cited(rule)}."
        ),
    ]
    day = long_date(notice.noticed_on)
    return _letter(contract, "Mise en demeure", "formal_notice", blocks, day)


def termination(one: Termination, owed: Statement) -> Paper:
    """The decision, or what both agreed on, with the statement of what is owed."""
    contract = one.contract
    assert one.decided_on is not None
    agreed = one.ground == Ground.AGREED
    blocks: list[Block] = [
        Para(_decided(one)),
        Quote(one.reason, "motif"),
        *_heard(one),
        Heading(1, "Décompte"),
        Table(
            "Ce qui est dû, hors taxe",
            ("Élément", "Montant"),
            (
                *((label, euros(amount)) for label, amount in owed.lines),
                (
                    "Reste à payer au titulaire"
                    if owed.balance >= 0
                    else "À rendre par le titulaire",
                    euros(abs(owed.balance)),
                ),
            ),
            widths=(4, 2),
            numeric=frozenset({1}),
            total=True,
        ),
        Para(
            "Les prestations qui ne sont pas admises à ce jour ne sont plus dues. Le titulaire "
            "remet à l’acheteur ce qu’il a produit."
        ),
    ]
    title = "Résiliation d’un commun accord" if agreed else "Décision de résiliation"
    paper = _letter(contract, title, "contract_termination", blocks, long_date(one.decided_on))
    if not agreed:
        return paper
    pilot = pilot_of(contract)
    both = Signatures((f"Pour le titulaire\n{contract.consortium.name}", _buyer(pilot)))
    return replace(paper, blocks=(*paper.blocks[:-1], both))


def _decided(one: Termination) -> str:
    contract = one.contract
    assert one.decided_on is not None
    day, rule = long_date(one.decided_on), known(Ground(one.ground).law, contract.signed_on)
    name = f"Le marché {contract.reference}"
    if one.ground == Ground.AGREED:
        signed = long_date(one.agreed_on) if one.agreed_on else day
        return f"{name} est résilié d’un commun accord, signé le {signed}, avec effet le {day}."
    why = (
        "pour faute du titulaire"
        if one.ground == Ground.FAULT
        else "pour un motif d’intérêt général"
    )
    return f"{name} est résilié {why}{_cited(rule)}, avec effet le {day}."


def _heard(one: Termination) -> list[Block]:
    """For a fault: the notice, and what the holder answered."""
    if one.ground != Ground.FAULT or one.noticed_on is None or one.answer_by is None:
        return []
    told: list[Block] = [
        Para(
            f"La mise en demeure du {long_date(one.noticed_on)}, dont le délai a couru jusqu’au "
            f"{long_date(one.answer_by)}, est restée sans effet."
        )
    ]
    if one.breach and one.breach != one.reason:
        told.append(Quote(one.breach, "manquement mis en demeure"))
    if one.answer:
        told.append(Quote(one.answer, "observations du titulaire"))
    return told
