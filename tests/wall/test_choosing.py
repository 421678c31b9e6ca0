"""Votes and silence through the screens: phones without script, the console, the projector."""

import re

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.steps.wall import operations, queries, room
from atelier_local.steps.wall.enums import Act, ActivityState, Method, Moderation
from atelier_local.steps.wall.models import Activity, Ballot, Contribution, Group, Participant
from tests.factories.wall import MORNING, a_card, a_phone, a_vote
from tests.pages import assert_queries


def url(activity, page):
    return reverse(f"wall:{page}", args=[activity.workshop.atelier.slug, 1])


@pytest.fixture
def vote(activity, cast) -> Activity:
    return a_vote(activity, cast)


@pytest.fixture
def here(phone, activity) -> str:
    return reverse("wall:room", args=[activity.workshop.pk])


def ballot_on(page) -> dict[str, str]:
    """What a phone's form says when it is sent as it came."""
    html = page.content.decode()
    fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def frames(activity, face) -> str:
    lines = list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))
    return "".join(frame.data for frame in room.frame(lines, face))


# A phone without script --------------------------------------------------------------------


def test_a_phone_without_script_votes_changes_its_mind_and_reads_it_again(phone, here, vote):
    market, bus, _ = vote.options.all()
    asked = ballot_on(phone.get(here))
    answer = phone.post(here, asked | {f"choix-{market.pk}": "2", f"choix-{bus.pk}": "1"})
    assert "Vos choix sont reçus" in phone.get(answer["Location"]).content.decode()
    assert Ballot.objects.get().choices == {str(market.pk): 2, str(bus.pk): 1}
    phone.post(here, asked | {f"choix-{bus.pk}": "1"})  # back, and sent again: the same id
    assert Ballot.objects.get().choices == {str(bus.pk): 1}
    assert ballot_on(phone.get(here))[f"choix-{bus.pk}"] == "1"


def test_a_refused_ballot_stays_in_the_form_with_the_reason(phone, here, vote):
    market, bus, _ = vote.options.all()
    asked = ballot_on(phone.get(here))
    answer = phone.post(here, asked | {f"choix-{market.pk}": "2", f"choix-{bus.pk}": "2"})
    assert answer.status_code == 422
    assert "3 gommettes, pas 4" in answer.content.decode()
    assert ballot_on(answer)[f"choix-{market.pk}"] == "2"
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("method", "sent", "chosen"),
    [
        (Method.SURVEY, {"choix": "{0}"}, {"{0}": 1}),
        (
            Method.STANCES,
            {"choix-{0}": "oui", "choix-{1}": "passe"},
            {"{0}": "oui", "{1}": "passe"},
        ),
        (Method.MATRIX, {"impact-{0}": "5", "faisabilite-{0}": "2"}, {"{0}": [5, 2]}),
    ],
)
def test_every_form_of_vote_is_read_without_script(
    phone, here, cast, activity, method, sent, chosen
):
    vote = a_vote(activity, cast, method=method, budget=1, most_each=1)
    ids = [str(option.pk) for option in vote.options.all()]
    about = {"id": ballot_on(phone.get(here))["id"], "activity": str(vote.pk), "vote": "1"}
    phone.post(here, about | {name.format(*ids): v.format(*ids) for name, v in sent.items()})
    assert Ballot.objects.get().choices == {key.format(*ids): v for key, v in chosen.items()}


@pytest.mark.parametrize(
    "sent", [{"impact-x": "5"}, {"choix-": "²"}, {"choix": "\x00"}, {"choix-a-b": "9" * 40}]
)
def test_a_ballot_that_nobody_could_have_filled_is_refused_and_changes_nothing(
    phone, here, vote, sent
):
    about = {"id": ballot_on(phone.get(here))["id"], "activity": str(vote.pk), "vote": "1"}
    assert phone.post(here, about | sent).status_code == 422
    assert not Ballot.objects.exists()


def test_as_many_queries_for_ten_options_as_for_three(phone, here, cast, activity):
    a_vote(activity, cast)
    assert_queries(phone, here, 8)
    a_vote(activity, cast, options=[f"Choix {n}" for n in range(10)])
    assert_queries(phone, here, 8)


