"""Laying cards, voting, hiding, grouping, closing."""

from datetime import timedelta

import pytest

from atelier_local.ground.journal.models import uuid7
from atelier_local.ground.journal.operations import Conflict
from atelier_local.ground.live.operations import drafted, take
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.refusal import Refused
from atelier_local.steps.wall import events, operations, queries, room
from atelier_local.steps.wall.enums import (
    Act,
    ActivityState,
    Channel,
    ContributionKind,
    Method,
    Moderation,
)
from atelier_local.steps.wall.models import (
    Activity,
    Ballot,
    Contribution,
    Option,
    Participant,
)
from atelier_local.steps.wall.operations.telling import tell
from atelier_local.steps.wall.rescue import Handed, Waiting
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop
from tests.factories.ateliers import an_epci
from tests.factories.wall import KINDS, MORNING, a_card, a_phone, a_vote, an_open_activity
from tests.factories.workshops import PREPARED
from tests.wall.saying import choose, lay

NEED = ContributionKind.NEED
AFTER = MORNING.replace(day=9)


def test_a_phone_says_what_its_owner_said_of_themselves_once(activity):
    line = lay(a_phone(activity), activity=activity, place="Igé")
    card = Contribution.objects.select_related("node").get(pk=line.pk)
    assert card.node.words == "Un bus"
    assert (card.audience, card.table, card.channel) == ("HA", 1, Channel.PHONE)
    assert card.commune.name == "Igé"
    assert queries.by_receipt(activity.workshop.atelier, card.receipt.lower()) == card


def test_cards_laid_together_are_laid_in_their_order_or_not_at_all(cast, activity):
    said = {"kind": ContributionKind.NEED, "by": cast.dina, "at": MORNING}
    cards = [operations.Said(words=f"carte {n}", **said) for n in range(3)]
    with pytest.raises(Refused, match="vide"):
        operations.contribute_all(activity, [*cards, operations.Said(words=" ", **said)])
    assert not Contribution.objects.exists()
    laid = operations.contribute_all(activity, cards)
    assert [card.node.words for card in laid] == ["carte 0", "carte 1", "carte 2"]
    assert [card.pk for card in laid] == sorted(card.pk for card in laid)


def test_nothing_on_a_card_says_whose_it_is(activity):
    phone = a_phone(activity)
    card = Contribution.objects.get(pk=lay(phone, activity=activity).pk)
    held = [str(getattr(card, field.attname)) for field in Contribution._meta.fields]
    assert not any(str(phone.pk) in value for value in held)
    assert card.node.by is None
    assert [mine.id for mine in queries.mine(phone)] == [card.pk]
    assert queries.mine(a_phone(activity)) == []


def test_the_same_id_twice_is_one_card_other_words_are_a_conflict(activity):
    phone, id = a_phone(activity), uuid7()
    assert lay(phone, activity=activity, id=id) == lay(phone, activity=activity, id=id)
    with pytest.raises(Conflict):
        lay(phone, "Autre chose", activity=activity, id=id)
    with pytest.raises(Conflict):
        lay(a_phone(activity), activity=activity, id=id)
    assert Contribution.objects.count() == 1


def test_no_card_hangs_on_what_bears_its_id_already(activity):
    """Ids of the thread are in addresses that anybody reads."""
    atelier = activity.workshop.atelier
    finding = Node.add(atelier, Kind.FINDING, "Les bancs manquent", by=None, at=MORNING)
    with pytest.raises(Refused, match="autre chose"):
        lay(a_phone(activity), "un banc", activity=activity, id=finding.pk)
    assert not Contribution.objects.filter(pk=finding.pk).exists()


def test_a_phone_writes_in_its_own_room_only(cast, activity):
    elsewhere = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    with pytest.raises(Refused, match="n’existe pas dans cette salle"):
        lay(a_phone(activity), activity=elsewhere)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("kind", ["tension", "", "n’importe quoi"])
