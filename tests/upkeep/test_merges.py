"""Laptops of one hall brought home in any order, any number of times: one state, nothing lost.

`python -m benchmarks.merges` does the same twenty-four thousand times.
"""

import random
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atelier_local.ground.journal.models import Aside, Copy, Line
from atelier_local.ground.journal.rules import ERASED, verify_chain
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.operations import cite
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.enums import Act
from atelier_local.steps.wall.folding import state_of
from atelier_local.steps.wall.models import Contribution, Group
from atelier_local.steps.wall.queries import by_receipt
from atelier_local.windows.upkeep.enums import Remark
from atelier_local.windows.upkeep.models import Merge
from atelier_local.windows.upkeep.operations import make_kit
from tests.factories.people import LONG_AGO
from tests.factories.workshops import a_prepared_workshop
from tests.upkeep.kits import MORNING, SECRET
from tests.upkeep.logs import Hall, Laptop, Room, bring_home, orders


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_any_order_gives_one_state(room, kits, cast, seed, laptops):
    hall, dice = Hall(room, seed, laptops), random.Random(seed)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    states = set()
    for order in orders(laptops, dice, 4):
        with transaction.atomic():
            states.add(bring_home(kits, told, order, cast.dina))
            _nothing_is_lost(hall, kits[0].workshop)
            transaction.set_rollback(True)
    assert len(states) == 1


def _nothing_is_lost(hall: Hall, workshop) -> None:
    stored = {line.id: line for line in workshop.stream.lines.all()}
    digests = {bytes(line.digest) for line in stored.values()}
    digests |= {bytes(digest) for digest in Copy.objects.values_list("digest", flat=True)}
    for laptop in hall.laptops:
        assert {bytes(line.digest) for line in laptop.log.lines} <= digests
    erased = {line.payload["line"] for line in stored.values() if line.kind == ERASED}
    for id in erased:
        assert Node.unfiltered.filter(pk=id).exclude(words="").count() == 0
    stream = workshop.stream
    stream.refresh_from_db()
    lines = stream.lines.order_by("seq")
    assert verify_chain(lines, stream.head_seq, stream.head_hash) is None


def a_laptop(hall: Hall) -> Laptop:
    return hall.laptops[0]


def a_card(room, words: str, receipt: str = "22BCDF", **more) -> dict:
    return {
        "activity": room.activities[1], "words": words, "kind": "besoin", "family": "",
        "audience": "HA", "channel": "scribe", "table": 1, "place": "Bellême", "waiting": False,
        "receipt": receipt,
    } | more  # fmt: skip


def quiet(room, laptops: int = 1) -> Hall:
    """Laptops where nothing was said yet."""
    return Hall(room, 1, laptops, acts=0)


def remarks(merge: Merge) -> set[str]:
    return {one["what"] for one in merge.remarks}


def test_a_card_of_the_hall_is_a_card_here(room, kits, cast, activity):
    hall, by = quiet(room), room.facilitator
    id = hall.uuid()
    a_laptop(hall).say("wall.contributed", a_card(room, "Un bus"), by=by, at=MORNING, id=id)
    bring_home(kits, [a_laptop(hall).bundle(kits[0].pk)], [0, 0], cast.dina)
    card = Contribution.objects.get(pk=id)
    assert (card.node.words, card.receipt, card.commune.name) == ("Un bus", "22BCDF", "Bellême")
    first, again = Merge.objects.all()
    assert (first.fresh, first.cards, first.remarks) == (1, 1, [])
    assert (again.fresh, again.cards, again.remarks) == (0, 0, [])
    told = Line.objects.get(kind="upkeep.kit_merged", payload__lines=1)
    assert told.payload["cards"] == 1


