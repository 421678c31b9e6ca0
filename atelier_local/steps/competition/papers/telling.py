"""What all holders are told at once, in the same words: an additive, or that it ends here."""

from datetime import datetime

from atelier_local.ground.files.papers import Block, Heading, Paper, Para

from ..models import Amendment, Invitation, MiniCompetition
from . import words
from .frame import article, remedies, said, sheet, to_all, to_one


def amendment(competition: MiniCompetition, made: Amendment) -> Paper:
    """What changes in the letter of consultation, and whether the deadline does."""
    blocks: list[Block] = [
        Para(
            f"Cet additif fait partie de la lettre de consultation{_sent(competition)} pour "
            f"l’{words.subject(competition)}. Tous les titulaires consultés le reçoivent au même "
            "moment."
        ),
        Heading(1, "Ce qui change"),
        *said(made.text),
        Heading(1, "Date limite"),
        Para(_deadline(competition, made)),
    ]
    if made.late_reason:
        blocks += [Para("Pourquoi si près de la date limite :"), *said(made.late_reason)]
    blocks.append(
        Para("Les critères, leurs poids, la formule de prix et le départage ne changent pas.")
    )
    return sheet(
        competition,
        f"Additif n° {made.number} à la lettre de consultation",
        "amendment",
        blocks,
        at=made.at,
        recipient=to_all(competition),
    )


def _sent(competition: MiniCompetition) -> str:
    published = competition.published_at
    return f" du {words.day(published)}" if published else ""


def _deadline(competition: MiniCompetition, made: Amendment) -> str:
    after = f"{words.second(made.deadline_after)}, heure de Paris"
    if not made.extends:
        return f"La date limite ne change pas : {after}."
    until = competition.questions_until
    questions = f" Les questions sont reçues jusqu’au {words.moment(until)}." if until else ""
    return (
        f"La date limite, fixée au {words.second(made.deadline_before)}, est repoussée"
        f"{article(competition, 'deadline_extended')} : {after}.{questions}"
    )


def _given_up(competition: MiniCompetition, how: str, holder: Invitation, *, at: datetime) -> Paper:
    """Of a choice made without competition, to whoever was to hold the contract."""
    blocks: list[Block] = [
        Para(
            f"La passation du marché pour l’{words.subject(competition)}, dont vous deviez être "
            f"titulaire sans remise en concurrence, {how}. Aucun marché n’en résulte."
        ),
        Heading(1, "Motif"),
        *said(competition.ending_reason),
    ]
    to = to_one(holder)
    return sheet(competition, "Fin de la passation", "ending", blocks, at=at, recipient=to)


def ending(
    competition: MiniCompetition, how: str, *, at: datetime, only: Invitation | None = None
) -> Paper:
    """`how`: « est déclarée sans suite »; the reason is what the buyer wrote, if it wrote one.

    `only`: the one holder that was asked, where there was no competition.
    """
    cited = article(competition, "discontinued")
    if only:
        return _given_up(competition, f"{how}{cited}", only, at=at)
    blocks: list[Block] = [
        Para(
            f"La consultation{_sent(competition)} pour l’{words.subject(competition)}, pour "
            f"laquelle vous avez été consulté, {how}{cited}. Aucun marché n’en résulte."
        )
    ]
    if competition.ending_reason:
        blocks += [Heading(1, "Motif"), *said(competition.ending_reason)]
    blocks += [
        Heading(1, "Les offres"),
        Para(
            "Si votre groupement a déposé une offre et qu’elle n’a pas été ouverte, elle reste "
            "fermée."
        ),
        *remedies(competition),
    ]
    return sheet(
        competition,
        "Fin de la consultation",
        "ending",
        blocks,
        at=at,
        recipient=to_all(competition),
    )
