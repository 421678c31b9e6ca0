"""What was marked and why, criterion by criterion, and the ranking it makes."""

from collections.abc import Iterable
from decimal import Decimal

from atelier_local.ground.files.papers import Block, Bullets, Heading, Para, Quote, Table

from ...models import Tender
from ...queries import AnalysisCell, CaseFile, Column
from ...queries.opened import body_of
from ...rules.body import Sub
from ...rules.disclosure import HIDDEN, Fact
from .. import words
from .sight import Sight


def criterion(file: CaseFile, place: int, sight: Sight) -> list[Block]:
    criterion, row = file.seen.rows[place]
    title = Heading(1, f"{criterion.label}, {criterion.weight} points")
    if criterion.is_price:
        rows = tuple(
            (cell.tender.invitation.name, words.price(cell.tender.price_eur), _value(cell, sight))
            for cell in row
        )
        return [
            title,
            Table("Prix", ("Offre", "Prix", "Note sur 10"), rows, (5, 3, 2), frozenset({1, 2})),
        ]
    colleges = file.seen.colleges
    header = ("Offre", *(college.label for college in colleges), "Commune")
    marks = tuple(
        (
            cell.tender.invitation.name,
            *(
                words.mark(opinion.value) if sight.sees(Fact.MARKS, cell.tender.pk) else HIDDEN
                for opinion in cell.opinions
            ),
            _value(cell, sight),
        )
        for cell in row
    )
    wide = len(header)
    blocks: list[Block] = [
        title,
        Table(
            f"Notes sur 10, {criterion.label}",
            header,
            marks,
            (4, *[2] * (wide - 1)),
            frozenset(range(1, wide)),
        ),
    ]
    for cell in row:
        blocks += _reason(cell, sight)
    return blocks


def _value(cell: AnalysisCell, sight: Sight) -> str:
    if not cell.ranks:
        return "écartée"
    return words.mark(cell.value) if sight.sees(Fact.MARKS, cell.tender.pk) else HIDDEN


def _reason(cell: AnalysisCell, sight: Sight) -> Iterable[Block]:
    """The common reason, word for word, and the disagreement if there was one."""
    if not cell.common or not cell.ranks or not sight.sees(Fact.COMMENTS, cell.tender.pk):
        return
    yield Para(f"{cell.tender.invitation.name} : {cell.common.reason}")
    if not cell.common.agreed:
        yield Quote(cell.common.dissent, "désaccord consigné")


def ranking(file: CaseFile, sight: Sight) -> list[Block]:
    """Those whose rank is told, in their order; the others in that of the agreement, which says
    nothing of theirs."""
    shown = [c for c in file.seen.ranked if c.admission.ranks and _ranked(c, sight)]
    told = {column.tender.pk for column in shown}
    rest = [column for column in file.seen.columns if column.tender.pk not in told]
    rows = tuple(_place(column, sight) for column in (*shown, *rest))
    ties = [
        Para(f"{c.tender.invitation.name} : à égalité de total, rang dû à : {c.settled_by}.")
        for c in file.seen.ranked
        if c.settled_by and _ranked(c, sight)
    ]
    return [
        Heading(1, "Classement"),
        Table(
            "Totaux recalculés à partir des notes communes et des prix",
            ("Rang", "Offre", "Prix", "Total sur 100"),
            rows,
            (1, 5, 2, 2),
            frozenset({0, 2, 3}),
        ),
        *ties,
    ]


def _ranked(column: Column, sight: Sight) -> bool:
    return sight.sees(Fact.RANK, column.tender.pk)


def _place(column: Column, sight: Sight) -> tuple[str, str, str, str]:
    name, price = column.tender.invitation.name, words.price(column.tender.price_eur)
    if not column.admission.ranks:
        return ("–", name, price, "écartée")
    if not _ranked(column, sight):
        return ("–", name, price, HIDDEN)
    return (str(column.rank or "–"), name, price, words.total(column.total))


def proposal(file: CaseFile, sight: Sight) -> list[Block]:
    """Whom to choose, at what price, and what part of it goes to subcontractors (art. R2184-2)."""
    best = next((column for column in file.seen.columns if column.rank == 1), None)
    said = (
        "Aucune offre n’est classée : la consultation peut être déclarée infructueuse."
        if best is None
        else f"L’offre de {best.tender.invitation.name} est classée première, avec "
        f"{words.total(best.total)} points sur 100, au prix de "
        f"{words.price(best.tender.price_eur)}. Il est proposé de la retenir."
    )
    blocks: list[Block] = [Heading(1, "Proposition"), Para(said)]
    if best and (sight.whole or best.tender.pk == sight.own):
        blocks.append(Para(_subcontracted(best.tender)))
    return blocks


def _subcontracted(tender: Tender) -> str:
    if not tender.digest:
        return (
            "La part qu’elle sous-traite se lit dans ses fichiers : elle n’a pas été scellée ici."
        )
    subs = body_of(tender).paid_to_subs()
    if not subs:
        return "Elle ne déclare aucun sous-traitant."
    named = " ; ".join(
        f"{_entrusted(one)}, {words.price(Decimal(cents) / 100)}" for _, one, cents in subs
    )
    return f"Part qu’elle déclare sous-traiter : {named}."


def _entrusted(one: Sub) -> str:
    """Who, and for what; a row may leave out either."""
    name, services = one.name.strip(), one.services.strip().rstrip(".")
    return (name or "sous-traitant non nommé") + (f" ({services})" if services else "")


def remarks(file: CaseFile) -> list[Block]:
    """What was checked before the report was made, and answered."""
    answered = [
        f"{remark.kind.value.capitalize()} – {remark.text} "
        f"{'Réponse : ' + read.answer if read.answer else 'Lue, sans changement.'}"
        for remark, read in file.remarks.answered
    ]
    if not answered:
        return []
    return [Heading(1, "Relecture des notes et des motifs"), Bullets(tuple(answered))]
