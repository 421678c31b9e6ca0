"""The analysis report (RAO): assembled from what is written, nothing typed (art. R2184-2, -3)."""

from datetime import datetime

from atelier_local.ground.files.papers import Block, Paper

from ...models import MiniCompetition
from ...queries import CaseFile, Course
from .. import words
from . import admission, course, marks
from .sight import Sight

__all__ = ["redacted", "report"]


def report(file: CaseFile, told: Course, *, day: datetime) -> Paper:
    """The whole report, for those who buy."""
    return _paper(file, told, Sight(), day, "Rapport d’analyse des offres", "report")


def redacted(file: CaseFile, told: Course, *, own: int, winner: int | None, day: datetime) -> Paper:
    """What one holder may read of it after signature, by its own tender and the winner’s."""
    sight = Sight(own, winner)
    title = "Rapport d’analyse des offres, version communicable"
    return _paper(file, told, sight, day, title, "report-redacted")


def _paper(
    file: CaseFile, told: Course, sight: Sight, day: datetime, title: str, kind: str
) -> Paper:
    competition = file.competition
    blocks: list[Block] = []
    for section in (
        course.launch(competition, file, told),
        course.answers(told, sight),
        course.groups(told, sight),
        course.judges(file, told, sight),
        admission.regularity(file, sight),
        admission.low(file, sight),
        course.hearings(file, told, sight),
        *(marks.criterion(file, place, sight) for place in range(len(file.seen.criteria))),
        marks.ranking(file, sight),
        admission.set_aside(file, told, sight),
        marks.proposal(file, sight),
        marks.remarks(file) if sight.whole else [],
    ):
        blocks += section
    return Paper(
        title=f"{title}, {competition.atelier.name}",
        kind=kind,
        facts=_facts(competition, day),
        blocks=tuple(blocks),
        footer=f"{title} · {words.subject(competition)}",
        fictitious=competition.atelier.fictitious,
    )


def _facts(competition: MiniCompetition, day: datetime) -> tuple[tuple[str, str], ...]:
    framework = competition.atelier.framework
    return (
        ("Acheteur", framework.buyer),
        ("Accord-cadre", competition.under),
        ("Objet", f"{words.subject(competition)}. {competition.atelier.question}"),
        ("Date limite", words.second(competition.deadline)),
        ("Établi le", words.day(day)),
    )
