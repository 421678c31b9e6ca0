"""A round of commitments: who commits, to what, for when, under the bench of their audience."""

import re

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations, queries, room
from atelier_local.steps.wall.enums import Bench, ContributionKind, Method
from atelier_local.steps.wall.models import Activity, Contribution
from tests.factories.wall import MORNING, PREPARED, a_phone
from tests.pages import assert_queries


@pytest.fixture
def round_(activity, cast) -> Activity:
    made = operations.prepare_activity(
        activity.workshop, question="Et vous ?", method=Method.PLEDGES, by=cast.dina, at=PREPARED
    )
    operations.open_activity(made, by=cast.dina, at=MORNING)
    return made


def pledge(activity, audience="EL", **told) -> Contribution:
    given = {"who": "La commune d’Igé", "due": "avant juin"} | told
    line = operations.lay(
        a_phone(activity, audience=audience), "prêter la salle le mercredi",
        activity=str(activity.pk), kind="engagement", id=uuid7(), at=MORNING, **given,
    )  # fmt: skip
    return Contribution.objects.select_related("node", "activity").get(pk=line.pk)


@pytest.mark.parametrize(
    ("told", "why"),
    [({"who": ""}, "qui s’engage"), ({"due": " "}, "pour quand"), ({"who": "\u202e"}, "qui")],
)
def test_a_commitment_says_who_and_when(round_, told, why):
    with pytest.raises(Refused, match=why):
        pledge(round_, **told)
    assert not Contribution.objects.exists()


def test_a_card_of_another_nature_is_no_commitment(round_, activity):
    assert round_.offered == [ContributionKind.PLEDGE]
    with pytest.raises(Refused, match="natures"):
        operations.lay(
            a_phone(round_), "x", activity=str(round_.pk), kind="besoin", id=uuid7(), at=MORNING,
            who="x", due="x",
        )  # fmt: skip
    assert ContributionKind.PLEDGE not in ContributionKind.offered()


@pytest.mark.parametrize(
    ("audience", "bench"),
    [("EL", Bench.LOCAL), ("ET", Bench.STATE), ("AG", Bench.ECONOMY), ("JE", Bench.SOCIETY),
     ("EX", Bench.OTHERS), ("", Bench.OTHERS)],
)  # fmt: skip
def test_each_stands_under_the_bench_of_its_audience(round_, audience, bench):
    card = pledge(round_, audience)
    wall = queries.wall_of(round_.workshop)
    assert [column.key for column in wall.columns] == list(Bench)
    assert {c.key: list(c.cards) for c in wall.columns}[bench] == [card]
    lines = list(Line.objects.filter(stream=round_.workshop.stream).order_by("seq"))
    drawn = "".join(frame.data for frame in room.frame(lines, room.PROJECTOR))
    assert f'data-into="#colonne-{round_.pk}-{bench}"' in drawn
    assert f'id="colonne-{round_.pk}-{bench}"' in drawn
    assert "La commune d’Igé · avant juin" in drawn


def test_a_phone_without_script_commits_and_the_register_says_it(as_, cast, phone, round_):
    page = reverse("wall:room", args=[round_.workshop_id])
    html = phone.get(page).content.decode()
    assert "Je m’engage à…" in html
    id = re.search(r'name="id" value="([^"]+)"', html)[1]
    given = {
        "id": id, "activity": str(round_.pk), "kind": "engagement", "words": "prêter la salle",
        "who": "La commune", "due": "avant juin",
    }  # fmt: skip
    refused = phone.post(page, given | {"due": ""})
    assert refused.status_code == 422
    assert "pour quand" in refused.content.decode()
    assert 'value="La commune"' in refused.content.decode()
    assert phone.post(page, given).status_code == 302
    card = Contribution.objects.get()
    slug = round_.workshop.atelier.slug
    register = as_(cast.paul).get(reverse("wall:wall", args=[slug])).content.decode()
    assert "La commune, avant juin" in register
    one = as_(cast.paul).get(reverse("wall:contribution", args=[slug, card.pk])).content.decode()
    assert "<b>La commune</b>, avant juin" in one


def test_the_round_is_prepared_without_choosing_natures(as_, cast, activity):
    typed = {
        "question": "Et vous ?", "method": "pledges", "budget": "3", "most_each": "1",
        "moderation": "direct",
    }  # fmt: skip
    path = reverse("wall:activities", args=[activity.workshop.atelier.slug, 1])
    assert as_(cast.dina).post(path, typed).status_code == 302
    assert Activity.objects.order_by("-position").first().is_pledge


def test_commitments_ask_as_much_for_many(as_, cast, round_):
    desk, page = as_(cast.dina), reverse("wall:projector", args=[round_.workshop.atelier.slug, 1])
    pledge(round_)
    one = assert_queries(desk, page)
    pledge(round_, "HA")
    pledge(round_, "ET")
    assert assert_queries(desk, page) == one
