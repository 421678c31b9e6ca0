"""How a paper of a consultation looks: what it is about; who writes and to whom, for a letter."""

from collections.abc import Sequence
from datetime import datetime

from atelier_local.clock import day_of
from atelier_local.ground.files.papers import Block, Heading, Paper, Para
from atelier_local.programme.agreement import law

from ..models import Invitation, MiniCompetition
from . import words


def sheet(
    competition: MiniCompetition,
    title: str,
    kind: str,
    blocks: Sequence[Block],
    *,
    at: datetime,
    recipient: tuple[str, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
) -> Paper:
    """A report; with a recipient, a letter of the buyer's, dated."""
    letter = bool(recipient)
    return Paper(
        title=f"{title}, {competition.atelier.name}",
        kind=kind,
        facts=(
            ("Accord-cadre", competition.under),
            ("Objet", words.subject(competition)),
            *facts,
        ),
        blocks=tuple(blocks),
        footer=words.subject(competition),
        fictitious=competition.atelier.fictitious,
        sender=(competition.atelier.framework.buyer,) if letter else (),
        recipient=recipient,
        dated=f"Le {words.day(at)}" if letter else "",
    )


def to_one(invitation: Invitation) -> tuple[str, ...]:
    named = invitation.name.lower().startswith("groupement ")
    return (invitation.name if named else f"Groupement {invitation.name}",)


def to_all(competition: MiniCompetition) -> tuple[str, ...]:
    return ("Aux groupements titulaires de", f"« {competition.under} »")


def said(text: str) -> list[Para]:
    """Somebody's lines, each its paragraph."""
    return [Para(line) for line in text.splitlines() if line.strip()]


def remedies(competition: MiniCompetition) -> list[Block]:
    """The court that the letter of consultation named."""
    court = competition.court.strip()
    if not court:
        return []
    return [Heading(1, "Recours"), Para(f"Tribunal compétent : {court}")]


def asking_why(competition: MiniCompetition) -> list[Block]:
    """How to ask for more than this letter says, and within how many days one is answered."""
    launched = day_of(competition.published_at or competition.deadline)
    days = law.known("reasons_days", launched)
    return [
        Para(
            "Vous pouvez demander par écrit à l’acheteur les motifs détaillés du rejet de votre "
            "offre et, si elle était régulière, les caractéristiques et les avantages de l’offre "
            f"retenue. Il répond dans un délai de {days.amount} à compter de la réception de votre "
            f"demande{article(competition, 'reasons_days')}."
        )
    ]


def article(competition: MiniCompetition, key: str) -> str:
    """« (code de la commande publique, art. R2185-1) », as it stood when the consultation was
    launched; nothing as long as the row is to be verified.
    """
    launched = day_of(competition.published_at or competition.deadline)
    cited = law.cite_in_letter(law.known(key, launched))
    return f" ({cited})" if cited else ""