def test_a_card_resent_to_another_laptop_keeps_both_receipts(room, kits, cast):
    hall = quiet(room, 2)
    id, by = hall.uuid(), room.facilitator
    for laptop, receipt in zip(hall.laptops, ("22BCDF", "32GHJK"), strict=True):
        laptop.say("wall.contributed", a_card(room, "Un bus", receipt), by=by, at=MORNING, id=id)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [1, 0], cast.dina)
    atelier = kits[0].workshop.atelier
    assert {by_receipt(atelier, code).pk for code in ("22b cdf", "32G HJK")} == {id}
    assert remarks(Merge.objects.last()) == {Remark.TWO_RECEIPTS}


def test_two_contents_under_one_id_are_both_kept_and_shown(room, kits, cast):
    hall = quiet(room, 2)
    id, by = hall.uuid(), room.facilitator
    for n, laptop in enumerate(hall.laptops):
        card = a_card(room, f"Un bus {n}")
        laptop.say("wall.contributed", card, by=by, at=MORNING.replace(second=n), id=id)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [1, 0], cast.dina)
    assert Node.unfiltered.get(pk=id).words == "Un bus 0"
    assert remarks(Merge.objects.last()) == {Remark.OTHER_WORDS}


def test_what_two_laptops_say_otherwise_is_listed(room, kits, cast):
    hall = quiet(room, 2)
    id, by = hall.uuid(), room.facilitator
    here, there = hall.laptops
    here.say("wall.contributed", a_card(room, "Un bus"), by=by, at=MORNING, id=id)
    about = {"contribution": str(id)}
    acts = [
        (here, "wall.hidden", about | {"reason": "Un essai"}),
        (there, "wall.shown", about),
        (here, "wall.counted", {"option": room.options[0], "count": 14}),
        (there, "wall.counted", {"option": room.options[0], "count": 12}),
        (there, "wall.of_another_kind", {"x": 1}),
        (there, "wall.voted", {"activity": room.activities[0], "choices": {}, "voter": "?"}),
    ]
    for minute, (laptop, kind, payload) in enumerate(acts, 1):
        at = MORNING.replace(minute=minute)
        laptop.say(kind, payload, by=by, at=at, id=hall.uuid())
    there.say("wall.contributed", a_card(room, "\u202e"), by="person:x", at=MORNING, id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0, 1], cast.dina)
    assert remarks(Merge.objects.last()) == {
        Remark.HIDDEN_AND_SHOWN, Remark.COUNTED_TWICE, Remark.NOT_UNDERSTOOD, Remark.STRANGER,
    }  # fmt: skip
    assert Line.objects.filter(kind="wall.of_another_kind").exists()
    assert Contribution.objects.count() == 1


def test_the_scribe_of_a_table_is_known_and_a_photograph_left_behind_is_told(room, kits, cast):
    hall = quiet(room)
    table = kits[0].workshop.tables.first()
    for number, by in enumerate((f"table:{table.pk}", "table:0")):
        card = a_card(room, f"Un bus {number}", f"22BC{'DF'[number]}F")
        a_laptop(hall).say("wall.contributed", card, by=by, at=MORNING, id=hall.uuid())
    bring_home(kits, [a_laptop(hall).bundle(kits[0].pk)], [0], cast.dina)
    [stranger] = Merge.objects.get().remarks
    told = Line.objects.get(pk=stranger["line"])
    assert (stranger["what"], told.by) == (Remark.STRANGER, "table:0")
    card = a_card(room, "Un banc", "22BCJF", photo=str(hall.uuid()))
    a_laptop(hall).say("wall.contributed", card, by=room.facilitator, at=MORNING, id=hall.uuid())
    bring_home(kits, [a_laptop(hall).bundle(kits[0].pk)], [0, 0], cast.dina)
    assert remarks(Merge.objects.last()) == {Remark.PICTURE_LEFT}


def test_a_hiding_undone_is_a_card_shown(room, kits, cast):
    hall = quiet(room, 2)
    id, by = hall.uuid(), room.facilitator
    here, there = hall.laptops
    here.say("wall.contributed", a_card(room, "Un bus"), by=by, at=MORNING, id=id)
    about = {"contribution": str(id)}
    hide = about | {"reason": "Un essai"}
    here.say("wall.hidden", hide, by=by, at=MORNING.replace(minute=1), id=hall.uuid())
    undone = about | {"line": str(hall.uuid()), "act": "wall.hidden"}
    there.say("wall.undone", undone, by=by, at=MORNING.replace(minute=2), id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0, 1], cast.dina)
    assert remarks(Merge.objects.last()) == {Remark.HIDDEN_AND_SHOWN}


