"""A text put to the colleges, and what they say of it."""

from datetime import date, timedelta

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.enums import Opinion
from atelier_local.programme.governance.models import CoValidation
from atelier_local.programme.governance.operations import approve, ask_validation
from atelier_local.programme.governance.rules import colleges_of
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from tests.factories.people import LONG_AGO

AFTER = LONG_AGO + timedelta(hours=3)
YES = Opinion.FAVOURABLE


def a_text(atelier: Atelier, by: Person) -> CoValidation:
    return ask_validation(
        atelier,
        "framing_note",
        "Note de cadrage",
        url="/ici/",
        due_on=date(2026, 2, 1),
        by=by,
        at=LONG_AGO,
    )


def says(text: CoValidation, person: Person, role: Role, opinion=YES, **more) -> bool:
    (college,) = colleges_of([role])
    return approve(text, college, opinion, roles=[role], by=person, at=AFTER, **more)
