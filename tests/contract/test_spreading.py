"""The days of each person, phase by phase, make those of the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.refusal import Refused
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.models import TeamMember
from atelier_local.steps.deliverables.assembly import planning
from atelier_local.steps.deliverables.assembly.material import Material
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.models import Deliverable
from tests.contract.test_joining import NOÉ
from tests.contract.test_team import LATER, at, the_contract
from tests.factories.contract import a_notified_contract, priced
from tests.pages import assert_queries

NOTE = DeliverableKind.FRAMING_NOTE


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_notified_contract(cast, body=priced))


@given(st.dictionaries(st.sampled_from(Phase), st.integers(0, 40)), st.integers(1, 90))
def test_they_agree_to_the_last_half_day_or_are_refused(halves, days):
    refused = rules.against_spreading("Dina", halves, days)
    spread = sum(halves.values())
    assert bool(refused) == (spread > 0 and (spread + 1) // 2 != days)
    if refused:
        assert rules.days_in(halves) in str(refused[0])
        assert str(days) in str(refused[0])


def typed(**days):
    dina = TeamMember.objects.get()
    return {f"days_{dina.pk}_{phase}": said for phase, said in days.items()}


def test_the_team_spreads_its_days_and_the_totals_are_those_of_the_contract(as_, cast):
    path = at("spread")
    may = {n for n, p in vars(cast).items() if as_(p).get(path).status_code == 200}
    assert may == {"camille", "dina"}
    [one] = queries.spreading(queries.contract_of(the_contract().atelier, queries.TENDER))
    assert (one.written, dict(one.half_days)) == (False, {"framing": 5, "workshop_1": 59})
    desk = as_(cast.dina)
    assert 'value="2,5"' in desk.get(path).text
    wrong = desk.post(path, typed(framing="2,5", workshop_1="20"))
    assert wrong.status_code == 422
    assert "les phases font 22,5 jours, le marché en compte 32" in wrong.text.replace("\u202f", " ")
    assert desk.post(path, typed(framing="deux")).status_code == 422
    assert TeamMember.objects.get().half_days == {}
    assert desk.post(path, typed(framing="2,5", production="29")).url == at("team")
    assert TeamMember.objects.get().half_days == {"framing": 5, "production": 58}
    lines = the_contract().atelier.stream.lines.filter(kind="contract.days_spread")
    assert lines.get().payload == {cast.dina.ref: {"framing": 5, "production": 58}}
    printed = planning.team(Material(Deliverable(atelier=the_contract().atelier, kind=NOTE), LATER))
    assert printed["people"][0]["days"] == ["2,5", *["–"] * 5, "29"]
    assert printed["totals"] == ["2,5", *["0"] * 5, "29", "32"]
    assert desk.post(path, typed(framing="")).status_code == 302  # nobody's are said any more
    assert TeamMember.objects.get().half_days == {}


def test_as_many_queries_with_one_person_as_with_two(as_, cast):
    desk = as_(cast.camille)
    desk.get(at("spread"))
    one = assert_queries(desk, at("spread"))
    firm = cast.dina.organisation
    operations.join_team(the_contract(), firm, NOÉ, by=cast.camille, at=LATER)
    assert assert_queries(desk, at("spread")) == one


def test_who_left_is_not_spread(cast):
    contract = the_contract()
    dina = TeamMember.objects.get()
    operations.join_team(contract, dina.person.organisation, NOÉ, by=cast.camille, at=LATER)
    operations.end_membership(dina, "Autre mission.", by=cast.camille, at=LATER)
    operations.spread_days(contract, {dina.pk: {"framing": 2}}, by=cast.camille, at=LATER)
    dina.refresh_from_db()
    assert dina.half_days == {}
    noé = contract.team.get(to_on=None)
    with pytest.raises(Refused, match="le marché en compte 20"):
        operations.spread_days(contract, {noé.pk: {"framing": 2}}, by=cast.camille, at=LATER)