def test_the_same_kit_on_two_machines_and_one_gone_back_in_time_are_seen(room, kits, cast):
    hall = quiet(room, 3)
    one, _, past = hall.laptops
    past.device = one.device
    for n, laptop in enumerate(hall.laptops):
        by, card = room.facilitator, a_card(room, f"Un bus {n}", f"22BC{'DFG'[n]}F")
        laptop.say("wall.contributed", card, by=by, at=MORNING, id=hall.uuid())
    kit = kits[0]
    bring_home([kit] * 3, [laptop.bundle(kit.pk) for laptop in hall.laptops], [0, 1, 2], cast.dina)
    first, cloned, rewound = Merge.objects.all()
    assert remarks(first) == set()
    assert remarks(cloned) == {Remark.CLONED}
    assert Remark.REWOUND in remarks(rewound)
    assert Contribution.objects.count() == 3


def test_a_card_under_the_id_of_something_else_touches_nothing(room, kits, cast, activity):
    group = Node.add(activity.workshop.atelier, Kind.GROUP, "Ensemble", by=None, at=MORNING)
    hall = quiet(room)
    card = a_card(room, "Un bus")
    a_laptop(hall).say("wall.contributed", card, by=room.facilitator, at=MORNING, id=group.pk)
    bring_home(kits, [a_laptop(hall).bundle(kits[0].pk)], [0], cast.dina)
    assert remarks(Merge.objects.get()) == {Remark.NOT_UNDERSTOOD}
    assert Node.unfiltered.get(pk=group.pk).words == "Ensemble"
    assert not Contribution.objects.exists()


def test_a_clock_ahead_is_said_and_nothing_is_dropped(room, kits, cast):
    """Nor what was said before there was a workshop, by a clock of 1970."""
    hall, by = quiet(room), room.facilitator
    for year, receipt in ((1970, "22BCDF"), (2027, "32GHJK")):
        at, card = MORNING.replace(year=year), a_card(room, "Un bus", receipt)
        a_laptop(hall).say("wall.contributed", card, by=by, at=at, id=hall.uuid())
    bring_home(kits, [a_laptop(hall).bundle(kits[0].pk)], [0], cast.dina)
    assert remarks(Merge.objects.get()) == {Remark.AHEAD}
    assert Contribution.objects.count() == 2


# Once the register is closed ------------------------------------------------------------------


EVENING = MORNING.replace(day=9)


@pytest.fixture
def closed(room, kits, cast, activity):
    """Two cards numbered, then the register closed."""
    wall.open_activity(activity, by=cast.dina, at=MORNING)
    for words in ("Un", "Deux"):
        wall.contribute(activity, words, kind="besoin", by=cast.dina, at=MORNING)
    wall.close_workshop(activity.workshop, attendance={}, minutes="x", by=cast.dina, at=EVENING)
    return room


def a_late_bundle(room, kit, count: int, device: int) -> dict:
    hall = Hall(room, device, 1, acts=0)
    for n in range(count):
        receipt = f"2{device + 2}BC{'DFGHJK'[n]}F"
        card = a_card(room, f"Tard {device} {n}", receipt)
        hall.laptops[0].say(
            "wall.contributed", card, by=room.facilitator, at=MORNING, id=hall.uuid()
        )
    hall.laptops[0].say(
        "wall.activity_opened", {"activity": room.activities[1]}, by=room.facilitator,
        at=MORNING, id=hall.uuid(),
    )  # fmt: skip
    return hall.laptops[0].bundle(kit.pk)


