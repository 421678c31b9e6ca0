"""What a phone kept, handed in as text at the console: each act once, whichever way it comes."""

import base64
import json
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.steps.wall import operations, rescue
from atelier_local.steps.wall.models import (
    Ballot,
    Contribution,
    Participant,
    Question,
    Support,
)
from tests.factories.wall import MORNING, a_phone, a_vote, an_open_activity
from tests.pages import assert_queries
from tests.wall.saying import lay

NEED = "besoin"


def mark(**told) -> str:
    packed = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    return f"1. Besoin : {packed[:3]}…\n\n[AL1.{packed}]"


def kept(activity, phone, *acts, **more) -> str:
    """The text of a phone in the room of `activity`."""
    who = {"r": str(activity.workshop_id), "p": str(getattr(phone, "pk", phone)), "a": "HA", "t": 2}
    return mark(**(who | more), e=[list(act) for act in acts])


def card(activity, words, id=None) -> tuple:
    payload = {"activity": str(activity.pk), "kind": NEED, "words": words, "place": ""}
    return str(id or uuid7()), "wall.contributed", payload


@pytest.fixture
def console(as_, cast, activity):
    """Dina's, where a text is pasted."""
    address = reverse("wall:rescue", args=[activity.workshop.atelier.slug, 1])
    desk = as_(cast.dina)
    return lambda text: desk.post(address, {"text": text})


def test_what_was_kept_is_said_as_the_phone_would(console, activity):
    phone = a_phone(activity, table=2)
    text = kept(activity, phone, card(activity, "Un bus"), card(activity, "Un banc"))
    assert console(text).status_code == 302
    assert {c.node.words for c in Contribution.objects.select_related("node")} == {
        "Un bus",
        "Un banc",
    }
    told = Line.objects.filter(kind="wall.contributed")
    assert set(told.values_list("by", flat=True)) == {phone.ref}
    assert set(Contribution.objects.values_list("channel", "table")) == {("phone", 2)}
    assert Line.objects.get(kind="wall.handed_in").payload["taken"] == 2


def test_it_counts_once_whichever_comes_first(console, activity):
    phone, before, after = a_phone(activity), uuid7(), uuid7()
    lay(phone, "Un bus", activity=activity, id=before)
    text = kept(activity, phone, card(activity, "Un bus", before), card(activity, "Un banc", after))
    for _ in range(2):
        assert console(text).status_code == 302
    lay(phone, "Un banc", activity=activity, id=after)
    assert Contribution.objects.count() == 2


def test_a_phone_of_another_laptop_is_known_from_its_text(console, activity):
    unknown = uuid4()
    console(kept(activity, unknown, card(activity, "Un bus")))
    phone = Participant.objects.get(pk=unknown)
    assert (phone.audience, phone.table) == ("HA", 2)


def test_a_vote_is_handed_in_too(console, activity, cast):
    vote, phone = a_vote(activity, cast), a_phone(activity)
    choices = {str(vote.options.first().pk): 2}
    payload = {"activity": str(vote.pk), "choices": choices}
    assert console(kept(activity, phone, (str(uuid7()), "wall.voted", payload))).status_code == 302
    assert Ballot.objects.get().choices == choices


def test_what_is_refused_says_why_and_stays_in_the_page(console, activity, cast):
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    text = kept(activity, a_phone(activity), card(activity, "Un bus tardif"))
    answer = console(text)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "1 ne l’est pas" in shown
    two = kept(activity, a_phone(activity), card(activity, "Un bus"), card(activity, "Un banc"))
    assert "2 ne le sont pas" in console(two).content.decode()
    assert "Un bus tardif" in shown
    assert "l’activité est close" in shown
    operations.open_activity(activity, by=cast.dina, at=MORNING)
    assert console(text).status_code == 302
    assert Contribution.objects.count() == 1


def test_another_content_under_the_same_id_is_told(console, activity):
    phone, id = a_phone(activity), uuid7()
    lay(phone, "Un bus", activity=activity, id=id)
    answer = console(kept(activity, phone, card(activity, "Un tram", id)))
    assert "un autre contenu" in answer.content.decode()
    assert Contribution.objects.get().node.words == "Un bus"


