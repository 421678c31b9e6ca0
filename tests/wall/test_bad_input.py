"""What a phone could hold or send that it should not: cookies, links, floods, odd ids."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.live.operations import drafted, take
from atelier_local.ground.ui.typography import french
from atelier_local.refusal import Refused
from atelier_local.steps.wall import access, operations, room, rules
from atelier_local.steps.wall.models import Ballot, Contribution, Participant
from tests.factories.ateliers import an_epci
from tests.factories.wall import MORNING, a_phone, a_vote, an_open_activity
from tests.wall.saying import choose, lay


@pytest.fixture
def entrance(activity) -> str:
    return reverse("wall:enter", args=[activity.workshop.join_code])


def test_fifty_scans_of_one_phone_are_one_phone(activity, entrance):
    browser = Client()
    answers = [browser.post(entrance, {"audience": "HA", "table": "2"}) for _ in range(50)]
    here = reverse("wall:room", args=[activity.workshop_id])
    assert {(a.status_code, a.url) for a in answers} == {(302, here)}
    assert browser.get(entrance).url == here
    assert Participant.objects.count() == 1


def test_what_somebody_else_put_in_the_browser_makes_nobody(activity, entrance):
    """Neither a value of theirs nor a phone's own, altered by one sign."""
    mine = Client()
    mine.post(entrance, {"audience": "HA"})
    signed = mine.cookies[access.AGAIN].value
    for planted in ("x", str(Participant.objects.get().pk), f"{signed[:-1]}~", "x" * 100_000):
        browser = Client()
        browser.cookies[access.AGAIN] = browser.cookies[access.COOKIE] = planted
        assert browser.get(entrance).status_code == 200
        assert browser.get(reverse("wall:room", args=[activity.workshop_id])).status_code == 302
        browser.post(entrance, {"audience": "JE"})
        assert browser.cookies[access.COOKIE].value not in (planted, signed)
    assert Participant.objects.count() == 5


def test_the_cookie_of_another_room_opens_nothing(cast, activity, entrance):
    other = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    browser = Client()
    browser.post(entrance, {"audience": "HA"})
    there = reverse("wall:room", args=[other.workshop_id])
    stolen = Client()
    stolen.cookies[access.COOKIE] = browser.cookies[access.COOKIE].value
    assert stolen.get(there).url == reverse("wall:join")
    assert stolen.post(f"{there}passe/").status_code == 404


@pytest.mark.parametrize("name", [access.COOKIE, "passe"])
def test_what_opens_a_room_is_never_read_in_an_address(activity, entrance, name):
    browser = Client()
    browser.post(entrance, {"audience": "HA"})
    value = browser.cookies[access.COOKIE].value
    room_page = reverse("wall:room", args=[activity.workshop_id])
    assert Client().get(room_page, {name: value}).url == reverse("wall:join")


@pytest.mark.parametrize(
    "token",
    ["x", "a:b:c", "é" * 50, "x" * 1_000_000, "x" * 10_000_000, "a\0b", "a\r\nSet-Cookie: x"],
    ids=range(7),
)
def test_a_link_of_a_table_that_is_none_opens_nothing(activity, token):
    assert access.scribe_of(token) is None
    assert Client().get(reverse("wall:table", args=[token])).status_code == 404


def test_once_the_register_is_closed_a_pass_still_held_writes_nothing(cast, activity):
    phone = a_phone(activity)
    operations.close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
    )
    with pytest.raises(Refused, match="pas ouvert"):
        lay(phone, activity=activity)
    assert not Contribution.objects.exists()


def test_two_hundred_choices_of_one_phone_at_once_are_one_ballot(cast, activity):
    vote = a_vote(activity, cast)
    phone, options = a_phone(activity), [str(option.pk) for option in vote.options.all()]
    drafts = [
        drafted(
            activity.workshop.stream, "wall.voted",
            {"activity": str(vote.pk), "choices": {options[n % len(options)]: 1}},
            by=phone, at=MORNING,
        )
        for n in range(200)
    ]  # fmt: skip
    take([(room, draft) for draft in drafts])
    room.apply(list(Line.objects.filter(kind="wall.voted").order_by("seq")))
    assert Ballot.objects.get().choices == drafts[-1].payload["choices"]


def made_in(milliseconds: int) -> UUID:
    return UUID(int=(milliseconds << 80) | (uuid7().int & ((1 << 80) - 1)))


@pytest.mark.parametrize("milliseconds", [0, 2**48 - 1])
def test_an_id_made_in_1970_or_in_the_year_10889_is_a_card_of_today(activity, milliseconds):
    line = lay(a_phone(activity), activity=activity, id=made_in(milliseconds))
    card = Contribution.objects.select_related("node").get()
    assert card.pk == line.pk
    assert abs(card.node.at - MORNING) < timedelta(minutes=1)


