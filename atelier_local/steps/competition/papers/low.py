"""A price that looks low: what one holder is asked, and what is decided of its answer.

Nothing of the other tenders is in either: a gap with a rival is no reason (art. L2152-6).
"""

from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
)

from ..enums import LowVerdict
from ..models import LowTenderQuery, MiniCompetition, Tender
from . import words
from .frame import article, remedies, said, sheet, to_one

JUSTIFIES = (
    "Le mode d’organisation, les jours, les déplacements.",
    "Des conditions exceptionnellement favorables dont vous disposez.",
    "L’originalité de ce que vous proposez.",
    "Le prix de la part sous-traitée.",
)
"""What may be taken into account (art. R2152-3); the page of the answer lists it too."""
_SAYS = {
    LowVerdict.ACCEPTED: "Votre prix est justifié : votre offre reste comparée aux autres.",
    LowVerdict.REJECTED: "Votre offre est jugée anormalement basse : elle est écartée{article}.",
}


def low_request(
    competition: MiniCompetition, tender: Tender, query: LowTenderQuery, link: str
) -> Paper:
    """`link`: where the holder answers."""
    blocks: list[Block] = [
        Para(
            f"Le prix de votre offre pour l’{words.subject(competition)}, "
            f"{words.price(tender.price_eur)}, paraît bas. Avant toute décision, l’acheteur vous "
            f"demande de le justifier{article(competition, 'low_tender')}."
        ),
        Heading(1, "Ce qui doit être justifié"),
        *said(query.question),
        Heading(1, "Ce qui peut justifier un prix"),
        Bullets(JUSTIFIES),
        Heading(1, "Votre réponse"),
        Para(
            f"Elle est attendue par écrit avant le {words.moment(query.due_at)}, heure de Paris, "
            f"à cette adresse : {link}"
        ),
        Para("Elle ne change rien à votre offre. Seul votre groupement reçoit cette demande."),
    ]
    return sheet(
        competition,
        "Demande de justification du prix de votre offre",
        "low-request",
        blocks,
        at=query.asked_at,
        recipient=to_one(query.invitation),
    )


def low_decision(competition: MiniCompetition, query: LowTenderQuery) -> Paper:
    """What a person decided, after the answer or after the time for it, and why."""
    assert query.decided_at is not None
    verdict = LowVerdict(query.verdict)
    rejected = verdict is LowVerdict.REJECTED
    signer = query.decided_by.full_name if query.decided_by else ""
    blocks: list[Block] = [
        Para(
            f"Le {words.moment(query.asked_at)}, l’acheteur vous a demandé de justifier le prix "
            f"de votre offre pour l’{words.subject(competition)}. {_answered(query)}"
        ),
        Heading(1, "Décision"),
        Para(_SAYS[verdict].format(article=article(competition, "low_tender"))),
        Quote(query.verdict_reason, "motif de la décision"),
        *(remedies(competition) if rejected else []),
        Para(
            "L’issue de la consultation est dite plus tard, le même jour, à tous les groupements."
        ),
        Signatures((f"{signer}\nPour l’acheteur, le {words.day(query.decided_at)}",)),
    ]
    return sheet(
        competition,
        "Décision sur le prix de votre offre",
        "low-decision",
        blocks,
        at=query.decided_at,
        recipient=to_one(query.invitation),
    )


def _answered(query: LowTenderQuery) -> str:
    if query.answered_at is None:
        return f"Rien n’est parvenu avant le {words.moment(query.due_at)}, l’heure demandée."
    late = ", après l’heure demandée" if query.answered_at >= query.due_at else ""
    return f"Votre réponse est parvenue le {words.moment(query.answered_at)}{late}."