def test_a_kind_that_is_not_offered_is_refused(activity, kind):
    with pytest.raises(Refused, match="natures"):
        lay(a_phone(activity), activity=activity, kind=kind)


def test_a_vote_is_changed_as_often_as_one_likes_until_it_closes(cast, activity):
    vote, phone = a_vote(activity, cast), a_phone(activity)
    market, bus, school = vote.options.all()
    choose(phone, vote, {market: 2, bus: 1})
    choose(phone, vote, {school: 1})
    assert Ballot.objects.get().choices == {str(school.pk): 1}
    assert queries.my_choices(phone, vote) == {str(school.pk): 1}
    with pytest.raises(Refused, match="3 gommettes, pas 4"):
        choose(phone, vote, {market: 2, bus: 2})
    operations.close_activity(vote, by=cast.dina, at=MORNING)
    with pytest.raises(Refused, match="clos"):
        choose(phone, vote, {market: 1})
    assert Ballot.objects.get().choices == {str(school.pk): 1}


def test_a_ballot_sent_twice_or_read_again_late_is_the_last_one_all_the_same(cast, activity):
    vote, phone = a_vote(activity, cast), a_phone(activity)
    market, bus, _ = vote.options.all()
    first = choose(phone, vote, {market: 2}, id=(id := uuid7()))
    choose(phone, vote, {bus: 1})
    assert choose(phone, vote, {market: 2}, id=id) == first
    events.apply([first])
    assert Ballot.objects.get().choices == {str(bus.pk): 1}


def test_an_older_choice_that_comes_after_a_newer_one_does_not_take_its_place(cast, activity):
    """Handed in as text, or held back by the network; a page drawn before is another matter."""
    vote, phone = a_vote(activity, cast), a_phone(activity)
    market, bus, school = vote.options.all()
    older, drawn, newer = uuid7(), uuid7(), uuid7()
    choose(phone, vote, {bus: 1}, id=newer)
    payload = {"activity": str(vote.pk), "choices": {str(market.pk): 2}}
    act = Waiting(older, Act.VOTED, payload)
    handed = Handed(activity.workshop_id, phone.pk, "HA", None, [act])
    done = operations.hand_in(activity.workshop, handed, by=cast.dina, at=MORNING)
    assert len(done.taken) == 1
    assert Ballot.objects.get().choices == {str(bus.pk): 1}
    for _ in range(2):
        choose(phone, vote, {school: 1}, id=drawn)
    assert Ballot.objects.get().choices == {str(school.pk): 1}


def test_nobody_knows_what_was_chosen_before_it_is_revealed(cast, activity):
    vote = a_vote(activity, cast)
    market, *_ = vote.options.all()
    choose(a_phone(activity), vote, {market: 2})
    secret = queries.vote_of(vote)
    assert (secret.ballots, [chosen.result for chosen in secret.options]) == (1, [None] * 3)
    with pytest.raises(Refused, match="ouverte"):
        operations.reveal_activity(vote, by=cast.dina, at=MORNING)
    operations.close_activity(vote, by=cast.dina, at=MORNING)
    assert queries.vote_of(vote).options[0].result is None
    operations.reveal_activity(vote, by=cast.dina, at=MORNING)
    told = queries.vote_of(vote).options[0]
    assert (told.option, told.result.total, told.share) == (market, 2, 100)
    with pytest.raises(Refused, match="révélée"):
        operations.open_activity(vote, by=cast.dina, at=MORNING)


def test_only_a_phone_of_the_room_votes_on_what_the_room_is_asked(cast, activity):
    vote = a_vote(activity, cast)
    market, *_ = vote.options.all()
    other = a_vote(activity, cast, options=["Ailleurs", "Autrement"])
    phone = a_phone(activity)
    with pytest.raises(Refused, match="pas de ce vote"):
        choose(phone, other, {market: 1})
    with pytest.raises(Refused, match="n’existe pas"):
        choose(phone, activity, {market: 1})
    with pytest.raises(Refused, match="téléphone"):
        tell(
            activity.workshop, Act.VOTED, {"activity": str(other.pk), "choices": {}},
            by=cast.dina, at=MORNING,
        )  # fmt: skip