def test_a_late_bundle_opens_a_supplement_and_moves_no_number(closed, kits, cast, activity):
    before = dict(Node.unfiltered.exclude(number="").values_list("pk", "number"))
    told = [a_late_bundle(closed, kits[n], n + 1, n) for n in range(2)]
    bring_home(kits, told, [1, 0, 1], cast.dina)
    after = dict(Node.unfiltered.values_list("pk", "number"))
    assert before.items() <= after.items()
    cards = Node.unfiltered.filter(kind=Kind.CONTRIBUTION).values_list("number", flat=True)
    assert sorted(cards) == [f"C-1-{n:03}" for n in range(1, 6)]
    merges = Merge.objects.values_list("supplement", "first", "last")
    assert list(merges) == [(1, "C-1-003", "C-1-004"), (2, "C-1-005", "C-1-005"), (None, "", "")]
    activity.refresh_from_db()
    assert activity.state == "closed"


def test_cards_shown_to_everyone_stay_so(closed, kits, cast):
    """A document that was published quotes them; a receipt leads to them."""
    cards = Node.unfiltered.filter(kind=Kind.CONTRIBUTION)
    cards.update(seen_by=Sight.PUBLIC)
    published = set(cards.values_list("pk", flat=True))
    bring_home(kits, [a_late_bundle(closed, kits[0], 1, 0)], [0], cast.dina)
    assert set(cards.filter(seen_by=Sight.PUBLIC).values_list("pk", flat=True)) == published


def test_a_vote_that_comes_once_results_were_read_is_said(closed, kits, cast):
    laptop = a_laptop(Hall(closed, 1, 1, acts=0))
    count = {"option": closed.options[0], "count": 7}
    laptop.say("wall.counted", count, by=closed.facilitator, at=MORNING, id=UUID(int=9))
    bring_home(kits, [laptop.bundle(kits[0].pk)], [0], cast.dina)
    assert remarks(Merge.objects.get()) == {Remark.VOTES_LATE}


def test_a_group_undone_there_stays_where_something_rests_on_it(room, kits, cast, activity):
    wall.open_activity(activity, by=cast.dina, at=MORNING)
    cards = [
        wall.contribute(activity, words, kind="besoin", by=cast.dina, at=MORNING)
        for words in ("Un", "Deux")
    ]
    group = wall.group(activity.workshop, "Ensemble", cards, by=cast.dina, at=MORNING)
    finding = Node.add(activity.workshop.atelier, Kind.FINDING, "Un constat", by=None, at=MORNING)
    cite(group.node, finding, "le dit", by=cast.dina, at=MORNING)
    laptop = a_laptop(quiet(room))
    undone = {"line": str(group.pk), "act": Act.GROUPED, "members": [str(c.pk) for c in cards]}
    laptop.say("wall.undone", undone, by=room.facilitator, at=MORNING, id=UUID(int=9))
    bring_home(kits, [laptop.bundle(kits[0].pk)], [0], cast.dina)
    assert remarks(Merge.objects.get()) == {Remark.UNDONE_TOO_LATE}
    assert not Aside.objects.exists()
    assert Group.objects.get().undone_at is None


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_group_undone_here_and_completed_there_is_said_and_no_card_is_lost(
    room, kits, cast, order
):
    hall, by = quiet(room, 2), room.facilitator
    here, there = hall.laptops
    cards, group = [hall.uuid() for _ in range(3)], hall.uuid()
    for n, id in enumerate(cards):
        card = a_card(room, f"Un bus {n}", f"{n + 2}2BCDF")
        here.say("wall.contributed", card, by=by, at=MORNING, id=id)
        there.say("wall.contributed", card, by=by, at=MORNING, id=id)
    made = {"title": "Bouger", "members": [str(card) for card in cards[:2]]}
    for laptop in hall.laptops:
        laptop.say("wall.grouped", made, by=by, at=MORNING, id=group)
    undone = {**made, "line": str(group), "act": str(Act.GROUPED)}
    joined = {"group": str(group), "members": [str(cards[2])]}
    here.say("wall.undone", undone, by=by, at=MORNING.replace(minute=2), id=hall.uuid())
    there.say("wall.joined", joined, by=by, at=MORNING.replace(minute=order[0]), id=hall.uuid())
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, order, cast.dina)
    assert Remark.UNDONE_AND_COMPLETED in remarks(Merge.objects.order_by("pk").last())
    assert Group.objects.get().undone_at is not None
    assert Contribution.objects.count() == 3


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 2, 0]])
def test_an_act_taken_back_earlier_on_another_laptop_leaves_what_came_after(
    room, kits, cast, order
):
    """Two were told that a card leaves its group, one of them before it was put in again."""
    hall, by, card, group, undoing = (
        quiet(room, 3),
        room.facilitator,
        *(UUID(int=n) for n in (1, 2, 3)),
    )
    members = {"members": [str(card)]}
    late, other, early = hall.laptops
    late.say("wall.contributed", a_card(room, "Un bus", "22BCDF"), by=by, at=MORNING, id=card)
    made = {"title": "Bouger", **members}
    undone = {"group": str(group), **members, "line": str(UUID(int=9)), "act": str(Act.JOINED)}
    for laptop, minute in ((late, 35), (early, 31)):
        at = MORNING.replace(minute=minute)
        laptop.say("wall.grouped", made, by=by, at=at, id=group)
        laptop.say("wall.undone", undone, by=by, at=at.replace(minute=2 * minute - 20), id=undoing)
    joined, at = {"group": str(group), **members}, MORNING.replace(minute=45)
    other.say("wall.joined", joined, by=by, at=at, id=UUID(int=4))
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, order, cast.dina)
    assert Citation.objects.filter(target=group, source=card, withdrawn_at=None).count() == 1


