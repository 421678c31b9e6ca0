"""What the facilitator does to cards: pinning, grouping, undoing, and who may read what."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.live.operations import PROJECTION
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.refusal import Refused
from atelier_local.steps.wall import folding, operations, queries, room, rules
from atelier_local.steps.wall.enums import Act, Moderation
from atelier_local.steps.wall.models import Activity, Contribution, Group
from atelier_local.steps.workshops.models import Workshop
from tests.factories.wall import MORNING, a_card, a_phone, a_vote
from tests.pages import assert_queries
from tests.wall.saying import choose

AFTER = MORNING.replace(day=9)


def url(activity, page):
    return reverse(f"wall:{page}", args=[activity.workshop.atelier.slug, 1])


def heard(activity, face, after=0) -> str:
    lines = Line.objects.filter(stream=activity.workshop.stream, seq__gt=after).order_by("seq")
    return "".join(frame.data for frame in room.frame(list(lines), face))


def said(activity) -> int:
    return Line.objects.filter(stream=activity.workshop.stream).count()


def undo(activity, cast) -> None:
    last = queries.last_act(activity.workshop)
    assert last
    operations.undo(activity.workshop, last.line, by=cast.dina, at=MORNING)


def fresh(card) -> Contribution:
    found = Contribution.objects.select_related("activity__workshop__stream", "node")
    return found.get(pk=card.pk)


# Written in silence -----------------------------------------------------------------------


def test_what_is_written_in_silence_is_the_team_s_until_revealed(as_, cast, activity):
    Activity.objects.filter(pk=activity.pk).update(silent=True)
    card = a_card(activity, "Le marché du jeudi")
    shown, hidden = a_card(activity, "La gare"), a_card(activity, "Untel")
    operations.hide(hidden, "Un essai", by=cast.dina, at=MORNING)
    operations.hide(shown, "Un essai", by=cast.dina, at=MORNING)
    operations.show(fresh(shown), by=cast.dina, at=MORNING)
    register = reverse("wall:wall", args=[activity.workshop.atelier.slug])
    page = reverse("wall:contribution", args=[activity.workshop.atelier.slug, card.pk])
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()
    for person in (cast.camille, cast.paul):
        assert "Rien n’a encore été dit" in as_(person).get(register).content.decode()
        assert as_(person).get(page).status_code == 404
    activity.refresh_from_db()
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()
    operations.reveal_activity(activity, by=cast.dina, at=MORNING)
    assert set(Contribution.objects.seen_by(Sight.PARTIES)) == {card, shown}
    operations.close_activity(activity, by=cast.dina, at=MORNING)  # taken off the screen again
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()


def test_the_register_once_closed_keeps_no_silence(cast, activity):
    Activity.objects.filter(pk=activity.pk).update(silent=True)
    card, hidden = a_card(activity), a_card(activity, "Untel")
    operations.hide(hidden, "Un essai", by=cast.dina, at=MORNING)
    operations.close_workshop(activity.workshop, attendance={}, minutes="x", by=cast.dina, at=AFTER)
    assert list(Contribution.objects.seen_by(Sight.PARTIES)) == [card]


# Pinning ----------------------------------------------------------------------------------


def test_one_card_is_pinned_at_a_time_and_taken_down(as_, cast, activity):
    first, second = a_card(activity, "Le marché"), a_card(activity, "La gare")
    desk, screen = as_(cast.dina), url(activity, "projector")
    desk.post(url(activity, "pin"), {"card": first.pk})
    desk.post(url(activity, "pin"), {"card": second.pk})
    page = desk.get(screen).content.decode()
    [pinned] = re.findall(r'<aside id="epingle".*?</aside>', page, re.S)
    assert "La gare" in pinned
    assert "Le marché" not in pinned
    before = said(activity)
    desk.post(url(activity, "pin"), {"card": second.pk, "down": "1"})
    assert 'id="mur"' in heard(activity, room.PROJECTOR, before)
    assert 'id="epingle"' not in heard(activity, room.PROJECTOR, before)
    assert 'id="epingle"' not in desk.get(screen).content.decode()


def test_a_pinned_card_stays_when_the_question_closes_and_leaves_when_hidden(cast, activity):
    card = a_card(activity, "Le marché")
    operations.pin(card, by=cast.dina, at=MORNING)
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    wall = queries.wall_of(activity.workshop)
    assert (wall.shown, wall.pinned) == (True, card)
    before = said(activity)
    operations.hide(fresh(card), "Un essai", by=cast.dina, at=MORNING)
    assert queries.wall_of(activity.workshop).pinned is None
    drawn = heard(activity, room.PROJECTOR, before)
    assert "epingle" not in drawn
    assert 'id="mur"' in drawn


def test_what_the_room_may_not_read_is_not_pinned(cast, activity):
    card = a_card(activity)
    operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="hors écran"):
        operations.pin(fresh(card), by=cast.dina, at=MORNING)
    Activity.objects.filter(pk=activity.pk).update(moderation=Moderation.BEFORE)
    with pytest.raises(Refused, match="relue"):
        operations.pin(fresh(a_card(activity)), by=cast.dina, at=MORNING)
    Activity.objects.filter(pk=activity.pk).update(moderation=Moderation.DIRECT, silent=True)
    with pytest.raises(Refused, match="révélez"):
        operations.pin(fresh(a_card(activity)), by=cast.dina, at=MORNING)


# Undoing ----------------------------------------------------------------------------------

ACTS = st.sampled_from([Act.HIDDEN, Act.SHOWN, Act.GROUPED, Act.JOINED, Act.PINNED, Act.UNPINNED])


@given(st.lists(st.tuples(ACTS, st.sampled_from("abc")), max_size=25))
def test_undoing_again_and_again_ends_and_never_undoes_twice(acts):
    told = [rules.Told(uuid7(), act, card) for act, card in acts]
    seen = []
    while last := rules.last_to_undo(reversed(told)):
        assert last.line not in seen
        assert last.act in (Act.HIDDEN, Act.GROUPED, Act.JOINED, Act.PINNED)
        seen.append(last.line)
        told.append(rules.Told(uuid7(), Act.UNDONE, str(last.line)))
    groups = {one.line for one in told if one.act in (Act.GROUPED, Act.JOINED)}
    assert groups <= set(seen)
    assert seen == sorted(seen, reverse=True)


def test_a_hidden_card_comes_back_as_it_was(cast, activity):
    Activity.objects.filter(pk=activity.pk).update(moderation=Moderation.BEFORE)
    card = a_card(activity)
    operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    undo(activity, cast)
    assert (fresh(card).hidden_at, fresh(card).waiting) == (None, True)
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()
    assert queries.last_act(activity.workshop) is None


def test_a_group_is_undone_and_its_cards_wait_again(as_, cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Les halles", "La gare")]
    group = operations.group(activity.workshop, "Se voir", cards[:2], by=cast.dina, at=MORNING)
    operations.join_group(group, cards[2:], by=cast.dina, at=MORNING)
    assert list(queries.ungrouped(activity.workshop)) == []
    undo(activity, cast)
    assert list(queries.ungrouped(activity.workshop)) == cards[2:]
    desk = as_(cast.dina)
    shown = desk.get(url(activity, "grouping")).context["undoable"]
    desk.post(url(activity, "undo"), {"line": shown.line, "back": "grouping"})
    assert len(queries.ungrouped(activity.workshop)) == 3
    assert not queries.groups(activity.workshop.atelier, Sight.TEAM).exists()
    assert not Node.objects.seen_by(Sight.TEAM).filter(pk=group.pk).exists()
    assert Citation.objects.filter(withdrawn_at=None).count() == 0
    assert Citation.objects.count() == 3


def test_what_another_thing_rests_on_is_not_undone(cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Les halles")]
    group = operations.group(activity.workshop, "Se voir", cards, by=cast.dina, at=MORNING)
    a_vote(activity, cast, options=[group.node, "Le bus"])
    with pytest.raises(Refused, match="sert déjà"):
        undo(activity, cast)


def test_only_the_last_act_is_undone_and_a_second_click_changes_nothing(cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Les halles")]
    for card in cards:
        operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    second, first = Line.objects.filter(kind=Act.HIDDEN).order_by("-seq")
    with pytest.raises(Refused, match="depuis"):
        operations.undo(activity.workshop, first.pk, by=cast.dina, at=MORNING)
    for _ in range(2):
        operations.undo(activity.workshop, second.pk, by=cast.dina, at=MORNING)
    assert fresh(cards[0]).hidden_at
    assert not fresh(cards[1]).hidden_at
    undo(activity, cast)
    with pytest.raises(Refused, match="plus rien"):
        operations.undo(activity.workshop, uuid7(), by=cast.dina, at=MORNING)


def test_the_console_offers_to_undo_without_repeating_what_was_hidden(as_, cast, activity):
    card = a_card(activity, "Monsieur Untel")
    operations.hide(card, "Une personne y est nommée", by=cast.dina, at=MORNING)
    page = as_(cast.dina).get(url(activity, "console")).content.decode()
    assert "Carte masquée" in page
    assert "Untel" not in page
    as_(cast.dina).post(url(activity, "undo"), {"line": queries.last_act(activity.workshop).line})
    assert "Untel" in as_(cast.dina).get(url(activity, "console")).content.decode()


def test_who_does_not_facilitate_neither_pins_nor_undoes(as_, cast, activity):
    card = a_card(activity)
    operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    last = queries.last_act(activity.workshop)
    for person in set(cast.everyone) - {cast.dina}:
        desk = as_(person)
        assert desk.post(url(activity, "undo"), {"line": last.line}).status_code in (403, 404)
        assert desk.post(url(activity, "pin"), {"card": card.pk}).status_code in (403, 404)
    assert fresh(card).hidden_at


# Proposals --------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["marché", "gare", "bus", "école", "haie", "rivière", "le", "la", "de"]),
    max_size=8,
)


@given(WORDS, st.lists(WORDS, max_size=8))
def test_proposals_share_a_word_and_are_ranked(words, others):
    texts = [" ".join(other) for other in others]
    found = rules.nearest(" ".join(words), texts, most=8)
    assert all(0 < one.score <= 1 + 1e-9 for one in found)
    assert [round(one.score, 9) for one in found] == sorted(
        (round(one.score, 9) for one in found), reverse=True
    )
    for one in found:
        assert one.words
        assert set(one.words) <= set(words)
        assert set(one.words) & set(others[one.index])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Des CARS scolaires", "un car scolaire"), ("L’eau des rivières", "la rivière à sec"),
        ("Élèves et collèges", "un collège"), ("Les chevaux", "un cheval"),
    ],
)  # fmt: skip
def test_accents_plurals_and_capitals_do_not_hide_a_likeness(one, other):
    assert rules.nearest(one, [other, "Plus de médecin"])[0].index == 0


def test_a_rare_word_weighs_more_than_a_common_one():
    texts = ["le car du marché", "le car de la gare", "le car du stade", "la salamandre"]
    found = rules.nearest("un car pour la salamandre", texts, most=4)
    assert found[0].index == 3


def test_the_bench_proposes_the_group_that_says_the_same(as_, cast, activity):
    for words in ("Le marché du jeudi", "Un marché couvert"):
        a_card(activity, words)
    cards = list(queries.ungrouped(activity.workshop))
    group = operations.group(activity.workshop, "Se voir", cards, by=cast.dina, at=MORNING)
    new = a_card(activity, "Le marché est trop petit")
    other = a_card(activity, "Un train de plus")
    desk, page = as_(cast.dina), url(activity, "grouping")
    bench = desk.get(page).context["bench"]
    assert bench.at_hand == new
    assert [(one.group, list(one.because)) for one in bench.proposals] == [(group, ["marché"])]
    assert desk.get(f"{page}?carte={other.pk}").context["bench"].proposals == []
    desk.post(page, {"cards": [new.pk], "group": group.pk})
    assert list(queries.ungrouped(activity.workshop)) == [other]
    assert Citation.objects.filter(target=group.node, withdrawn_at=None).count() == 3
    assert desk.post(page, {"cards": [other.pk]}).status_code == 422
    assert desk.post(page, {"cards": [other.pk], "title": "Seule"}).status_code == 422


def test_the_bench_asks_as_much_for_many_groups(as_, cast, activity):
    desk, page = as_(cast.dina), url(activity, "grouping")

    def more() -> int:
        cards = [a_card(activity, f"Le marché {n}") for n in range(4)]
        operations.group(activity.workshop, "Ensemble", cards[:2], by=cast.dina, at=MORNING)
        return assert_queries(desk, page)

    assert more() == more()
    assert Group.objects.count() == 2


def test_a_group_says_who_spoke_in_it_and_the_family_most_of_it_is_of(cast, activity):
    who = [("HA", "A"), ("JE", "A"), ("HA", "C"), ("", "A")]
    cards = [
        a_card(activity, f"Le marché {n}", by=a_phone(activity, audience=audience), family=family)
        for n, (audience, family) in enumerate(who)
    ]
    operations.group(activity.workshop, "Ensemble", cards, by=cast.dina, at=MORNING)
    [told] = queries.bench(activity.workshop, Sight.TEAM).groups
    assert (told.audiences, told.family) == (["HA", "JE"], "A")


# Silence ----------------------------------------------------------------------------------


def test_a_table_is_silent_and_never_a_person(cast, activity):
    a_phone(activity, table=1)
    two = [a_phone(activity, table=2, audience="JE") for _ in range(2)]
    told = queries.voices(activity.workshop)
    assert told.waiting_for == [("JE", 2)]
    a_card(activity, by=two[0])
    told = queries.voices(activity.workshop)
    assert told.waiting_for == []
    assert [(v.table.number, v.silent) for v in told.at_tables] == [(1, True), (2, False)]
    operations.open_activity(Activity.objects.get(position=2), by=cast.dina, at=MORNING)
    told = queries.voices(activity.workshop)
    assert told.waiting_for == [("JE", 2)]
    assert [(v.table.number, v.silent) for v in told.at_tables] == [(1, True), (2, True)]


def test_a_vote_counts_who_chose_and_what_is_left(as_, cast, activity):
    vote = a_vote(activity, cast)
    market, *_ = vote.options.all()
    for _ in range(2):
        choose(a_phone(activity, table=2, audience="JE"), vote, {market: 1})
    assert queries.voices(activity.workshop).waiting_for == []
    told = queries.vote_of(vote, secret=False)
    assert (told.placed, told.not_placed) == (2, 4)
    assert queries.vote_of(vote).placed is None
    page = as_(cast.dina).get(url(activity, "console")).content.decode()
    assert "gommettes posées" in page
    lines = list(activity.workshop.stream.lines.filter(kind="wall.voted"))
    told = "".join(frame.data for frame in room.frame(lines, room.CONSOLE))
    assert '<b class="num">2</b> téléphones ont choisi' in told
    assert f'id="resultat-{market.pk}"' in told
    assert "il en reste" in told
    seen = "".join(frame.data for frame in room.frame(lines, room.PROJECTOR))
    assert '<b class="num">2</b> personnes ont choisi' in seen
    assert "resultat" not in seen
    assert "n’a pas pu être lu" not in page
    assert_queries(as_(cast.dina), url(activity, "console"))


def test_an_act_that_no_screen_can_show_is_told_at_the_console(as_, cast, activity):
    """A later version may have written it, or a hand."""
    stream, desk = activity.workshop.stream, as_(cast.dina)
    for n, kind in enumerate((Act.CONTRIBUTED, Act.PINNED), 1):
        senseless = {"activity": "?", "contribution": "?"}
        journal.append(stream, kind, senseless, by=cast.dina, at=MORNING)
        journal.project(stream, PROJECTION, room.apply)
        page = desk.get(url(activity, "console")).content.decode()
        assert ("Un acte de la salle n’a pas pu être lu" in page) == (n == 1)
    assert "2 actes de la salle n’ont pas pu être lus" in page
    stream.refresh_from_db()
    folding.refold(Workshop.objects.select_related("atelier", "stream").get())
    replay = desk.get(url(activity, "replay")).content.decode()
    assert f"9\u202fh\u202f30\u202f: {Act.PINNED.label}".replace("\u202f", " ") in plain(replay)
    assert plain(replay).count(": a ") == 2
    assert_queries(desk, url(activity, "replay"))


def plain(page: str) -> str:
    return page.replace("&nbsp;", " ").replace("\xa0", " ").replace("\u202f", " ")
