"""Courses that are seldom run, each to its end: no operator, one tender, none, all too low."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files.papers import from_json
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts
from atelier_local.steps.competition.enums import CompetitionState, LetterKind, LowVerdict
from atelier_local.steps.competition.models import Award, Letter
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, a_grid, an_evaluator, invited, side_of
from tests.factories.people import a_person
from verify import verify_competition as script

DUE, LATER = AFTER + timedelta(days=5), AFTER + timedelta(days=6)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def report_of(competition) -> str:
    """All its words."""
    competition.refresh_from_db()
    return str(from_json(competition.report.filed.paper))


def checked(competition, letter: str, **how) -> list[str]:
    """What that holder’s file says once it is verified elsewhere."""
    told = queries.bundle(competition, invited(competition, letter), **how)
    return script.check(receipts.signed_file(told))


def kinds(competition) -> dict[str, str]:
    letters = Letter.objects.filter(award__competition=competition, award__withdrawn_at=None)
    return {one.invitation.consortium.letter: one.kind for one in letters}


# --- No operator ----------------------------------------------------------------------------------


def test_two_colleges_choose_where_no_operator_takes_part(as_, cast, db):
    competition = factory.an_opened(cast, operator=False)
    assert as_(cast.olivia).get(at("interests")).status_code == 404
    roles = set(Task.objects.filter(key="competition:mark").values_list("role", flat=True))
    assert roles == {Role.PILOT, Role.LOCAL_AUTHORITY}
    two = (cast.camille, cast.bastien)
    factory.grade(competition, *two)
    assert competition.at_state is CompetitionState.SCORED
    assert [str(one) for one in queries.analysis(competition).colleges] == [
        "pilot", "local_authorities"
    ]  # fmt: skip
    factory.agree_all(cast, competition, *two)
    factory.conclude(cast, competition)
    assert kinds(competition) == {
        "A": LetterKind.OUTCOME, "C": LetterKind.CHOSEN, "E": LetterKind.REJECTED
    }  # fmt: skip
    text = report_of(competition)
    assert "Aucun opérateur de l’État n’est partie à cet Atelier" in text
    assert "Présents : Bastien Lemoine, Camille Roussel" in text
    assert "n’a pas noté" not in text
    assert any("Groupement E : 70,00 points" in line for line in checked(competition, "E"))
    for page in ("competition", "report", "analysis", "letters"):
        assert as_(cast.camille).get(at(page)).status_code == 200, page


def test_one_college_of_two_is_still_waited_for(cast, db):
    competition = factory.an_opened(cast, operator=False)
    factory.grade(competition, cast.camille)
    assert competition.at_state is CompetitionState.OPENED


# --- One tender, or none --------------------------------------------------------------------------


def test_one_tender_goes_to_the_letters_and_to_the_file(cast, db):
    """Nothing to compare it with: it is marked, chosen, and all are told."""
    competition = factory.a_published(cast)
    factory.tender(cast.dina, competition)
    factory.open_by_both(cast, competition)
    factory.carry_through(cast, competition, cast.camille, cast.bastien, cast.olivia)
    (column,) = queries.analysis(competition).columns
    assert (column.rank, column.total) == (1, Decimal("85.00"))
    assert kinds(competition) == {
        "A": LetterKind.OUTCOME, "C": LetterKind.CHOSEN, "E": LetterKind.OUTCOME
    }  # fmt: skip
    assert "3 groupements consultés : 1 offre lue, 2 sans réponse." in report_of(competition)
    hers = checked(competition, "C")
    assert "Classement : lues à l’ouverture, à ces prix : 1 ; écartées ensuite : 0" in hers
    assert "Classement : Groupement C : 85,00 points recalculés, rang 1" in hers
    assert "Dépôt : aucun pli de votre groupement n’a été ouvert" in checked(competition, "E")


def test_no_tender_ends_it_and_leaves_nothing_to_choose(cast, db):
    competition = factory.a_published(cast)
    factory.open_by_both(cast, competition)
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL
    assert competition.atelier.ending == Ending.UNSUCCESSFUL
    for attempt in (
        lambda: operations.make_report(competition, by=cast.camille, at=AFTER),
        lambda: factory.conclude(cast, competition),
    ):
        with pytest.raises(Refused):
            attempt()
    assert not Award.objects.exists()
    assert told_of(competition, "infructueuse") >= {cast.dina.email, cast.eve.email}
    assert "Dépôt : aucun pli de votre groupement n’a été ouvert" in checked(competition, "C")


def told_of(competition, words: str) -> set[str]:
    return set(Message.objects.filter(subject__contains=words).values_list("to", flat=True))


# --- All abnormally low ---------------------------------------------------------------------------


@pytest.fixture
def all_low(cast, db):
    """Under 85 % of the estimate, both of them: each was asked, each answered."""
    competition = factory.an_opened(cast, decided={"estimate_eur": Decimal(200_000)})
    factory.an_evaluator(cast.camille, competition)
    for tender in queries.tenders(competition):
        operations.ask_low(tender, "Justifiez les jours.", DUE, by=cast.camille, at=AFTER)
    for person in (cast.dina, cast.eve):
        operations.answer_low(side_of(person, competition), "Tout y est.", by=person, at=AFTER)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    return competition


def decide(cast, competition, verdict: LowVerdict, reason: str) -> None:
    for invitation in competition.invitations.exclude(low_queries=None):
        query = invitation.low_queries.get()
        operations.decide_low(query, verdict, reason, by=cast.camille, at=LATER)


def test_all_low_and_undecided_nobody_is_chosen(cast, all_low):
    kinds_found = [remark.kind.name for remark in queries.remarks(all_low).blocking]
    assert kinds_found == ["LOW_UNEXPLAINED"] * 2
    factory.agree_all(cast, all_low)
    with pytest.raises(Refused, match="2 remarques bloquantes"):
        operations.make_report(all_low, by=cast.camille, at=AFTER)


def test_all_low_and_all_justified_the_best_is_chosen(cast, all_low):
    decide(cast, all_low, LowVerdict.ACCEPTED, "Les jours y sont.")
    factory.agree_all(cast, all_low)
    factory.conclude(cast, all_low)
    assert kinds(all_low)["C"] == LetterKind.CHOSEN
    text = report_of(all_low)
    assert text.count("Prix justifié") == 2
    assert "décidé par Camille Roussel" in text
    assert "Tout ce qui a été déposé est classé." in text


def test_all_low_and_all_rejected_ends_it_and_all_are_told(as_, cast, all_low):
    decide(cast, all_low, LowVerdict.REJECTED, "Trois jours d’écart sans réponse.")
    factory.agree_all(cast, all_low)
    seen = queries.analysis(all_low)
    assert (seen.winner, seen.totals) == (None, {})
    operations.make_report(all_low, by=cast.camille, at=LATER)
    text = report_of(all_low)
    assert "Aucune offre n’est classée : la consultation peut être déclarée infructueuse." in text
    assert text.count("'Anormalement basse', 'Trois jours d’écart sans réponse.'") == 2
    with pytest.raises(Refused, match="écartée"):
        operations.award(all_low, invited(all_low, "C"), "Si.", by=cast.camille, at=LATER)
    assert at("unsuccessful") in as_(cast.camille).get(at("competition")).text
    reason = "Toutes les offres sont anormalement basses."
    operations.declare_unsuccessful(all_low, reason, by=cast.camille, at=LATER)
    all_low.atelier.refresh_from_db()
    assert all_low.atelier.ending == Ending.UNSUCCESSFUL
    told = Message.objects.filter(body__contains=reason).values_list("to", flat=True)
    assert {cast.dina.email, cast.eve.email, "alice.perrin@exemple.test"} <= set(told)
    assert not Award.objects.exists()
    assert as_(cast.dina).get(at("my_result")).status_code == 200


# --- An evaluator who comes after the opening -----------------------------------------------------


@pytest.fixture
def newcomer(cast, db):
    """Zoé is granted a role once all is open, and says nothing of her interests."""
    competition = factory.an_opened(cast)
    zoé = a_person("Zoe", "Blin", cast.bastien.organisation)
    grant(competition.atelier, zoé, Role.LOCAL_AUTHORITY, by=cast.camille, at=AFTER)
    return competition, zoé


def seen_by(browser, competition) -> dict[str, int]:
    c = invited(competition, "C").pk
    pages = {"tender": (c,), "grid": (), "grid_cell": (c, 1), "analysis": (), "report": ()}
    return {page: browser.get(at(page, *args)).status_code for page, args in pages.items()}


def test_who_comes_after_the_opening_sees_nothing_before_declaring(as_, cast, newcomer):
    competition, zoé = newcomer
    shut = {"tender": 403, "grid": 409, "grid_cell": 409, "analysis": 409, "report": 409}
    assert seen_by(as_(zoé), competition) == shut
    assert as_(zoé).post(at("submit_grid")).status_code == 409
    an_evaluator(zoé, competition)
    opened = seen_by(as_(zoé), competition)
    assert (opened["tender"], opened["grid"]) == (200, 200)
    assert opened["analysis"] == 409
    assert competition.evaluators.get(person=zoé).marks.count() == 0


def test_the_newcomer_s_grid_is_waited_for_counts_and_is_reported(cast, newcomer):
    competition, zoé = newcomer
    declared = an_evaluator(zoé, competition)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    assert competition.at_state is CompetitionState.OPENED
    a_grid(declared, Decimal(2))
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.SCORED
    seen = queries.analysis(competition)
    means = {str(one.college): one.value for one in seen.columns[1].cells[0].opinions}
    assert means == {"pilot": 5, "local_authorities": 5, "operator": 6}
    factory.agree_all(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    text = report_of(competition)
    assert "('Zoe Blin', 'Collectivités', '3 juillet 2026 : aucun lien')" in text


def test_who_declares_once_the_grids_are_in_reads_and_marks_nothing(as_, cast, newcomer):
    competition, zoé = newcomer
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    assert competition.at_state is CompetitionState.SCORED
    seen = seen_by(as_(zoé), competition)
    assert set(seen.values()) == {403, 409}
    factory.agree_all(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    assert "Blin" not in report_of(competition)
    assert as_(zoé).get(at("report_document", "pdf")).status_code == 403
    assert as_(cast.bastien).get(at("report")).status_code == 200
    an_evaluator(zoé, competition)
    assert competition.evaluators.get(person=zoé).only_reads
    seen = seen_by(as_(zoé), competition)
    assert seen == {"tender": 200, "grid": 409, "grid_cell": 409, "analysis": 200, "report": 200}
    assert as_(zoé).post(at("submit_grid")).status_code == 409
    operations.make_report(competition, by=cast.camille, at=AFTER)
    said = "3 juillet 2026 : aucun lien ; n’a pas noté"
    assert f"('Zoe Blin', 'Collectivités', '{said}" in report_of(competition)


def test_a_newcomer_tied_to_a_holder_is_reported_and_reads_nothing(as_, cast, newcomer):
    competition, zoé = newcomer
    operations.declare_interests(
        competition, conflict=True, note="Ma sœur y est.", by=zoé, at=AFTER
    )
    assert seen_by(as_(zoé), competition)["tender"] == 403
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    factory.agree_all(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    text = report_of(competition)
    assert "un lien, n’a pas évalué (Ma sœur y est.)" in text
    assert "1 personne liée à un groupement ; leurs notes ne comptent pas" in text