def test_hands_are_counted_beside_phones_and_never_added(cast, activity):
    vote = a_vote(activity, cast)
    market, *_ = vote.options.all()
    choose(a_phone(activity), vote, {market: 1})
    operations.count_by_hand(market, 14, by=cast.dina, at=MORNING)
    told = queries.vote_of(vote, secret=False).options[0]
    assert (told.result.total, told.option.by_hand) == (1, 14)
    for count in (-1, 2001):
        with pytest.raises(Refused, match="2000 mains"):
            operations.count_by_hand(market, count, by=cast.dina, at=MORNING)
    Workshop.objects.update(state=WorkshopState.HELD)
    late = Option.objects.select_related("activity__workshop__stream").get(pk=market.pk)
    with pytest.raises(Refused, match="pas ouvert"):
        operations.count_by_hand(late, 20, by=cast.dina, at=AFTER)


def test_taking_everything_back_is_having_chosen_nothing(cast, activity):
    vote, phone = a_vote(activity, cast), a_phone(activity)
    market, *_ = vote.options.all()
    choose(phone, vote, {market: 2})
    choose(phone, vote, {})
    assert queries.vote_of(vote).ballots == 0


def test_a_timer_runs_waits_and_runs_on(cast, activity):
    operations.run_timer(activity, timedelta(minutes=10), by=cast.dina, at=MORNING)
    activity.refresh_from_db()
    assert activity.ends_at == MORNING + timedelta(minutes=10)
    operations.stop_timer(activity, by=cast.dina, at=MORNING + timedelta(minutes=4))
    activity.refresh_from_db()
    assert (activity.ends_at, activity.left) == (None, timedelta(minutes=6))
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    assert activity.left == timedelta(minutes=6)  # as it was read; a new reading says nothing
    activity.refresh_from_db()
    assert activity.left is None
    with pytest.raises(Refused, match="close"):
        operations.run_timer(activity, timedelta(minutes=1), by=cast.dina, at=MORNING)


@pytest.mark.parametrize("moderation", [Moderation.BEFORE, Moderation.TEAM])
def test_a_card_to_be_read_over_is_the_team_s_until_shown(cast, activity, moderation):
    Activity.objects.filter(pk=activity.pk).update(moderation=moderation)
    card = a_card(activity)
    assert card.waiting
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()
    assert queries.wall_of(activity.workshop).count == 0
    assert bool(queries.desk(activity.workshop).to_read_over) == (moderation == Moderation.BEFORE)
    operations.show(card, by=cast.dina, at=MORNING)
    assert queries.wall_of(activity.workshop).count == 1
    assert queries.desk(activity.workshop).to_read_over == []
    assert Contribution.objects.seen_by(Sight.PARTIES).get() == card


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"method": Method.DOTS, "options": ["Un seul"]}, "au moins 2"),
        ({"method": Method.STANCES, "options": []}, "au moins 1"),
        ({"method": Method.SURVEY, "options": [str(n) for n in range(31)]}, "pas plus de 30"),
        ({"method": Method.DOTS, "options": ["a", "b"], "budget": 2, "most_each": 3}, "gommettes"),
        ({"method": Method.CARDS, "kinds": []}, "nature"),
        ({"method": Method.DOTS, "options": ["a", "b" * 281]}, "280 signes"),
        ({"method": Method.DOTS, "options": ["a", ""]}, "280 signes"),
    ],
)
def test_an_activity_that_cannot_be_answered_is_not_prepared(cast, activity, asked, why):
    with pytest.raises(Refused, match=why):
        operations.prepare_activity(
            activity.workshop, question="Alors ?", by=cast.dina, at=PREPARED, **asked
        )


