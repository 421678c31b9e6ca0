"""The decision, and what each holder is told of it (art. R2181-1, R2181-3)."""

from dataclasses import dataclass
from datetime import date, datetime

from atelier_local.ground.files.papers import Block, Heading, Paper, Para, Quote, Signatures, Table

from ..models import Award, Invitation, MiniCompetition
from ..queries import CaseFile, Column
from . import words
from .frame import asking_why, remedies, sheet, to_one


@dataclass(frozen=True)
class Told:
    """What every letter of a choice says: the wait, the state of the stream, the day."""

    until: date | None
    chain: str
    at: datetime


def decision(file: CaseFile, award: Award, *, at: datetime) -> Paper:
    """The choice as the buyer signs it."""
    competition = file.competition
    signer = award.decided_by.full_name if award.decided_by else ""
    blocks: list[Block] = [
        Para(
            f"Vu le rapport d’analyse des offres du "
            f"{words.day(file.reported.at) if file.reported else ''} "
            f"(empreinte {file.reported.filed.digest if file.reported else ''}),"
        ),
        Para(
            f"L’offre du groupement « {award.invitation.name} », classée première avec "
            f"{words.total(award.total)} points sur 100, est retenue."
        ),
        Quote(award.reason, "motif du choix"),
        _ranking(file),
        Signatures((f"{signer}\nPour l’acheteur, le {words.day(at)}",)),
    ]
    return sheet(competition, "Décision d’attribution", "decision", blocks, at=at)


def _ranking(file: CaseFile) -> Table:
    rows = tuple(
        (
            str(column.rank or "–"),
            column.tender.invitation.name,
            words.price(column.tender.price_eur),
            words.total(column.total) if column.admission.ranks else column.admission.label,
        )
        for column in file.seen.ranked
    )
    header = ("Rang", "Offre", "Prix", "Total sur 100")
    return Table("Classement", header, rows, (1, 5, 2, 2), frozenset({0, 2, 3}))


def chosen(file: CaseFile, award: Award, told: Told) -> Paper:
    """To the holder whose tender is chosen."""
    mine = _column(file, award.invitation)
    blocks: list[Block] = [
        Para(
            f"Votre offre pour l’{words.subject(file.competition)} est retenue. "
            "Cette lettre ne vaut pas signature du marché."
        ),
        Quote(award.reason, "motif du choix"),
        *(_marks("Vos notes", mine) if mine else ()),
        _signature_day(told.until),
        *_closing(told.chain),
    ]
    title = "Votre offre est retenue"
    to = to_one(award.invitation)
    return sheet(file.competition, title, "letter-chosen", blocks, at=told.at, recipient=to)


def rejected(
    file: CaseFile,
    award: Award,
    invitation: Invitation,
    told: Told,
) -> Paper:
    """To a holder that tendered: its reasons, its marks and rank, those of the winner."""
    mine, best = _column(file, invitation), _column(file, award.invitation)
    assert mine is not None
    assert best is not None
    blocks: list[Block] = [
        Para(f"Votre offre pour l’{words.subject(file.competition)} n’est pas retenue."),
    ]
    if mine.admission.ranks:
        blocks += [
            Heading(1, "Pourquoi"),
            Para(
                f"Votre offre est classée {_rank(mine.rank)}, avec {words.total(mine.total)} "
                "points sur 100."
            ),
            *_marks("Vos notes et leurs motifs", mine),
        ]
    else:
        blocks += [
            Heading(1, "Pourquoi"),
            Para(
                f"Votre offre a été écartée du classement ({mine.admission.label.lower()}) : "
                f"{mine.admission.reason}"
            ),
        ]
    blocks += [
        Heading(1, "L’offre retenue"),
        Para(
            f"L’offre retenue est celle du groupement « {award.invitation.name} », avec "
            f"{words.total(award.total)} points sur 100."
        ),
        Quote(award.reason, "motif du choix"),
        *_marks("Notes de l’offre retenue, caractéristiques et avantages", best),
        _signature_day(told.until),
        *asking_why(file.competition),
        *remedies(file.competition),
        *_closing(told.chain),
    ]
    title = "Votre offre n’est pas retenue"
    to = to_one(invitation)
    return sheet(file.competition, title, "letter-rejected", blocks, at=told.at, recipient=to)


def outcome(
    competition: MiniCompetition,
    award: Award,
    invitation: Invitation,
    told: Told,
    came: str,
) -> Paper:
    """To a holder whose tender was not compared: why, and how it ended (art. L551-15 of the code
    of remedies). `came` says what was received of it.
    """
    blocks: list[Block] = [
        Para(f"Vous avez été consulté pour l’{words.subject(competition)}. {came}"),
        Para(f"Le marché est attribué au groupement « {award.invitation.name} »."),
        _signature_day(told.until),
        *remedies(competition),
        *_closing(told.chain),
    ]
    title = "Issue de la consultation"
    to = to_one(invitation)
    return sheet(competition, title, "letter-outcome", blocks, at=told.at, recipient=to)


def _column(file: CaseFile, invitation: Invitation) -> Column | None:
    return next((c for c in file.seen.columns if c.tender.pk == invitation.pk), None)


def _rank(rank: int | None) -> str:
    return "première" if rank == 1 else f"{rank}e"


def _marks(caption: str, column: Column) -> list[Block]:
    rows = tuple(
        (
            cell.criterion.label,
            f"{cell.criterion.weight} %",
            words.mark(cell.value),
            cell.common.reason if cell.common else "note calculée par la formule de prix",
        )
        for cell in column.cells
    )
    header = ("Critère", "Poids", "Note sur 10", "Motif")
    return [Table(caption, header, rows, (3, 1, 2, 5), frozenset({1, 2}))]


def _signature_day(until: date | None) -> Para:
    if until is None:
        return Para("Le marché peut être signé dès à présent.")
    after = f"{'1er' if until.day == 1 else until.day} {words.MONTHS[until.month - 1]} {until.year}"
    return Para(f"Le marché ne sera pas signé avant la fin du {after}, à minuit.")


def _closing(chain: str) -> list[Block]:
    return [
        Para(
            "Après la signature du marché, votre groupement peut demander sur la plateforme la "
            "version communicable du rapport et le dossier qui permet de tout revérifier. "
            f"Le registre de la consultation porte ce jour l’empreinte {chain}."
        )
    ]
