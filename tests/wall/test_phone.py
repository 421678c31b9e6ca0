"""Nour's phone, without script: a code, a question, a card, a receipt."""

import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.live import passes
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.models import Activity, Contribution, Participant
from atelier_local.steps.wall.operations import close_activity, close_workshop, open_activity
from atelier_local.steps.wall.views.phone import WRONG_CODES
from tests.factories.wall import MORNING, a_card
from tests.pages import assert_queries

JOIN = "/rejoindre/"


@pytest.fixture
def room(activity) -> str:
    return reverse("wall:room", args=[activity.workshop_id])


def typed(activity, words="Un bus", **more):
    return {
        "id": str(uuid7()), "activity": str(activity.id), "kind": "besoin", "words": words, **more
    }  # fmt: skip


def masked(page: bytes) -> bytes:
    """Without the token that differs at every request."""
    return re.sub(rb'(csrfmiddlewaretoken" value=")\w+', rb"\1", page)


def test_a_code_leads_in_however_it_is_typed(activity, client):
    code = activity.workshop.join_code
    answer = client.post(JOIN, {"code": f" {code[:3].lower()} {code[3:]} "}, follow=True)
    assert answer.redirect_chain == [(reverse("wall:enter", args=[code]), HTTPStatus.FOUND)]
    answer = client.post(reverse("wall:enter", args=[code]), {"audience": "JE", "table": ""})
    cookie = answer.cookies["participant"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["path"] == answer.url == reverse("wall:room", args=[activity.workshop_id])
    assert Participant.objects.get().audience == "JE"


def test_a_wrong_and_an_expired_code_get_the_same_answer_byte_for_byte(cast, activity):
    code = activity.workshop.join_code

    def answers():
        typed = Client().post(JOIN, {"code": code})
        opened = Client().get(reverse("wall:enter", args=[code]))
        assert (typed.status_code, opened.status_code) == (404, 404)
        assert masked(typed.content) == masked(opened.content)
        return masked(typed.content)

    close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
    )
    expired = answers()
    Activity.objects.all().delete()
    activity.workshop.refresh_from_db()
    assert answers() == expired
    assert f'value="{code}"'.encode() in expired
    wrong = Client().post(JOIN, {"code": "ZZZZZZ"})
    assert masked(wrong.content).replace(b"ZZZZZZ", code.encode()) == expired


@pytest.mark.parametrize(
    "code", ["", "  ", "é" * 300, "<b>x</b>", "0" * 6, "\x00", "A\r\nSet-Cookie: x"]
)
def test_anything_may_be_typed_as_a_code(activity, client, code):
    answer = client.post(JOIN, {"code": code})
    assert answer.status_code == 404
    assert b"<b>x" not in answer.content


def tried(times: int) -> None:
    """As many wrong codes as that came from the address of these tests."""
    for _ in range(times):
        WRONG_CODES.count("127.0.0.1")


def test_too_many_wrong_codes_must_wait_and_say_what_to_do(activity):
    code = activity.workshop.join_code
    tried(WRONG_CODES.most - 2)
    for path, given in ((JOIN, {"code": "ZZZZZZ"}), (reverse("wall:enter", args=["ZZZZZZ"]), {})):
        assert Client().post(path, given).status_code == 404
    typed = Client().post(JOIN, {"code": code})
    opened = Client().get(reverse("wall:enter", args=[code]))
    assert (typed.status_code, opened.status_code) == (429, 429)
    assert masked(typed.content) == masked(opened.content)
    assert "Attendez dix minutes" in typed.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(JOIN, {"code": code}).status_code == 302


def test_a_whole_hall_behind_one_address_comes_in(activity):
    code = activity.workshop.join_code
    tried(WRONG_CODES.most - 1)
    for _ in range(3):  # right codes are not counted
        assert Client().post(JOIN, {"code": code}).status_code == 302


def test_who_is_in_the_room_stays_when_others_must_wait(phone, activity, room):
    tried(WRONG_CODES.most)
    assert phone.post(room, typed(activity)).status_code == 302


def test_a_card_gets_its_receipt(phone, activity, room):
    answer = phone.post(room, typed(activity, place="Igé"), follow=True)
    card = Contribution.objects.select_related("node").get()
    page = answer.content.decode()
    assert f"{card.receipt[:3]} {card.receipt[3:]}" in page
    assert "Reçue à" in page
    assert (card.audience, card.table, card.place) == ("HA", 2, "Igé")