# The console and the projector -------------------------------------------------------------


def test_the_console_opens_counts_closes_and_reveals(as_, cast, activity, vote):
    desk, market = as_(cast.dina), vote.options.first()
    choices = {str(market.pk): 2}
    operations.vote(a_phone(activity), choices, activity=str(vote.pk), id=vote.pk, at=MORNING)
    desk.post(url(activity, "count"), {f"main-{market.pk}": "14"})
    last = Line.objects.filter(stream=activity.workshop.stream).order_by("-seq")[:1]
    assert (last[0].kind, room.frame(list(last), room.PHONE)) == (Act.COUNTED, [])
    for to in (ActivityState.CLOSED, ActivityState.REVEALED):
        assert "Quels enjeux" in frames(activity, room.PROJECTOR)
        assert "à main levée" in frames(activity, room.PROJECTOR)
        assert "<rect" not in frames(activity, room.PROJECTOR)
        desk.post(url(activity, "move"), {"activity": vote.pk, "to": to})
    assert '<rect width="100%"' in frames(activity, room.PROJECTOR)
    assert '<rect width="100%"' in desk.get(url(activity, "projector")).content.decode()
    assert desk.get(url(activity, "console")).status_code == 200


@pytest.mark.parametrize("sent", ["-1", "2001", "douze", "1.5"])
def test_hands_are_whole_numbers(as_, cast, activity, vote, sent):
    market = vote.options.first()
    answer = as_(cast.dina).post(url(activity, "count"), {f"main-{market.pk}": sent}, follow=True)
    assert "nombre entier" in answer.content.decode()
    market.refresh_from_db()
    assert market.by_hand is None


def test_the_timer_starts_takes_five_minutes_more_waits_and_runs_on(as_, cast, activity):
    desk, at = as_(cast.dina), url(activity, "timer")
    desk.post(at, {"act": "more"})
    activity.refresh_from_db()
    first = activity.ends_at
    desk.post(at, {"act": "more"})
    activity.refresh_from_db()
    assert 299 < (activity.ends_at - first).total_seconds() < 301
    assert f'data-ends="{int(activity.ends_at.timestamp())}"' in frames(activity, room.PHONE)
    desk.post(at, {"act": "hold"})
    activity.refresh_from_db()
    assert activity.ends_at is None
    assert 590 < activity.seconds_left <= 600
    desk.post(at, {"act": "run"})
    activity.refresh_from_db()
    assert activity.left is None
    assert activity.ends_at is not None
    assert desk.post(at, {"act": "autre"}).status_code == 404


def test_no_timer_without_an_open_activity(as_, cast, activity):
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    answer = as_(cast.dina).post(url(activity, "timer"), {"act": "more"}, follow=True)
    assert "aucune activité" in answer.content.decode()


def test_who_does_not_facilitate_neither_counts_nor_times(as_, cast, activity, vote):
    for person in set(cast.everyone) - {cast.dina}:
        for page in ("timer", "count", "move"):
            assert as_(person).post(url(activity, page), {"act": "more"}).status_code in (403, 404)
    vote.refresh_from_db()
    assert vote.ends_at is None


def test_what_is_written_in_silence_is_counted_and_not_read(as_, cast, activity):
    Activity.objects.filter(pk=activity.pk).update(silent=True)
    card = a_card(activity, "Le marché du jeudi")
    for said in (
        frames(activity, room.PROJECTOR),
        as_(cast.camille).get(url(activity, "projector")).content.decode(),
    ):
        assert f'id="carte-{card.pk}"' in said
        assert "marché" not in said
    assert "marché" in frames(activity, room.CONSOLE)
    activity.refresh_from_db()
    operations.close_activity(activity, by=cast.dina, at=MORNING)
    operations.reveal_activity(activity, by=cast.dina, at=MORNING)
    assert "Le marché du jeudi" in frames(activity, room.PROJECTOR)


