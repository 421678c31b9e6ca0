"""What is added at the same instant."""

import pytest

from atelier_local.programme.thread.enums import Kind
from atelier_local.programme.thread.models import Node
from atelier_local.steps.strategy.models import Axis, KeyIssue
from tests.factories.evidence import a_finding, an_interim
from tests.factories.people import the_cast
from tests.factories.strategy import an_axis, an_issue, an_objective
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_added_at_the_same_instant_is_numbered_apart():
    cast = the_cast()
    finding = a_finding(an_interim(cast), cast)
    atelier = finding.node.atelier
    works = [lambda: an_issue(finding.node, cast), lambda: an_axis(atelier, cast)] * 2
    assert in_threads(*works) == []
    assert sorted(KeyIssue.objects.values_list("rank", flat=True)) == [1, 2]
    assert sorted(Axis.objects.values_list("position", flat=True)) == [1, 2]
    (axis, _), (issue, _) = Axis.objects.all(), Node.unfiltered.filter(kind=Kind.ISSUE)
    assert in_threads(*[lambda: an_objective(axis, issue, cast)] * 3) == []
    assert sorted(o.node.number for o in axis.objectives.all()) == ["1.1", "1.2", "1.3"]
