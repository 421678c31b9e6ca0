"""Competitions in every state, reached as people reach them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.programme.people.access import Capability
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import send_message
from atelier_local.steps.application.operations import make_specification
from atelier_local.steps.competition import queries
from atelier_local.steps.competition.access import Side, side_for
from atelier_local.steps.competition.enums import Perimeter, Phase, RegularityVerdict, TenderPart
from atelier_local.steps.competition.models import (
    Award,
    Evaluator,
    Invitation,
    MiniCompetition,
    Officer,
)
from atelier_local.steps.competition.operations import (
    Plan,
    award,
    check_sheet,
    close_consensus,
    declare_interests,
    deposit,
    judge_regularity,
    make_key_here,
    make_report,
    mark,
    name_officers,
    prepare_competition,
    publish,
    record_conclusion,
    send_letters,
    settle,
    submit_grid,
    turn_with_passphrase,
)
from atelier_local.steps.competition.receipts import Receipt
from atelier_local.steps.competition.rules.body import Body
from tests.factories.application import a_selected_note
from tests.factories.people import LONG_AGO, Cast

WEIGHTS = {"understanding": 15, "method": 30, "team": 20, "environment": 10, "price": 25}
WITHIN = tuple(Perimeter)
DEADLINE = datetime(2026, 7, 3, 10, tzinfo=UTC)
BEFORE, AFTER = DEADLINE - timedelta(days=10), DEADLINE + timedelta(hours=2)
COURT = "Tribunal administratif de Caen, 3 rue Arthur-Leduc, 14000 Caen"
CAMILLES, BASTIENS = "la phrase de Camille", "la phrase de Bastien"
PITCHES = {"C": "Nous avons compris les haies.", "E": "Nous avons compris la rivière."}
PRICES = {"A": Decimal(104_500), "B": Decimal(99_800), "C": Decimal(97_800), "E": Decimal(88_900)}


def a_plan(cast: Cast, **decided) -> Plan:
    """All that the letter needs, but for what is decided otherwise."""
    usual = {
        "weights": WEIGHTS,
        "deadline": DEADLINE,
        "object_text": "Accompagner l’Atelier Local des Collines.",
        "contact": cast.camille,
        "questions_until": DEADLINE - timedelta(days=7),
        "grids_due": date(2026, 7, 20),
        "court": COURT,
    }
    return Plan(**(usual | decided))


def a_draft(cast: Cast, *, decided: dict | None = None, **where) -> MiniCompetition:
    note = a_selected_note(cast, **where)
    make_specification(note, by=cast.camille, at=LONG_AGO)
    plan = a_plan(cast, **(decided or {}))
    return prepare_competition(note.atelier, plan, by=cast.camille, at=LONG_AGO)


def a_sealable(cast: Cast, **where) -> MiniCompetition:
    """With its two officers, ready to be published."""
    competition = a_draft(cast, **where)
    people = {cast.camille: CAMILLES, cast.bastien: BASTIENS}
    for officer in name_officers(competition, list(people), by=cast.camille, at=LONG_AGO):
        with_a_key(officer, people[officer.person])
    return competition


def with_a_key(officer: Officer, phrase: str) -> str:
    """The officer makes their key and checks its sheet; what the sheet prints."""
    printed = make_key_here(officer, phrase, by=officer.person, at=LONG_AGO)
    check_sheet(officer, officer.sheet_number, by=officer.person, at=LONG_AGO)
    return printed


def a_published(cast: Cast, **where) -> MiniCompetition:
    competition = a_sealable(cast, **where)
    publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    return competition


def side_of(person: Person, competition: MiniCompetition) -> Side:
    return side_for(person, competition, Capability.TENDER)


def invited(competition: MiniCompetition, letter: str) -> Invitation:
    return competition.invitations.get(consortium__letter=letter)


def a_body(letter: str, **words) -> Body:
    """What that consortium usually offers, but for the words given."""
    usual = {
        "price_eur": PRICES[letter],
        "pitch": PITCHES.get(letter, "Nous avons compris."),
        "method": "Trois ateliers, deux inter-ateliers.",
        "team_note": "Six personnes.",
    } | words
    return Body(
        "",
        parts={
            TenderPart.UNDERSTANDING: usual["pitch"],
            TenderPart.METHOD: usual["method"],
            TenderPart.TEAM: usual["team_note"],
        },
        expenses={Phase.PRODUCTION: int(usual["price_eur"] * 100)},
    )


def tender(
    person: Person, competition: MiniCompetition, *, at: datetime = BEFORE, **words
) -> Receipt:
    """Deposit the usual tender of the person's consortium, but for the words given."""
    side = side_of(person, competition)
    return deposit(side, a_body(side.consortium.letter, **words), by=person, at=at)


def an_opened(
    cast: Cast, *, body: Callable[[Side], Body] | None = None, **where
) -> MiniCompetition:
    """Two tenders, dina's (the usual one, or `body` of her side) and eve's; A said nothing."""
    competition = a_published(cast, **where)
    side = side_of(cast.dina, competition)
    offered = body(side) if body else a_body(side.consortium.letter)
    deposit(side, offered, by=cast.dina, at=BEFORE)
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    return competition