def test_a_card_to_be_read_over_waits_at_the_console(as_, cast, activity):
    Activity.objects.filter(pk=activity.pk).update(moderation=Moderation.BEFORE)
    card = a_card(activity, "Le marché du jeudi")
    assert "marché" not in frames(activity, room.PROJECTOR)
    assert f'id="relire-{card.pk}"' in frames(activity, room.CONSOLE)
    as_(cast.dina).post(url(activity, "show"), {"card": card.pk})
    assert "marché" in frames(activity, room.PROJECTOR)
    assert f'<i data-remove="relire-{card.pk}">' in frames(activity, room.CONSOLE)


def test_cards_read_over_are_shown_together_and_only_those_of_the_page(as_, cast, activity):
    Activity.objects.filter(pk=activity.pk).update(moderation=Moderation.BEFORE)
    read = [a_card(activity, words) for words in ("Le marché", "Le bus")]
    desk, path = as_(cast.dina), url(activity, "show")
    assert desk.get(url(activity, "console")).content.decode().count('form="tout-afficher"') == 3
    later = a_card(activity, "Un mot qui blesse")
    assert desk.post(path, {"card": [read[0].pk, uuid7()]}).status_code == 404
    assert desk.post(path, {"card": ["x"]}).status_code == 404
    assert desk.post(path, {}).status_code == 404
    assert Contribution.objects.filter(waiting=False).count() == 0
    desk.post(path, {"card": [card.pk for card in read]})
    assert list(Contribution.objects.filter(waiting=True)) == [later]


# Preparing ---------------------------------------------------------------------------------


def test_a_vote_is_prepared_from_groups_and_from_words(as_, cast, activity):
    cards = [a_card(activity, words) for words in ("Le marché", "Le marché du jeudi")]
    group = operations.group(activity.workshop, "Se voir", cards, by=cast.dina, at=MORNING)
    typed = {
        "question": "Quels enjeux d’abord ?", "method": "dots", "groups": [group.pk],
        "options": "Le bus\n\n  L’école \n", "budget": "3", "most_each": "2",
        "moderation": "direct", "minutes": "8",
    }  # fmt: skip
    as_(cast.dina).post(url(activity, "activities"), typed)
    made = Activity.objects.order_by("-position").first()
    assert (made.method, made.budget, made.most_each, made.minutes) == ("dots", 3, 2, 8)
    assert [(o.words, o.about_id) for o in made.options.all()] == [
        ("Se voir", group.pk), ("Le bus", None), ("L’école", None),
    ]  # fmt: skip


def test_a_vote_without_choices_keeps_what_was_typed(as_, cast, activity):
    typed = {
        "question": "Alors ?", "method": "dots", "options": "Un seul", "budget": "3",
        "most_each": "1", "moderation": "direct",
    }  # fmt: skip
    answer = as_(cast.dina).post(url(activity, "activities"), typed)
    assert answer.status_code == 422
    assert "au moins 2 choix" in answer.content.decode()
    assert "Un seul" in answer.content.decode()


def test_a_group_of_another_atelier_is_no_choice(as_, cast, activity):
    assert not Group.objects.exists()
    typed = {
        "question": "Alors ?", "method": "dots", "options": "a\nb", "budget": "3",
        "most_each": "1", "moderation": "direct", "groups": [activity.pk],
    }  # fmt: skip
    assert as_(cast.dina).post(url(activity, "activities"), typed).status_code == 422


def test_five_of_an_audience_are_told_apart_and_four_are_not(as_, cast, activity, vote):
    market = vote.options.first()
    for audience, count in (("HA", 5), ("EL", 5), ("JE", 4)):
        for _ in range(count):
            phone: Participant = a_phone(activity, audience=audience)
            choices = {str(market.pk): 1}
            operations.vote(phone, choices, activity=str(vote.pk), id=phone.pk, at=MORNING)
    told = queries.vote_of(vote, secret=False)
    assert told.ballots == 14
    market.activity = vote
    assert queries.gathered([market]) == {}  # nothing is told before it is revealed
    vote.state = ActivityState.REVEALED
    assert queries.gathered([market]) == {market.pk: told.options[0].result}
    assert [audience for audience, _ in told.by_audience] == ["HA"]
    page = as_(cast.dina).get(url(activity, "console")).content.decode()
    assert "Ce que chaque public met en tête" in page
    assert "chaque public" not in frames(activity, room.PROJECTOR) + frames(activity, room.PHONE)
