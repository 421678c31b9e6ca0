"""Issues, axes, objectives and recommendations, on the real database."""

from copy import deepcopy

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused
from atelier_local.steps.strategy.operations import add_axis, add_issue, add_recommendation
from tests.factories.evidence import a_finding, an_interim
from tests.factories.people import LONG_AGO
from tests.factories.strategy import a_recommendation, an_axis, an_issue, an_objective
from tests.factories.thread import a_node


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: a_finding(an_interim(cast), cast))


@pytest.fixture
def finding(made, db):
    return deepcopy(made)


def test_numbers_and_ranks(finding, cast):
    atelier = finding.node.atelier
    issues = [an_issue(finding.node, cast) for _ in range(2)]
    assert [(i.rank, i.node.number) for i in issues] == [(1, "Enjeu 1"), (2, "Enjeu 2")]
    axes = [an_axis(atelier, cast, name) for name in ("Se relier", "Rouvrir")]
    numbers = [an_objective(axis, issues[0].node, cast).node.number for axis in (*axes, axes[0])]
    assert numbers == ["1.1", "2.1", "1.2"]
    assert a_recommendation(issues[0].node, cast).node.number == "P-01"


def test_nothing_is_added_without_a_source_it_may_rest_on(finding, cast):
    atelier, acting = finding.node.atelier, {"by": cast.dina, "at": LONG_AGO}
    before = Node.unfiltered.count()
    for act in (
        lambda: add_issue(atelier, "Comment ?", rests_on=[], **acting),
        lambda: add_issue(atelier, "Ceci.", rests_on=[(finding.node, "oui")], **acting),
        lambda: an_issue(a_node(atelier, Kind.FIGURE), cast),
        lambda: a_recommendation(a_node(atelier, Kind.ACTION), cast),
        lambda: add_axis(atelier, "  ", **acting),
    ):
        with pytest.raises(Refused):
            act()
    assert Node.unfiltered.exclude(kind__in=[Kind.FIGURE, Kind.ACTION]).count() == before - 1
    assert not Line.objects.filter(kind__startswith="strategy.").exists()


def test_a_recommendation_is_addressed_to_someone(finding, cast):
    with pytest.raises(Refused) as refused:
        add_recommendation(
            finding.node.atelier,
            "Faire",
            addressee=" ",
            horizon="",
            kind="etude",
            rests_on=[],
            by=cast.dina,
            at=LONG_AGO,
        )
    assert len(refused.value.reasons) == 3
