"""Which tenders are ranked and which are not, and why: regularity, low prices, the rest."""

from collections.abc import Iterable, Iterator

from atelier_local.ground.files.papers import Block, Heading, Para, Quote, Table

from ...models import LowTenderQuery
from ...queries import CaseFile, Course
from ...rules.disclosure import HIDDEN
from .. import words
from .sight import Sight


def regularity(file: CaseFile, sight: Sight) -> list[Block]:
    rows = []
    for column in file.seen.columns:
        judged = column.admission.regularity
        seen = sight.whole or column.tender.pk in (sight.own, sight.winner)
        why = (judged.reason if judged else "") or "–"
        rows.append(
            (
                column.tender.invitation.name,
                judged.get_verdict_display() if judged else "à juger",
                why if seen else HIDDEN,
            )
        )
    return [
        Heading(1, "Régularité des offres"),
        Table("Régularité", ("Offre", "Appréciation", "Motif"), tuple(rows), (3, 2, 5)),
    ]


def low(file: CaseFile, sight: Sight) -> list[Block]:
    asked = [
        (column, query)
        for column in file.seen.columns
        for query in column.admission.queries
        if sight.whole or column.tender.pk == sight.own
    ]
    blocks: list[Block] = [Heading(1, "Prix paraissant bas")]
    if not asked:
        none = "Aucune justification de prix n’a été demandée."
        return [*blocks, Para(none if sight.whole else "Rien n’a été demandé à votre groupement.")]
    for column, query in asked:
        blocks += [Heading(2, column.tender.invitation.name), *_query(query)]
    return blocks


def _query(query: LowTenderQuery) -> Iterable[Block]:
    yield Para(f"Demandé le {words.moment(query.asked_at)} : {query.question}")
    if query.answered_at:
        yield Quote(query.answer, f"réponse du {words.moment(query.answered_at)}")
    else:
        yield Para(f"Pas de réponse avant le {words.moment(query.due_at)}.")
    if query.decided_at and query.decided_by:
        yield Para(
            f"{query.get_verdict_display()}. {query.verdict_reason} "
            f"(décidé par {query.decided_by.full_name}, le {words.day(query.decided_at)})"
        )


def set_aside(file: CaseFile, course: Course, sight: Sight) -> list[Block]:
    """Everything that was deposited and is not ranked, with its reason (art. R2184-2)."""
    rows = tuple(_set_aside(file, course, sight))
    title = Heading(1, "Offres et plis non classés")
    if not rows:
        whole = "Tout ce qui a été déposé est classé."
        return [title, Para(whole if sight.whole else "Toutes les offres ouvertes sont classées.")]
    header = ("Groupement", "Constat", "Motif")
    return [title, Table("Non classés, et pourquoi", header, rows, (3, 3, 5))]


def _set_aside(file: CaseFile, course: Course, sight: Sight) -> Iterator[tuple[str, str, str]]:
    """Of others, a holder reads that an opened tender was set aside, and nothing of what stayed
    shut."""
    admitted = {column.tender.pk: column.admission for column in file.seen.columns}
    for one in course.invitations:
        seen = sight.whole or one.pk == sight.own
        tender, admission = course.read.get(one.pk), admitted.get(one.pk)
        if tender and admission is None:
            yield one.name, "Illisible", tender.fault if seen else HIDDEN
        elif admission and not admission.ranks:
            yield one.name, admission.label, admission.reason if seen else HIDDEN
        if seen and one.name in course.shut:
            yield one.name, "Non ouvert", course.shut[one.name]
        for late in course.late if seen else ():
            if late.invitation_id == one.pk:
                came = f"arrivé le {words.second(late.arrived_at)}, après la date limite"
                yield one.name, "Hors délai, conservé fermé", came