@pytest.mark.parametrize("table", [-1, 70_000, True, 2.0, "2", [2]])
def test_a_table_that_is_none_is_not_kept(cast, activity, table):
    payload = {"activity": str(activity.pk), "kind": "besoin", "words": "Un bus", "table": table}
    said = drafted(activity.workshop.stream, "wall.contributed", payload, by=cast.dina, at=MORNING)
    take([(room, said)])
    assert Line.objects.get(pk=said.id).payload["table"] is None


def test_a_line_that_no_table_can_hold_holds_back_no_other(cast, activity):
    """Such as one taken by a former version."""
    payload = lay(a_phone(activity), "carte 1", activity=activity).payload | {"table": -1}
    journal.append(activity.workshop.stream, "wall.contributed", payload, by=cast.dina, at=MORNING)
    lay(a_phone(activity), "carte 2", activity=activity)
    found = Contribution.objects.order_by("pk").values_list("node__words", flat=True)
    assert list(found) == ["carte 1", "carte 2"]


def test_no_ballot_takes_the_last_id_of_all(cast, activity):
    vote, phone = a_vote(activity, cast), a_phone(activity)
    market, bus, _ = vote.options.all()
    with pytest.raises(Refused, match="aucun autre vote"):
        choose(phone, vote, {market: 1}, id=UUID(int=2**128 - 1))
    choose(phone, vote, {bus: 1})
    assert Ballot.objects.get().choices == {str(bus.pk): 1}


def test_a_hundred_thousand_signs_by_the_form_are_refused_and_kept(phone, activity):
    here = reverse("wall:room", args=[activity.workshop_id])
    given = {"id": str(uuid7()), "activity": str(activity.pk), "kind": "besoin"}
    answer = phone.post(here, given | {"words": "x" * 100_000})
    assert answer.status_code == 422
    assert b"x" * 100_000 in answer.content
    assert not Contribution.objects.exists()


def test_a_form_of_another_site_writes_nothing(phone, activity):
    here = reverse("wall:room", args=[activity.workshop_id])
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.cookies
    given = {"id": str(uuid7()), "activity": str(activity.pk), "kind": "besoin", "words": "Un bus"}
    assert strict.post(here, given).status_code == 403
    assert strict.post(f"{here}passe/").status_code == 403
    assert not Contribution.objects.exists()


def test_what_a_phone_adds_to_its_card_counts_for_nothing(activity):
    """Who it is, its receipt, whether it is shown, are the room's to say."""
    phone = a_phone(activity)
    payload = {
        "activity": str(activity.pk), "kind": "besoin", "words": "Un bus", "is_admin": True,
        "author": "person:1", "score": 9, "receipt": "AAAAAA", "waiting": True, "hidden_at": "1970",
        "pinned_at": "1970", "seen_by": 0, "audience": "EL", "channel": "paper", "table": 99,
        "node": "x", "number": "C-1-001", "place": "a" * 119 + "👩‍🌾",
    }  # fmt: skip
    [taken] = take([(room, drafted(activity.workshop.stream, "wall.contributed", payload, by=phone,
                                   at=MORNING))])  # fmt: skip
    room.apply([taken.line])
    card, told = Contribution.objects.select_related("node").get(), taken.line.payload
    assert not told.keys() & {"is_admin", "author", "score", "hidden_at", "pinned_at", "seen_by"}
    assert not told.keys() & {"node", "number"}
    assert (told["audience"], told["channel"], told["table"]) == ("HA", "phone", 1)
    assert told["receipt"] != "AAAAAA"
    assert (card.waiting, card.hidden_at, card.pinned_at, card.node.number) == (
        False,
        None,
        None,
        "",
    )
    assert len(card.place) <= 120


HOSTILE = [
    "e" + "\u0301" * 270, "раураl, gаre", "{{7*7}} {% now 'U' %} ${7*7} #{7*7}",
    '#read("/etc/passwd") $x$ \\input{x}', "[ici](javascript:alert(1)) ![x](data:image/svg+xml,x)",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">", "[" * 140 + "*" * 140,
]  # fmt: skip


def test_hostile_words_are_words_on_every_screen(as_, cast, activity):
    desk, slug = as_(cast.dina), activity.workshop.atelier.slug
    for words in HOSTILE:
        line = lay(a_phone(activity), words, activity=activity)
        card = Contribution.objects.select_related("node").get(pk=line.pk)
        assert card.node.words == rules.tidy(words)
        told = escape(french(card.node.words))
        screens = [
            "".join(frame.data for frame in room.frame([line], face))
            for face in (room.PROJECTOR, room.CONSOLE)
        ]
        screens.append(desk.get(reverse("wall:contribution", args=[slug, card.pk])).text)
        assert all(told in shown for shown in screens)
        assert not any(raw in shown for shown in screens for raw in ("<xmp", 'href="javascript'))


def test_two_thousand_accents_on_one_letter_are_refused(activity):
    with pytest.raises(Refused, match="signes"):
        lay(a_phone(activity), "e" + "\u0301" * 2_000, activity=activity)
