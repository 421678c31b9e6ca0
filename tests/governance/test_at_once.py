"""Colleges that answer at the same instant."""

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.governance.models import CoValidation
from atelier_local.programme.people.enums import Role
from tests.factories.ateliers import an_atelier
from tests.factories.governance import AFTER, a_text, says
from tests.factories.people import the_cast
from tests.in_threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


def test_colleges_that_answer_together_do_not_miss_each_other():
    cast = the_cast()
    text = a_text(an_atelier(cast), cast.dina)
    answers = (
        (cast.camille, Role.PILOT),
        (cast.bastien, Role.LOCAL_AUTHORITY),
        (cast.paul, Role.PARTNER),
    )
    copies = [CoValidation.objects.get(pk=text.pk) for _ in answers]
    works = [lambda t=t, p=p, r=r: says(t, p, r) for t, (p, r) in zip(copies, answers, strict=True)]
    assert in_threads(*works) == []
    assert CoValidation.objects.get().shared_at == AFTER
    shared = Line.objects.filter(kind="governance.approved").values_list("payload", flat=True)
    assert sum(payload["shared"] for payload in shared) == 1