@pytest.mark.parametrize("photo", ["pas un numéro", 7, ["x"]])
def test_a_photograph_without_a_number_is_not_taken(room, kits, cast, photo):
    laptop = a_laptop(quiet(room))
    card = a_card(room, "Un bus", photo=photo)
    laptop.say("wall.contributed", card, by=room.facilitator, at=MORNING, id=UUID(int=9))
    bring_home(kits, [laptop.bundle(kits[0].pk)], [0], cast.dina)
    assert Remark.NOT_UNDERSTOOD in remarks(Merge.objects.get())
    assert not Contribution.objects.exists()


def test_an_erased_card_keeps_neither_who_committed_nor_where(room, kits, cast):
    laptop = a_laptop(quiet(room))
    card = a_card(room, "Je prête ma grange", who="Un voisin", due="mai", place="Ici", point=[1, 2])
    laptop.say("wall.contributed", card, by=room.facilitator, at=MORNING, id=UUID(int=9))
    told = [laptop.bundle(kits[0].pk)]
    line = laptop.log.lines[-1]
    Hall(room, 1, 1, acts=0)._forget(laptop, MORNING, UUID(int=10))
    assert line.payload is None
    bring_home(kits, [*told, laptop.bundle(kits[1].pk)], [0, 1], cast.dina)
    kept = Contribution.objects.get()
    assert (kept.who, kept.due, kept.place, kept.lon, kept.lat) == ("", "", "", None, None)


def test_the_state_of_a_closed_room_is_one_too(closed, kits, cast):
    told = [a_late_bundle(closed, kits[n], 2, n) for n in range(2)]
    states = set()
    for order in ([0, 1], [1, 0]):
        with transaction.atomic():
            states.add(bring_home(kits, told, order, cast.dina))
            transaction.set_rollback(True)
    assert len(states) == 1
    assert state_of(kits[0].workshop) not in states


def test_a_workshop_opened_in_the_hall_only_is_open_here_afterwards(cast):
    workshop = a_prepared_workshop(cast, slug="autre")
    kit, _ = make_kit(workshop, SECRET, by=cast.dina, at=LONG_AGO)
    room = Room(workshop.stream, str(workshop.pk), [], [], cast.dina.ref)
    bring_home([kit], [quiet(room).laptops[0].bundle(kit.pk)], [0], cast.dina)
    workshop.refresh_from_db()
    assert workshop.is_open