def open_by_both(cast: Cast, competition: MiniCompetition, *, at: datetime = AFTER) -> None:
    """Camille's key, then Bastien's, once both have declared their interests."""
    for person in (cast.camille, cast.bastien):
        declared(person, competition, at=at)
    turn_with_passphrase(competition, CAMILLES, by=cast.camille, at=at)
    turn_with_passphrase(competition, BASTIENS, by=cast.bastien, at=at)
    competition.refresh_from_db()


def an_evaluator(person: Person, competition: MiniCompetition) -> Evaluator:
    return declare_interests(competition, conflict=False, by=person, at=AFTER)


def declared(person: Person, competition: MiniCompetition, *, at: datetime = AFTER) -> Evaluator:
    """The person without a tie: as they said already, or say now."""
    known = Evaluator.objects.filter(competition=competition, person=person).first()
    return known or declare_interests(competition, conflict=False, by=person, at=at)


def a_grid(evaluator: Evaluator, value: Decimal, *, bonus: Decimal = Decimal(1)) -> None:
    """The same mark everywhere, a little more for consortium C, and the grid handed in."""
    for cell in queries.grid(evaluator).cells:
        given = value + (bonus if cell.tender.invitation.consortium.letter == "C" else 0)
        mark(
            evaluator,
            cell.tender.invitation,
            cell.criterion,
            given,
            "Page 12.",
            by=evaluator.person,
            at=AFTER,
        )
    submit_grid(evaluator, by=evaluator.person, at=AFTER)


def a_scored(cast: Cast, **where) -> MiniCompetition:
    """Every grid is in; on consortium C, State and local authority are three points apart."""
    competition = an_opened(cast, **where)
    grade(competition, cast.camille, cast.bastien, cast.olivia)
    return competition


def grade(competition: MiniCompetition, *people: Person) -> None:
    """All declare their interests, then each hands in their grid."""
    evaluators = [declared(person, competition) for person in people]
    for evaluator, value in zip(evaluators, (5, 8, 6), strict=False):
        a_grid(evaluator, Decimal(value))
    competition.refresh_from_db()


def settle_all(cast: Cast, competition: MiniCompetition) -> None:
    """Common marks: 8 for consortium C, 6 for the others."""
    for page, cell in enumerate(queries.analysis(competition).to_settle, 12):
        invitation = cell.tender.invitation
        value = Decimal(8 if invitation.consortium.letter == "C" else 6)
        reason = f"Voir p. {page}."
        settle(competition, invitation, cell.criterion, value, reason, by=cast.camille, at=AFTER)


def judge_all(cast: Cast, competition: MiniCompetition) -> None:
    """Every tender is regular."""
    for tender in queries.tenders(competition):
        judge_regularity(tender, RegularityVerdict.REGULAR, by=cast.camille, at=AFTER)


def agree_all(cast: Cast, competition: MiniCompetition, *people: Person) -> None:
    """All is settled, judged and closed by those people, or the usual three; the report may be
    made."""
    settle_all(cast, competition)
    judge_all(cast, competition)
    people = people or (cast.camille, cast.bastien, cast.olivia)
    close_consensus(competition, people, by=cast.camille, at=AFTER)


def a_reported(cast: Cast, **where) -> MiniCompetition:
    """Ready for the choice."""
    competition = a_scored(cast, **where)
    agree_all(cast, competition)
    make_report(competition, by=cast.camille, at=AFTER)
    return competition


def a_decided(cast: Cast, **where) -> Award:
    """Consortium C is chosen; nobody was written to yet."""
    competition = a_reported(cast, **where)
    best = invited(competition, "C")
    return award(competition, best, "La meilleure méthode.", by=cast.camille, at=AFTER)


def carry_through(cast: Cast, competition: MiniCompetition, *people: Person) -> Award:
    """From opened tenders to the signature, by those people: report, choice, letters."""
    grade(competition, *people)
    agree_all(cast, competition, *people)
    return conclude(cast, competition)


def conclude(cast: Cast, competition: MiniCompetition, best: str = "C") -> Award:
    """Report, choice, letters, signature."""
    make_report(competition, by=cast.camille, at=AFTER)
    chosen = invited(competition, best)
    given = award(competition, chosen, "La meilleure méthode.", by=cast.camille, at=AFTER)
    send_letters(given, by=cast.camille, at=AFTER)
    record_conclusion(given, day_of(AFTER), by=cast.camille, at=AFTER)
    return given


def an_awarded(cast: Cast, **where) -> Award:
    """Chosen, and all holders written to."""
    made = a_decided(cast, **where)
    send_letters(made, by=cast.camille, at=AFTER)
    letters_leave(made)
    return made


def letters_leave(given: Award, *but: Person, at: datetime = AFTER) -> None:
    """Each letter leaves, as it does once committed; but those to some people."""
    now = clock.now()
    clock.advance_to(at)
    for letter in given.letters.all():
        waiting = letter.messages.filter(sent_at=None)
        for message in waiting.exclude(to__in=[one.email for one in but]):
            send_message.call(str(message.pk))
    clock.advance_to(now)


def a_concluded(cast: Cast, **where) -> MiniCompetition:
    """Signed: what may be known of it may be taken away."""
    given = an_awarded(cast, **where)
    record_conclusion(given, day_of(AFTER), by=cast.camille, at=AFTER)
    return given.competition