def test_opening_one_activity_closes_the_other(cast, activity):
    following = Activity.objects.get(position=2)
    operations.open_activity(following, by=cast.dina, at=MORNING)
    activity.refresh_from_db()
    assert activity.state == ActivityState.CLOSED
    with pytest.raises(Refused, match="close"):
        lay(a_phone(activity), activity=activity)


def test_a_hidden_card_is_read_by_the_team_only_until_shown(cast, activity):
    card = a_card(activity)
    with pytest.raises(Refused, match="pourquoi"):
        operations.hide(card, " ", by=cast.dina, at=MORNING)
    operations.hide(card, "Une personne y est nommée", by=cast.dina, at=MORNING)
    assert not Contribution.objects.seen_by(Sight.PARTIES).exists()
    assert Contribution.objects.seen_by(Sight.TEAM).get().hidden_why
    operations.show(card, by=cast.dina, at=MORNING)
    assert Contribution.objects.seen_by(Sight.PARTIES).get().hidden_at is None


def test_grouping_cites_and_merges_nothing(cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Le marché du jeudi")]
    with pytest.raises(Refused, match="au moins deux"):
        operations.group(activity.workshop, "Se voir", cards[:1], by=cast.dina, at=MORNING)
    made = operations.group(activity.workshop, "Se voir", cards, by=cast.dina, at=MORNING)
    assert made.node.number == "G-01"
    assert set(Citation.objects.values_list("source", flat=True)) == {c.pk for c in cards}
    assert list(queries.ungrouped(activity.workshop)) == []
    assert {c.node.words for c in cards} == {"Le marché", "Le marché du jeudi"}


def test_closing_numbers_every_card_without_a_gap_and_moves_on(cast, activity):
    cards = [a_card(activity, f"carte {n}") for n in range(3)]
    operations.hide(cards[1], "Un essai", by=cast.dina, at=MORNING)
    numbered = operations.close_workshop(
        activity.workshop, attendance={Audience.ELECTED: 3}, minutes="x", by=cast.dina, at=AFTER
    )
    assert numbered == 3
    numbers = Node.unfiltered.filter(kind="contribution").order_by("id")
    assert list(numbers.values_list("number", flat=True)) == ["C-1-001", "C-1-002", "C-1-003"]
    assert Atelier.objects.get().at_stage is Stage.INTERIM_1
    with pytest.raises(Refused):
        a_card(Activity.objects.select_related("workshop__stream").first())


def test_closing_numbers_what_was_acknowledged_and_not_laid_yet(cast, activity):
    payload = {"activity": str(activity.pk), "kind": NEED.value, "words": "Un bus"}
    said = drafted(
        activity.workshop.stream, Act.CONTRIBUTED, payload, by=a_phone(activity), at=MORNING
    )
    take([(room, said)])
    numbered = operations.close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=AFTER
    )
    assert numbered == 1
    assert Node.unfiltered.get(pk=said.id).number == "C-1-001"


def test_a_scribe_says_for_whom(cast, activity):
    card = a_card(
        activity, by=cast.dina, audience="AG", channel=Channel.PAPER, table=7, place="Nulle part"
    )
    assert (card.audience, card.channel, card.table) == ("AG", Channel.PAPER, 7)
    assert (card.place, card.commune) == ("Nulle part", None)
    assert not Participant.objects.exists()


def test_who_is_silent(cast, activity):
    assert len(queries.voices(activity.workshop).silent) == len(Audience)
    a_card(activity, by=cast.dina, audience="AG", table=2)
    voices = queries.voices(activity.workshop)
    assert Audience.FARMING not in voices.silent
    assert [(voice.table.number, voice.cards) for voice in voices.at_tables] == [(1, 0), (2, 1)]
    assert voices.elsewhere == 0


def test_an_activity_needs_a_question_and_a_kind(cast, activity):
    for question, kinds in (("", KINDS), ("Quoi ?", [])):
        with pytest.raises(Refused):
            operations.prepare_activity(
                activity.workshop, question=question, kinds=kinds, by=cast.dina, at=PREPARED
            )
