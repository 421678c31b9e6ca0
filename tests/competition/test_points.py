"""Points of sub-criteria; a criterion of the environment that weighs something."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, rules
from atelier_local.steps.competition.models import MiniCompetition
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.people import LONG_AGO


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_sealable)


def at(page: str) -> str:
    return reverse(f"competition:{page}", args=[SLUG])


@given(st.lists(st.integers(0, 12), max_size=4), st.integers(0, 20), st.integers(0, 4))
def test_points_hold_when_there_are_none_or_each_has_some_and_they_make_the_weight(
    points, weight, subcriteria
):
    agreed = {"method": rules.Bounds("Méthode", 0, 100, subcriteria)}
    held = rules.against_points({"method": points}, {"method": weight}, agreed) == ()
    whole = len(points) == subcriteria and all(points) and sum(points) == weight
    assert held is (not points or whole)


def test_words_with_their_points():
    assert rules.with_points(("A", "B"), (1, 12)) == ("A (1 point)", "B (12 points)")
    assert rules.with_points(("A", "B"), ()) == ("A", "B")


def test_sub_criteria_have_points_that_make_their_criterion_or_none(as_, cast, competition):
    """On the page of the preparation, in the letter, in the line that freezes them."""
    framework = FrameworkAgreement.objects.get(pk=competition.atelier.framework_id)
    framework.criteria.filter(key="method").update(guidance="Le déroulé\nLes habitants")
    method = factory.WEIGHTS["method"]
    for points, why in (
        ([method], "à chaque sous-critère, ou à aucun"),
        ([method, 0], "à chaque sous-critère, ou à aucun"),
        ([method, 1], f"font {method + 1}, le critère pèse {method}"),
    ):
        plan = factory.a_plan(cast, points={"method": points})
        with pytest.raises(Refused, match=why):
            operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    clock.advance_to(LONG_AGO)
    camille = as_(cast.camille)
    sent = {f"weight_{key}": weight for key, weight in factory.WEIGHTS.items()}
    sent |= {"deadline": "03/07/2026 12:00", "formula": "proportional", "mode": "native"}
    sent |= {"validity_days": 120, "points_method_0": method - 10, "points_method_1": 9}
    refused = camille.post(at("prepare"), sent)
    assert (refused.status_code, f"le critère pèse {method}" in refused.text) == (422, True)
    assert camille.post(at("prepare"), sent | {"points_method_1": 10}).status_code == 302
    assert 'name="points_method_1" value="10"' in camille.get(at("prepare")).text
    plan = factory.a_plan(cast, points={"method": [method - 10, 10]})
    operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    framework.criteria.filter(key="method").update(guidance="Le déroulé")
    with pytest.raises(Refused, match="à chaque sous-critère"):
        operations.publish(fresh(competition), within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    framework.criteria.filter(key="method").update(guidance="Le déroulé\nLes habitants")
    operations.publish(fresh(competition), within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    published = competition.stream.lines.get(kind="competition.published")
    assert published.payload["points"] == {"method": [method - 10, 10]}
    letter_sent = str(fresh(competition).letter.paper)
    assert f"Le déroulé ({method - 10} points) ; Les habitants (10 points)" in letter_sent
    assert "note est donnée, et son motif, au critère entier" in letter_sent


def fresh(competition) -> MiniCompetition:
    found = MiniCompetition.objects.select_related("stream", "atelier__framework", "atelier__epci")
    return found.get(pk=competition.pk)


def test_a_criterion_of_the_environment_that_weighs_nothing_stops_the_publication(
    cast, competition
):
    """Since 21 August 2026 (art. R2152-7); before, nobody asked."""
    framework = competition.atelier.framework
    framework.criteria.filter(key="environment").update(weight_min=0)
    for launched, refused in (
        (datetime(2026, 8, 20, 9, tzinfo=UTC), False),
        (datetime(2026, 8, 21, 9, tzinfo=UTC), True),
    ):
        later = launched + timedelta(days=40)
        weights = factory.WEIGHTS | {"environment": 0, "method": 40}
        plan = factory.a_plan(
            cast, weights=weights, deadline=later, questions_until=later - timedelta(days=7)
        )
        draft = operations.prepare_competition(
            competition.atelier, plan, by=cast.camille, at=LONG_AGO
        )
        said = " ".join(map(str, queries.against_publishing(queries.draft(draft), launched)))
        assert ("le critère de l’environnement pèse 0 %" in said) is refused
