"""The decision, and what each holder is told of it (art. R2181-1, R2181-3)."""

from dataclasses import dataclass
from datetime import date, datetime

from atelier_local.ground.files.papers import Block, Heading, Paper, Para, Quote, Signatures, Table

from ..models import Award, Invitation, MiniCompetition
from ..queries import Came, CaseFile, Column
from . import words
from .frame import article, asking_why, remedies, sheet, to_one


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
            f"L’offre du groupement « {award.invitation.name} », classée "
            f"{_rank(_place(file, award))} avec {words.total(award.total)} points sur 100, "
            "est retenue."
        ),
        *_why_chosen(file, award),
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
        *_why_chosen(file, award),
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
        *_why_chosen(file, award),
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
    came: Came,
) -> Paper:
    """To a holder whose tender was not compared: why (`came`), who is chosen, how it ended (art.
    L551-15 of the code of remedies). Whoever sent something is told the reasons of the choice, and
    how to ask for more (art. R2181-2, R2181-3); whoever declined or said nothing has no tender that
    was rejected. The marks of the winner are for those whose tender was regular (art. R2181-4).
    """
    blocks: list[Block] = [
        Para(
            f"Vous avez été consulté pour l’{words.subject(competition)}. Aucune offre de votre "
            "groupement n’a été classée."
        ),
        Heading(1, "Pourquoi"),
        Para(_why(competition, came)),
        Heading(1, "L’offre retenue"),
        Para(f"Le marché est attribué au groupement « {award.invitation.name} »."),
        *([Quote(award.reason, "motif du choix")] if came.tendered else []),
        _signature_day(told.until),
        *(asking_why(competition) if came.tendered else []),
        *remedies(competition),
        *_closing(told.chain),
    ]
    title = "Issue de la consultation"
    to = to_one(invitation)
    return sheet(competition, title, "letter-outcome", blocks, at=told.at, recipient=to)


def _why(competition: MiniCompetition, came: Came) -> str:
    if came.declined:
        return "Vous avez fait savoir que vous ne répondriez pas."
    if came.fault:
        return (
            "Votre pli, reçu dans les délais, a été ouvert mais n’a pu être lu comme une offre : "
            f"{came.fault}. Il est écarté{article(competition, 'irregular_tender')} et n’a donc "
            "pas été comparé aux autres."
        )
    if came.late_at:
        return (
            f"Votre pli est arrivé le {words.second(came.late_at)}, après la date limite du "
            f"{words.second(competition.deadline)}, heure de Paris. Une offre reçue hors délai "
            f"est éliminée{article(competition, 'late_tender')} : elle est conservée fermée, sans "
            "être lue."
        )
    if came.shut:
        return (
            f"Le procès-verbal de l’ouverture constate de votre pli : « {came.shut} ». Il n’a "
            "donc pas été comparé aux autres."
        )
    return "Aucun pli de votre groupement n’a été ouvert."


def _column(file: CaseFile, invitation: Invitation) -> Column | None:
    return next((c for c in file.seen.columns if c.tender.pk == invitation.pk), None)


def _place(file: CaseFile, award: Award) -> int | None:
    column = _column(file, award.invitation)
    return column.rank if column else None


def _why_chosen(file: CaseFile, award: Award) -> list[Block]:
    """Why this tender, or why not the one ranked before it."""
    if _place(file, award) == 1:
        return [Quote(award.reason, "motif du choix")]
    return [
        Para(
            "Le groupement retenu d’abord ne peut pas conclure le marché : l’acheteur se tourne "
            f"vers l’offre classée ensuite{article(file.competition, 'runner_up')}."
        ),
        Quote(award.reason, "pourquoi il ne peut pas conclure"),
    ]


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
    after = words.date(until)
    return Para(
        f"Le marché ne sera pas signé avant la fin du {after}, à minuit. Si l’envoi à l’un des "
        "titulaires n’est prouvé que plus tard, ce délai court de cet envoi."
    )


def _closing(chain: str) -> list[Block]:
    return [
        Para(
            "Après la signature du marché, votre groupement peut demander sur la plateforme la "
            "version communicable du rapport et le dossier qui permet de tout revérifier. "
            f"Le registre de la consultation porte ce jour l’empreinte {chain}."
        )
    ]
