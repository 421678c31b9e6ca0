"""Each marks apart, the curtain rises, the colleges agree."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import Mark
from tests.factories import competition as factory
from tests.factories.competition import AFTER, a_grid, an_evaluator, invited


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.an_opened)


def mark(evaluator, letter, key, value, reason="Page 4."):
    competition = evaluator.competition
    return operations.mark(
        evaluator,
        invited(competition, letter),
        competition.criteria.get(key=key),
        Decimal(value),
        reason,
        by=evaluator.person,
        at=AFTER,
    )


def three_grids(cast, competition):
    people = (cast.camille, cast.bastien, cast.olivia)
    evaluators = [an_evaluator(person, competition) for person in people]
    for evaluator, value in zip(evaluators, (5, 8, 6), strict=True):
        a_grid(evaluator, Decimal(value))
    competition.refresh_from_db()


def test_whoever_is_of_no_college_does_not_evaluate(cast, competition):
    for person in (cast.paul, cast.agnès, cast.dina):
        with pytest.raises(Refused, match="aucun collège"):
            an_evaluator(person, competition)


def test_a_conflict_of_interest_keeps_one_away(cast, competition):
    tied = operations.declare_interests(
        competition, conflict=True, note="Ma sœur y travaille.", by=cast.bastien, at=AFTER
    )
    with pytest.raises(Refused, match="vous n’évaluez pas"):
        mark(tied, "C", "method", 7)


def test_nobody_marks_the_price_nor_outside_the_scale(cast, competition):
    evaluator = an_evaluator(cast.camille, competition)
    with pytest.raises(Refused, match="personne ne note le prix"):
        mark(evaluator, "C", "price", 9)
    with pytest.raises(Refused, match="demi-points"):
        mark(evaluator, "C", "method", "7.3")


def test_a_mark_holds_the_competition_before_it_reads_what_lets_it(cast, competition):
    """Nobody hands in, replaces a tender or lifts the curtain meanwhile."""
    evaluator = an_evaluator(cast.camille, competition)
    method = evaluator.competition.criteria.get(key="method")
    invitation = invited(competition, "C")
    with CaptureQueriesContext(connection) as asked:
        operations.mark(
            evaluator, invitation, method, Decimal(7), "Page 4.", by=cast.camille, at=AFTER
        )
    first = next(one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT"))
    assert "competition_minicompetition" in first
    assert first.endswith("FOR UPDATE") or not connection.features.has_select_for_update


def test_a_grid_is_handed_in_complete_and_then_stays(cast, competition):
    evaluator = an_evaluator(cast.camille, competition)
    mark(evaluator, "C", "method", 7, reason=" ")
    with pytest.raises(Refused, match="7 notes ne sont pas mises ; une note n’a pas de motif"):
        operations.submit_grid(evaluator, by=cast.camille, at=AFTER)
    a_grid(evaluator, Decimal(5))
    lines = competition.stream.lines.count()
    operations.submit_grid(evaluator, by=cast.camille, at=AFTER)
    assert competition.stream.lines.count() == lines
    with pytest.raises(Refused, match="ne change plus"):
        mark(evaluator, "C", "method", 9)


def test_the_curtain_stays_down_until_every_college_has_spoken(cast, competition):
    a_grid(an_evaluator(cast.camille, competition), Decimal(5))
    a_grid(an_evaluator(cast.bastien, competition), Decimal(8))
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.OPENED
    with pytest.raises(Refused, match="pas toutes rendues"):
        settle_one(cast, competition)
    # the operator's only agent is tied to a consortium: nobody is waited for any more
    operations.declare_interests(competition, conflict=True, by=cast.olivia, at=AFTER)
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.SCORED


def settle_one(cast, competition, value=7, reason="Page 4."):
    return operations.settle(
        competition,
        invited(competition, "C"),
        competition.criteria.get(key="method"),
        Decimal(value),
        reason,
        by=cast.camille,
        at=AFTER,
    )


def test_colleges_three_points_apart_are_told(cast, competition):
    three_grids(cast, competition)
    seen = queries.analysis(competition)
    assert [str(college) for college in seen.colleges] == [
        "pilot", "local_authorities", "operator",
    ]  # fmt: skip
    assert all(cell.gap for _, row in seen.rows[:-1] for cell in row)
    assert seen.totals == {}
    assert seen.unsettled == 8


def test_a_mark_of_another_competition_is_refused(cast, competition):
    three_grids(cast, competition)
    elsewhere = invited(competition, "C")
    elsewhere.competition_id = -1
    with pytest.raises(Refused, match="autre consultation"):
        operations.settle(
            competition,
            elsewhere,
            competition.criteria.get(key="method"),
            Decimal(7),
            "Page 4.",
            by=cast.camille,
            at=AFTER,
        )


def test_marks_are_kept_one_for_each_cell(cast, competition):
    evaluator = an_evaluator(cast.camille, competition)
    mark(evaluator, "C", "method", 7)
    mark(evaluator, "C", "method", 8)
    assert Mark.objects.get().value == 8
    assert Mark.objects.get().evaluator.person == cast.camille
