"""The workshop seen again: what stood at each minute, for whoever may read it."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal.models import uuid7
from atelier_local.programme.thread.enums import Sight
from atelier_local.steps.wall import operations, queries
from atelier_local.steps.wall.enums import Act, ContributionKind
from atelier_local.steps.wall.models import Activity, Contribution, Question
from atelier_local.steps.wall.rules import replaying, running
from atelier_local.steps.wall.rules.replaying import SPOKEN, Happening, Voice
from tests.factories.ateliers import an_epci
from tests.factories.wall import MORNING, a_phone, a_vote
from tests.factories.workshops import a_prepared_workshop
from tests.pages import assert_queries
from tests.wall.saying import choose

BEGINS = datetime(2026, 4, 7, 9, tzinfo=UTC)
KEYS = st.sampled_from("abcd")


AUDIENCES = st.sampled_from(["", "AG", "HA"])
TABLES = st.sampled_from([None, 1, 2])


@st.composite
def stories(draw):
    """Any acts, in the order of time."""
    told = draw(st.lists(st.tuples(st.sampled_from(Act), KEYS, KEYS, st.integers(0, 400))))
    at = BEGINS
    found = []
    for act, key, about, seconds in told:
        at += timedelta(seconds=seconds)
        seat = {"audience": draw(AUDIENCES), "table": draw(TABLES)}
        found.append(Happening(at, act, key, about, draw(KEYS), **seat))
    return found


@given(stories())
def test_those_who_are_listened_to_apart_are_together_everybody(told):
    """Nothing is lost or told twice; what the facilitator did is seen whoever is listened to."""
    voices = [Voice(audience, table) for audience in ("AG", "HA") for table in (0, 1, 2)]
    spoken = [one for one in told if one.act in SPOKEN and one.audience]
    apart = [one for voice in voices for one in told if voice.said(one)]
    assert sorted(apart, key=told.index) == spoken
    for voice in (Voice(), *voices):
        left = replaying.heard(told, voice)
        assert [one for one in left if one.act not in SPOKEN] == [
            one for one in told if one.act not in SPOKEN
        ]
    assert replaying.heard(told, Voice()) == told


@given(stories(), st.builds(Voice, AUDIENCES, st.sampled_from([None, 0, 1])))
def test_from_word_to_word_one_meets_every_minute_in_which_a_voice_speaks(told, voice):
    minutes = replaying.minutes(told)
    place, met = -1, []
    while (following := replaying.around(told, place, voice)[1]) is not None:
        assert following > place
        place = following
        met.append(minutes[place])
    assert met == sorted({one.minute for one in told if not voice or voice.said(one)})
    back = replaying.around(told, len(minutes), voice)[0]
    assert back == (minutes.index(met[-1]) if met else None)


@given(stories(), st.none() | st.integers(3_000, 9_000))
def test_a_question_is_open_from_its_opening_to_what_ends_it(told, ends):
    """Spells of one room neither overlap nor run backwards, and only the last may still run."""
    closing = told[-1].at + timedelta(seconds=ends) if told and ends else None
    found = running.spells(told, closing)
    flat = sorted(spell for listed in found.values() for spell in listed)
    assert all(last is None or first <= last for first, last in flat)
    assert all(last <= first for (_, last), (first, _) in pairwise(flat) if last)
    opened = {one.activity for one in told if one.act == Act.OPENED}
    assert found.keys() == opened
    never_ended = [question for question, listed in found.items() if listed[-1][1] is None]
    assert len(never_ended) <= (closing is None)


def test_what_ends_a_question_is_its_closing_its_revealing_or_another():
    moments = [BEGINS + timedelta(minutes=n) for n in (0, 5, 9, 12, 20, 31)]
    acts = [
        (Act.OPENED, "a"), (Act.CLOSED, "b"), (Act.OPENED, "b"), (Act.OPENED, "b"),
        (Act.REVEALED, "b"), (Act.OPENED, "a"),
    ]  # fmt: skip
    told = [Happening(at, act, activity=key) for at, (act, key) in zip(moments, acts, strict=True)]
    assert running.spells(told, closing := BEGINS + timedelta(hours=1)) == {
        "a": [(moments[0], moments[2]), (moments[5], closing)],
        "b": [(moments[2], moments[4])],
    }


@given(stories())
def test_the_last_minute_shows_all_and_a_minute_never_knows_the_next(told):
    minutes = replaying.minutes(told)
    assert minutes == sorted(set(minutes))
    for minute in minutes:
        known = [one for one in told if one.minute <= minute]
        assert replaying.scene(told, minute) == replaying.scene(known, minute)
    if minutes:
        laid = {one.key for one in told if one.act == Act.CONTRIBUTED}
        assert set(replaying.scene(told, minutes[-1]).laid) == laid
    counted = sum(n for minute in minutes for _, n in replaying.counted(told, minute))
    assert counted == len(told)


@given(stories())
def test_a_hidden_card_is_on_no_scene(told):
    for minute in replaying.minutes(told):
        scene = replaying.scene(told, minute)
        assert not set(scene.cards) & scene.hidden
        assert scene.pinned not in scene.hidden or not scene.pinned


def card(activity, words, minute) -> Contribution:
    return operations.contribute(
        activity, words, kind=ContributionKind.NEED, by=a_phone(activity),
        at=MORNING + timedelta(minutes=minute),
    )  # fmt: skip


def url(activity, name, *rest):
    return reverse(f"wall:{name}", args=[activity.workshop.atelier.slug, *rest])


@pytest.fixture
def lived(activity, cast) -> Activity:
    """A card, a card hidden later, then a vote."""
    card(activity, "Le marché", 1)
    named = card(activity, "Monsieur Untel", 3)
    operations.hide(named, "Un essai", by=cast.dina, at=MORNING + timedelta(minutes=5))
    return activity


def page(desk, activity, minute=None):
    return desk.get(url(activity, "replay", 1) + (f"?minute={minute}" if minute else ""))


def test_each_minute_shows_what_the_room_had_then(as_, cast, lived):
    desk = as_(cast.dina)
    seen = page(desk, lived).context["replay"]
    assert [m - seen.minutes[0] for m in seen.minutes] == [
        timedelta(minutes=n) for n in (0, 1, 3, 5)
    ]
    first = page(desk, lived, "0").content.decode()
    assert "Aucune carte" in first
    assert "une question ouverte" in first
    third = page(desk, lived, "2").content.decode()
    assert "Le marché" in third
    last = page(desk, lived).content.decode()
    assert "Untel" not in last
    assert 'value="3"' in last
    for odd in ("99999", "-1", "abc", "9" * 50):
        assert page(desk, lived, odd).status_code == 200


def test_nobody_reads_again_what_they_may_not_read(as_, cast, lived):
    for minute in range(4):
        assert "Untel" not in page(as_(cast.paul), lived, str(minute)).content.decode()
    assert "Untel" in page(as_(cast.dina), lived, "2").content.decode()
    table = as_(cast.paul).get(url(lived, "replay_table", 1)).content.decode()
    assert "Untel" not in table
    assert "a masqué une carte" in table
    members = set(cast.everyone) - {cast.eve, cast.stranger}
    for name in ("replay", "replay_table"):
        path = url(lived, name, 1)
        assert {p for p in cast.everyone if as_(p).get(path).status_code == 200} == members


def test_silent_cards_are_seen_again_once_revealed(as_, cast, activity):
    Activity.objects.filter(pk=activity.pk).update(silent=True)
    card(activity, "Le marché", 1)
    assert "Le marché" not in page(as_(cast.paul), activity).content.decode()
    assert queries.replay(activity.workshop, Sight.PARTIES).cards == {}


@given(st.lists(st.tuples(KEYS, KEYS, st.integers(0, 3)), max_size=12), st.randoms())
def test_a_phone_counts_once_by_its_last_word_however_they_came(said, random):
    told = [
        Happening(BEGINS, Act.VOTED, f"{rank:02}", phone, "vote", chosen={o: n} if n else {})
        for rank, (phone, o, n) in enumerate(said)
    ]
    last = {one.about: one.chosen for one in told}
    random.shuffle(told)
    seen = replaying.scene([Happening(BEGINS, Act.OPENED, activity="vote"), *told], BEGINS)
    by_option = sorted(str(choices) for choices in last.values() if choices)
    assert sorted(str(choices) for _, choices in seen.ballots) == by_option


def test_of_a_vote_is_told_that_it_was_cast_and_by_nobody(as_, cast, activity):
    vote = a_vote(activity, cast)
    market, bus, school = vote.options.all()
    phones = [a_phone(activity) for _ in range(2)]
    for phone in (*phones, phones[0]):
        choose(phone, vote, {market: 1})
    choose(phones[1], vote, {bus: 2, market: 1})
    by = cast.dina
    operations.count_by_hand(school, 12, by=by, at=MORNING)
    hidden = page(as_(cast.paul), activity)
    assert hidden.context["vote"].ballots == 2
    assert not any(chosen.result for chosen in hidden.context["vote"].options)
    operations.close_activity(vote, by=by, at=MORNING + timedelta(minutes=2))
    operations.reveal_activity(vote, by=by, at=MORNING + timedelta(minutes=4))
    desk = as_(cast.paul)
    found = page(desk, activity).context["vote"].options
    assert [(c.option.pk, c.result.total, c.option.by_hand) for c in found] == [
        (market.pk, 2, None), (bus.pk, 2, None), (school.pk, 0, 12),
    ]  # fmt: skip
    vote.refresh_from_db()
    assert [c.result for c in found] == [c.result for c in queries.vote_of(vote).options]
    assert "Gommettes" in page(desk, activity).content.decode()
    assert "Gommettes" not in page(desk, activity, "1").content.decode()
    table = as_(cast.paul).get(url(activity, "replay_table", 1)).content.decode()
    assert table.count("a voté") == 4
    assert not any(str(phone.pk) in table for phone in phones)


def test_one_audience_or_one_table_is_seen_again_apart(as_, cast, activity):
    market, _ = (
        operations.contribute(
            activity, words, kind=ContributionKind.NEED, audience=audience, table=table,
            by=cast.dina, at=MORNING + timedelta(minutes=minute),
        )
        for words, audience, table, minute in (
            ("Le marché", "HA", 1, 1), ("Le puits est salé", "AG", 4, 3),
        )
    )  # fmt: skip
    operations.pin(market, by=cast.dina, at=MORNING + timedelta(minutes=4))
    desk, path = as_(cast.paul), url(activity, "replay", 1)
    for asked in ("public=AG", "table=4", "public=AG&table=4"):
        text = desk.get(f"{path}?{asked}").content.decode()
        assert "Le puits est salé" in text
        assert "Le marché" not in text  # nor pinned
        assert 'rel="prev"' in text  # to the one minute in which they spoke
        assert "Parole suivante" not in text
    table = desk.get(url(activity, "replay_table", 1) + "?public=AG").content.decode()
    assert "Le puits est salé" in table
    assert "Le marché" not in table
    assert "a épinglé une carte" in table
    phone = operations.join(activity.workshop, at=MORNING, audience="AG", table=4)
    asked = operations.ask(phone, "Qui paie le puits ?", id=uuid7(), at=MORNING)
    question = Question.objects.get(pk=asked.pk)
    operations.show_question(question, by=cast.dina, at=MORNING)
    operations.support(a_phone(activity), str(question.pk), id=uuid7(), at=MORNING)
    for voice, supports, told in (("", 1, 3), ("?public=AG", 0, 2), ("?table=1", 1, 0)):
        table = desk.get(url(activity, "replay_table", 1) + voice).content.decode()
        assert table.count("a soutenu") == supports
        assert table.count("Qui paie le puits") == told  # not which question a table supported
    nobody = desk.get(f"{path}?public=AG&table=1").content.decode()
    assert "Aucune carte de ce choix" in nobody
    for odd in ("public=zz", "table=x", "table=" + "9" * 50):
        assert "Le marché" in desk.get(f"{path}?{odd}").content.decode()
    assert_queries(desk, f"{path}?public=AG")


def test_what_an_audience_chose_is_told_where_nobody_is_found_out(as_, cast, activity):
    vote = a_vote(activity, cast)
    market, bus, _ = vote.options.all()
    seats = [("AG", 1)] * 5 + [("HA", 2)] * 6
    for rank, (audience, table) in enumerate(seats):
        phone = operations.join(activity.workshop, at=MORNING, audience=audience, table=table)
        choose(phone, vote, {market if rank < 5 else bus: 1})
    operations.count_by_hand(market, 12, by=cast.dina, at=MORNING)
    close, reveal = operations.close_activity, operations.reveal_activity
    for move in (close, reveal):
        move(vote, by=cast.dina, at=MORNING)
    desk, path = as_(cast.paul), url(activity, "replay", 1)

    def seen(asked):
        answer = desk.get(f"{path}?{asked}")
        vote, text = answer.context["vote"], answer.content.decode()
        assert ("À main levée" in text) is (asked == "")  # hands are nobody's apart
        told = {chosen.option.pk: chosen.result.total for chosen in vote.options if chosen.result}
        return vote.ballots, told.get(market.pk), told.get(bus.pk), "ne se dit pas à part" in text

    assert seen("public=AG") == (5, 5, 0, False)
    assert seen("public=HA") == (6, 0, 6, False)
    assert seen("table=1") == (5, None, None, True)
    for move in (close, operations.open_activity):
        move(vote, by=cast.dina, at=MORNING)
    choose(operations.join(activity.workshop, at=MORNING, audience="JE"), vote, {bus: 1})
    for move in (close, reveal):
        move(vote, by=cast.dina, at=MORNING)
    assert seen("public=JE")[1:] == (None, None, True)
    assert seen("public=HA")[3] or seen("public=AG")[3]  # else the one is read by subtraction
    assert seen("") == (12, 5, 7, False)


@pytest.mark.parametrize(
    ("told", "choices", "shown"),
    [
        ({"method": "matrix"}, [[4, 2], [5, 2]], ("4,5", "2,0", "sans avis")),
        ({"method": "stances"}, ["oui", "non"], ("D’accord", "Pas d’accord", "Je passe")),
        ({"method": "survey", "budget": 1, "most_each": 1}, [1, 1], ("Réponses",)),
    ],
)
def test_each_form_of_vote_is_seen_again_with_its_result(as_, cast, activity, told, choices, shown):
    vote = a_vote(activity, cast, **told)
    for choice in choices:
        choose(a_phone(activity), vote, {vote.options.first(): choice})
    operations.close_activity(vote, by=cast.dina, at=MORNING)
    operations.reveal_activity(vote, by=cast.dina, at=MORNING)
    desk = as_(cast.paul)
    text = page(desk, activity).content.decode()
    assert all(words in text for words in shown)
    assert_queries(desk, url(activity, "replay", 1))


def test_before_anything_happened_the_page_says_so(as_, cast, activity):
    quiet = a_prepared_workshop(
        cast, slug="calme", epci=an_epci("200000001", "CC du Calme"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    answer = as_(cast.dina).get(reverse("wall:replay", args=[quiet.atelier.slug, 1]))
    assert "Rien ne s’est encore passé" in answer.content.decode()


def test_the_replay_asks_as_much_for_a_long_day(as_, cast, lived):
    desk = as_(cast.dina)
    one = assert_queries(desk, url(lived, "replay", 1))
    for n in range(5):
        card(lived, f"carte {n}", 10 + n)
    assert assert_queries(desk, url(lived, "replay", 1)) == one


# The register as a table --------------------------------------------------------------------


def rows(answer) -> list[dict]:
    text = answer.content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_the_register_is_taken_away_as_far_as_one_may_read_it(as_, cast, lived):
    cards = [card(lived, words, 6) for words in ("=1+1", "La gare")]
    operations.group(lived.workshop, "Se déplacer", cards, by=cast.dina, at=MORNING)
    table = rows(as_(cast.paul).get(url(lived, "register_table")))
    assert [row["Texte"] for row in table] == ["Le marché", "'=1+1", "La gare"]
    assert table[2]["Regroupement"] == "G-01 Se déplacer"
    assert {row["Texte"] for row in rows(as_(cast.dina).get(url(lived, "register_table")))} == {
        "Le marché", "'=1+1", "La gare", "Monsieur Untel",
    }  # fmt: skip
    assert as_(cast.eve).get(url(lived, "register_table")).status_code == 404


def test_the_table_asks_as_much_for_many_cards(as_, cast, lived):
    desk, path = as_(cast.dina), url(lived, "register_table")
    one = assert_queries(desk, path)
    cards = [card(lived, f"carte {n}", 10 + n) for n in range(4)]
    operations.group(lived.workshop, "Ensemble", cards, by=cast.dina, at=MORNING)
    assert assert_queries(desk, path) == one
