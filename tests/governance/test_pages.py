"""The page of decisions, for the whole cast."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Decision
from atelier_local.programme.governance.operations import convene, hold
from atelier_local.programme.governance.rules import Decided
from tests.factories.ateliers import SLUG, an_atelier
from tests.pages import assert_queries

FOLLOW = {"camille", "bastien"}
MEMBERS = FOLLOW | {"hélène", "olivia", "paul", "agnès"}
PAGE = reverse("governance:decisions", args=[SLUG])


def done(number: int) -> str:
    return reverse("governance:carry_out", args=[SLUG, number])


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


def held(atelier, cast) -> None:
    """A committee of last year: something stated, something late, something to come."""
    began, today = datetime(2025, 3, 3, 9, tzinfo=UTC), clock.today()
    ends = began + timedelta(hours=2)
    told = {"kind": MeetingKind.STEERING, "title": "Comité", "starts_at": began, "ends_at": ends}
    meeting = convene(atelier, **told, by=cast.camille, at=began)
    decisions = [
        Decided("Trois axes."),
        Decided("Compter les cars.", "Région", today - timedelta(days=1)),
        Decided("Ouvrir la halle.", "Commune", today),
    ]
    hold(meeting, minutes="…", decisions=decisions, by=cast.camille, at=ends)


def test_a_decision_is_followed_until_it_is_done(as_, cast, atelier):
    assert "Aucune décision" in as_(cast.paul).get(PAGE).content.decode()
    held(atelier, cast)
    for name, person in vars(cast).items():
        wanted = 200 if name in MEMBERS else 404
        page = as_(person).get(PAGE)
        assert page.status_code == wanted, name
        if wanted == 200:
            shown = page.content.decode()
            assert shown.count("en retard") == shown.count("attendue") == 1
            assert ("C’est fait" in shown) is (name in FOLLOW), name
    for name, person in vars(cast).items():
        if name not in FOLLOW:
            assert as_(person).post(done(2)).status_code == (403 if name in MEMBERS else 404)
    bastien = as_(cast.bastien)
    shown = bastien.post(done(2), follow=True).content.decode()
    assert "La décision 2 est dite faite" in shown
    assert "en retard" not in shown
    assert "déjà dite faite" in bastien.post(done(2), follow=True).content.decode()
    assert "n’a rien à faire" in bastien.post(done(1), follow=True).content.decode()
    assert bastien.post(done(9)).status_code == 404
    assert list(Decision.objects.exclude(done_at=None).values_list("number", flat=True)) == [2]
    line = Line.objects.get(kind="governance.carried_out")
    assert line.payload == {"decision": 2, "text": "Compter les cars."}


def test_queries_do_not_grow(as_, cast, atelier):
    camille = as_(cast.camille)
    held(atelier, cast)
    camille.get(PAGE)
    few = assert_queries(camille, PAGE)
    held(atelier, cast)
    assert assert_queries(camille, PAGE) == few


WRITE = {"camille"}


def test_minutes_of_a_committee_are_written_once_it_began_then_read_by_all(as_, cast, atelier):
    began, invited = clock.now() - timedelta(hours=3), [cast.camille, cast.bastien]
    called = {"title": "Comité technique", "starts_at": began, "place": "Bellême"}
    called |= {"ends_at": began + timedelta(hours=2), "invited": invited, "by": cast.camille}
    meeting = convene(atelier, MeetingKind.TECHNICAL, **called, at=began - timedelta(days=9))
    address = reverse("governance:minutes", args=[SLUG, meeting.pk])
    for name, person in vars(cast).items():
        wanted = 200 if name in WRITE else 403 if name in MEMBERS else 404
        assert as_(person).get(address).status_code == wanted, name
        listed = as_(person).get(PAGE)
        assert (address in listed.content.decode()) is (name in WRITE), name
    camille = as_(cast.camille)
    came = [str(cast.camille.pk)]
    wrong = camille.post(address, {"present": came, "minutes": "", "decisions": "On y va / / hier"})
    assert wrong.status_code == 422
    assert "On y va / / hier" in wrong.content.decode()
    said = {"present": came, "minutes": "On compte.", "decisions": "Compter / DDT / 01/03/2099"}
    assert camille.post(address, said).url == address
    late = camille.post(address, said | {"minutes": "Écrit à deux."})
    assert late.status_code == 422
    for words in ("a déjà son compte rendu", "Écrit à deux."):
        assert words in late.content.decode()
    for name in MEMBERS:
        shown = as_(getattr(cast, name)).get(address).content.decode()
        assert "On compte." in shown, name
        assert "Compter" in shown, name
        assert ("Bastien" in shown) is (name == "bastien"), name  # only he, as whom he signed in
    for one in (cast.camille, cast.paul):
        shown = as_(one).get(PAGE).content.decode()
        assert (address in shown, "à écrire" in shown) == (True, False)
    assert_queries(camille, address)


def test_no_minutes_before_the_meeting_began(as_, cast, atelier):
    starts = clock.now() + timedelta(days=3)
    called = {"title": "Comité", "starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    meeting = convene(atelier, MeetingKind.STEERING, **called, by=cast.camille, at=clock.now())
    address = reverse("governance:minutes", args=[SLUG, meeting.pk])
    refused = as_(cast.camille).post(address, {"minutes": "Déjà."})
    assert (refused.status_code, "n’a pas encore commencé" in refused.content.decode()) == (
        422,
        True,
    )