@pytest.mark.parametrize("change", [{"r": str(uuid4())}, {"r": "x"}, {"e": [[1]]}, {"e": [["x"]]},
                                    {"e": None}, {"p": "?"}])  # fmt: skip
def test_another_room_or_a_broken_text_changes_nothing(console, activity, change):
    told = {"r": str(activity.workshop_id), "p": str(uuid4()), "a": "HA", "t": 2, "e": []}
    answer = console(mark(**(told | change)))
    assert answer.status_code == 422
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("kind", ["wall.hidden", "wall.grouped", "journal.erased", "x"])
def test_a_phone_hands_in_what_a_phone_may_say_only(console, activity, kind):
    answer = console(kept(activity, a_phone(activity), (str(uuid7()), kind, {"reason": "x"})))
    assert answer.status_code == 422
    assert not Line.objects.filter(kind=kind).exists()


def test_a_phone_of_another_workshop_cannot_be_borrowed(console, activity, cast):
    other = a_phone(an_open_activity(cast, slug="autre"))
    answer = console(kept(activity, other, card(activity, "Un bus")))
    assert "d’une autre salle" in answer.content.decode()
    assert not Contribution.objects.exists()


@given(st.text(max_size=300))
def test_any_text_is_read_or_not_without_a_fault(text):
    with pytest.raises(rescue.Unreadable):
        rescue.read(text)


@given(st.integers(1, 200))
def test_a_text_cut_short_is_seen(cut):
    told = {"r": str(uuid4()), "p": str(uuid4()), "a": "", "t": None}
    text = mark(**told, e=[[str(uuid7()), "wall.contributed", {"words": "é" * 40}]])
    with pytest.raises(rescue.Unreadable):
        rescue.read(text[: -min(cut, len(text) - 20)])


def test_spaces_that_a_message_adds_do_not_matter():
    told = {"r": str(uuid4()), "p": str(uuid4()), "a": "", "t": None}
    text = mark(**told, e=[[str(uuid7()), "wall.contributed", {"words": "Un bus"}]])
    spaced = "\n".join(text[at : at + 20] for at in range(0, len(text), 20))
    assert rescue.read(spaced + text)[0].acts[0].words == "Un bus"


def test_what_codes_say_is_read_as_the_text_is():
    """Two codes scanned one after the other, as addresses; one cut short is seen."""
    told = {"r": str(uuid4()), "p": str(uuid4()), "a": "", "t": None}
    marks = [mark(**told, e=[[str(uuid7()), "wall.asked", {"words": w}]]) for w in ("Un", "Deux")]
    scanned = ["http://10.0.0.1/x/#" + re.search(r"\[(AL1.*)\]", one)[1] for one in marks]
    assert [one.acts[0].words for one in rescue.read("\n".join(scanned))] == ["Un", "Deux"]
    with pytest.raises(rescue.Unreadable):
        rescue.read("\n".join([scanned[0], scanned[1][:-9]]))


def test_a_question_and_a_support_are_handed_in_too(console, activity, cast):
    phone, other = a_phone(activity), a_phone(activity)
    line = operations.ask(other, "Et le car ?", id=uuid7(), at=MORNING)
    shown = Question.objects.select_related("workshop__stream").get(pk=line.pk)
    operations.show_question(shown, by=cast.dina, at=MORNING)
    acts = [
        (str(uuid7()), "wall.asked", {"words": "Qui paiera ?"}),
        (str(uuid7()), "wall.supported", {"question": str(line.pk)}),
    ]
    for _ in range(2):
        assert console(kept(activity, phone, *acts)).status_code == 302
    assert [q.words for q in Question.objects.order_by("pk")] == ["Et le car ?", "Qui paiera ?"]
    assert Support.objects.get().participant == phone


def test_the_team_alone_hands_in(as_, cast, activity):
    address = reverse("wall:rescue", args=[activity.workshop.atelier.slug, 1])
    read = {p: as_(p).get(address).status_code for p in cast.everyone}
    assert {p for p, s in read.items() if s == 200} == {cast.dina}
    assert {p for p, s in read.items() if s == 404} == {cast.eve, cast.stranger}
    assert_queries(as_(cast.dina), address)
    assert Client().get(address).status_code == 302
