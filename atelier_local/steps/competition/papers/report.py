"""The analysis report (RAO): assembled from what is written, nothing typed (art. R2184-2, -3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from atelier_local.ground.files.papers import Block, Bullets, Heading, Paper, Para, Quote, Table

from .. import rules
from ..models import Evaluator, LowTenderQuery, MiniCompetition
from ..queries import AnalysisCell, CaseFile, Column, Course, heard_by
from ..rules.disclosure import HIDDEN, Fact, Stage, may_know
from . import words


@dataclass(frozen=True)
class Sight:
    """Whose eyes: the buyer’s see all, a holder’s only what may be told once all is signed."""

    own: int | None = None
    winner: int | None = None

    @property
    def whole(self) -> bool:
        return self.own is None

    def sees(self, fact: Fact, tender: int) -> bool:
        return self.whole or may_know(
            fact, Stage.CONCLUDED, own=tender == self.own, winner=tender == self.winner
        )


def report(file: CaseFile, course: Course, *, day: datetime) -> Paper:
    """The whole report, for those who buy."""
    return _paper(file, course, Sight(), day, "Rapport d’analyse des offres", "report")


def redacted(
    file: CaseFile, course: Course, *, own: int, winner: int | None, day: datetime
) -> Paper:
    """What one holder may read of it after signature, by its own tender and the winner’s."""
    sight = Sight(own, winner)
    title = "Rapport d’analyse des offres, version communicable"
    return _paper(file, course, sight, day, title, "report-redacted")


def _paper(
    file: CaseFile, course: Course, sight: Sight, day: datetime, title: str, kind: str
) -> Paper:
    competition = file.competition
    blocks: list[Block] = []
    for section in (
        _launch(competition, file),
        _answers(course, file, sight),
        _judges(course, sight),
        _regularity(file, sight),
        _low(file, sight),
        _hearings(file, course, sight),
        *(_criterion(file, place, sight) for place in range(len(file.seen.criteria))),
        _ranking(file, sight),
        _proposal(file),
        _remarks(file) if sight.whole else [],
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
        ("Accord-cadre", words.agreement(competition)),
        ("Objet", f"{words.subject(competition)}. {competition.atelier.question}"),
        ("Date limite", words.second(competition.deadline)),
        ("Établi le", words.day(day)),
    )


def _launch(competition: MiniCompetition, file: CaseFile) -> list[Block]:
    published = competition.published_at
    rows = tuple(
        (one.label, f"{one.weight} %", "calculé par la formule" if one.is_price else "noté")
        for one in file.seen.criteria
    )
    return [
        Heading(1, "La consultation"),
        Para(
            "Tous les titulaires de l’accord-cadre ont été consultés par écrit"
            + (f", le {words.moment(published)}." if published else ".")
            + " Critères, poids, formule de prix et règle de départage sont figés depuis lors."
        ),
        Table("Critères et poids", ("Critère", "Poids", "Mode"), rows, (6, 1, 3), frozenset({1})),
        Para(f"Formule de prix : note = {competition.price_formula.label}."),
        Para(f"Le total est arrondi une seule fois, au centième. {rules.TIE_RULE}"),
    ]


def _answers(course: Course, file: CaseFile, sight: Sight) -> list[Block]:
    received = {column.tender.pk: column.tender for column in file.seen.columns}
    rows = []
    for invitation in course.invitations:
        tender = received.get(invitation.pk)
        if tender:
            answer = f"offre reçue le {words.second(tender.deposited_at)}"
            seen = sight.whole or invitation.pk == sight.own
            rows.append(
                (
                    invitation.name,
                    answer if seen else "offre reçue dans les délais",
                    words.price(tender.price_eur),
                )
            )
        elif invitation.declined_at:
            why = f" : {invitation.decline_reason}" if sight.whole else ""
            rows.append((invitation.name, f"désistement{why}", "–"))
        else:
            rows.append((invitation.name, "pas d’offre ouverte", "–"))
    opening = course.opening
    blocks: list[Block] = [
        Heading(1, "Les réponses"),
        Table(
            "Groupements consultés",
            ("Groupement", "Réponse", "Prix"),
            tuple(rows),
            (3, 5, 2),
            frozenset({2}),
        ),
    ]
    if opening:
        pair = f"{opening.first.person.full_name} et {opening.second.person.full_name}"
        blocks.append(
            Para(f"Plis ouverts le {words.second(opening.at)} par {pair}, de deux parties.")
        )
    return blocks


def _judges(course: Course, sight: Sight) -> list[Block]:
    rows = tuple(
        (
            one.person.full_name if sight.whole else "évaluateur",
            one.get_college_display(),
            _interests(one, sight),
        )
        for one in course.evaluators
    )
    said = "Conflits d’intérêts décelés et mesures prises (art. R2184-3) : "
    apart = [one for one in course.evaluators if not one.sits]
    measures = "aucun lien n’a été déclaré." if not apart else "voir le tableau."
    return [
        Heading(1, "Qui a jugé"),
        Table("Évaluateurs et intérêts", ("Personne", "Collège", "Intérêts"), rows, (3, 3, 5)),
        Para(said + measures),
    ]


def _interests(one: Evaluator, sight: Sight) -> str:
    """Every declaration, in order: none replaces another."""
    said = []
    for declaration in one.declarations.all():
        link = "un lien, n’a pas évalué" if declaration.conflict else "aucun lien"
        note = f" ({declaration.note})" if declaration.note and sight.whole else ""
        said.append(f"{words.day(declaration.at)} : {link}{note}")
    if one.withdrawn_at:
        why = f" ({one.withdrawal_reason})" if sight.whole else ""
        said.append(f"{words.day(one.withdrawn_at)} : retrait, notes mises à part{why}")
    return " ; ".join(said)


def _regularity(file: CaseFile, sight: Sight) -> list[Block]:
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


def _low(file: CaseFile, sight: Sight) -> list[Block]:
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


def _hearings(file: CaseFile, course: Course, sight: Sight) -> list[Block]:
    """As long and on the same points for all; the words of each are its own."""
    if not file.competition.hearing:
        return []
    if not course.hearings:
        return [Heading(1, "Auditions"), Para("Aucune audition ne s’est tenue.")]
    blocks: list[Block] = [
        Heading(1, "Auditions"),
        Para(
            "Chaque groupement dont l’offre est admise a été convoqué, pour "
            f"{file.competition.hearing_minutes} minutes et sur les mêmes points. "
            "Aucune offre n’a été modifiée."
        ),
    ]
    for heard in course.hearings:
        name, day = heard.invitation.name, words.moment(heard.meeting.starts_at)
        who = ", ".join(person.full_name for person in heard_by(heard))
        blocks += [Heading(2, name), Para(f"Audition du {day}. Évaluateurs présents : {who}.")]
        if sight.whole or heard.pk == sight.own:
            blocks += [
                Para(f"Pour le groupement : {heard.present}"),
                Para(f"Points abordés : {heard.topics}"),
                Quote(heard.meeting.minutes, "compte rendu de l’audition"),
            ]
    return blocks


def _criterion(file: CaseFile, place: int, sight: Sight) -> list[Block]:
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


def _ranking(file: CaseFile, sight: Sight) -> list[Block]:
    rows = tuple(_place(column, sight) for column in file.seen.ranked)
    ties = [
        Para(f"{c.tender.invitation.name} : à égalité de total, rang dû à : {c.settled_by}.")
        for c in file.seen.ranked
        if c.settled_by and sight.sees(Fact.RANK, c.tender.pk)
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


def _place(column: Column, sight: Sight) -> tuple[str, str, str, str]:
    name, price = column.tender.invitation.name, words.price(column.tender.price_eur)
    if not column.admission.ranks:
        return ("–", name, price, "écartée")
    if not sight.sees(Fact.RANK, column.tender.pk):
        return ("–", name, price, HIDDEN)
    return (str(column.rank or "–"), name, price, words.total(column.total))


def _proposal(file: CaseFile) -> list[Block]:
    best = next((column for column in file.seen.columns if column.rank == 1), None)
    said = (
        "Aucune offre n’est classée : la consultation peut être déclarée infructueuse."
        if best is None
        else f"L’offre de {best.tender.invitation.name} est classée première, avec "
        f"{words.total(best.total)} points sur 100, au prix de "
        f"{words.price(best.tender.price_eur)}. Il est proposé de la retenir."
    )
    return [Heading(1, "Proposition"), Para(said)]


def _remarks(file: CaseFile) -> list[Block]:
    """What was checked before the report was made, and answered."""
    answered = [
        f"{remark.kind.value.capitalize()} – {remark.text} "
        f"{'Réponse : ' + read.answer if read.answer else 'Lue, sans changement.'}"
        for remark, read in file.remarks.answered
    ]
    if not answered:
        return []
    return [Heading(1, "Relecture des notes et des motifs"), Bullets(tuple(answered))]