def test_sent_twice_it_is_one_card(phone, activity, room):
    given = typed(activity)
    first, second = phone.post(room, given), phone.post(room, given)
    assert first.url == second.url
    assert Contribution.objects.count() == 1
    back = phone.post(room, given | {"id": str(uuid7())})
    assert (back.url, Contribution.objects.count()) == (first.url, 1)
    other = phone.post(room, given | {"words": "Autre chose"})
    assert other.status_code == 422
    page = other.content.decode()
    assert "Autre chose" in page
    assert given["id"] not in re.search(r'<form method="post".*?</form>', page, re.S)[0]


def test_ten_thousand_characters_are_refused_and_kept(phone, activity, room):
    long = "é" * 10_000
    answer = phone.post(room, typed(activity, long))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert long in page
    assert "10 000 signes" in page.replace("\u202f", " ").replace("10000", "10 000")
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("👩‍🌾 des légumes 🥕", "👩‍🌾 des légumes 🥕"),
        ("abc\u202efed", "abcfed"),
        ("a\x07b\x1b[31m", "ab[31m"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("deux\r\nlignes", "deux\nlignes"),
    ],
)
def test_words_are_kept_as_words(phone, activity, room, words, held):
    page = phone.post(room, typed(activity, words), follow=True).content
    assert Contribution.objects.select_related("node").get().node.words == held
    assert b"<img src=x" not in page


@pytest.mark.parametrize(
    "wrong", [{"id": "x"}, {"activity": "x" * 30}, {"kind": "x"}, {"words": ""}]
)
def test_what_is_malformed_is_refused_and_kept(phone, activity, room, wrong):
    answer = phone.post(room, typed(activity, "Un bus qui attend") | wrong)
    assert answer.status_code == 422
    assert wrong == {"words": ""} or b"Un bus qui attend" in answer.content
    assert not Contribution.objects.exists()


def test_when_nothing_is_asked_the_phone_says_so(cast, phone, activity, room):
    close_activity(activity, by=cast.dina, at=MORNING)
    assert "La question arrive" in phone.get(room).content.decode()
    answer = phone.post(room, typed(activity, "Trop tard"))
    assert answer.status_code == 422
    assert "Trop tard" in answer.content.decode()
    open_activity(activity, by=cast.dina, at=MORNING)
    assert "Qu’est-ce qui compte ici" in phone.get(room).content.decode()


def test_a_closed_room_still_shows_ones_receipts(cast, phone, activity, room):
    phone.post(room, typed(activity))
    close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
    )
    page = phone.get(room).content.decode()
    receipt = Contribution.objects.get().receipt
    assert f"{receipt[:3]} {receipt[3:]}" in page
    assert "<textarea" not in page


def test_without_the_cookie_one_goes_back_to_the_code(activity, room, phone):
    assert Client().get(room).url == JOIN
    forged = Client()
    forged.cookies["participant"] = str(Participant.objects.get().pk)
    assert forged.get(room).url == JOIN
    assert Client().post(f"{room}passe/").status_code == 404
    elsewhere = reverse("wall:room", args=[uuid7()])
    assert phone.get(elsewhere).url == JOIN


def test_the_pass_lets_the_phone_lay_cards_vote_and_ask_and_nothing_else(phone, activity, room):
    for answer in (phone.get(room), phone.post(f"{room}passe/")):
        cookie = answer.cookies[passes.COOKIE]
        given = passes.read(cookie.value, at=clock.now())
        assert given.kinds == (Act.CONTRIBUTED, Act.VOTED, Act.ASKED, Act.SUPPORTED)
        assert given.stream_id == activity.workshop.stream_id
        assert cookie["path"] == f"/direct/{given.stream_id}/telephone/"


def test_nobody_elses_words_are_on_a_phone(phone, activity, room):
    a_card(activity, "Ce que dit un autre")
    assert "Ce que dit un autre" not in phone.get(room).content.decode()


def test_the_phone_asks_as_much_with_one_and_three(phone, activity, room):
    phone.post(room, typed(activity))
    one = assert_queries(phone, room)
    for words in ("deux", "trois"):
        phone.post(room, typed(activity, words))
    assert assert_queries(phone, room) == one
