"""Scribes: a table's page without account, the whole room's with one; a line is a card."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.ground.live import passes
from atelier_local.refusal import Refused
from atelier_local.steps.wall import access, operations, room
from atelier_local.steps.wall.enums import Act, Channel, Method
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.workshops.models import Table, Workshop
from tests.factories.ateliers import an_epci
from tests.factories.wall import MORNING, a_vote, an_open_activity
from tests.pages import assert_queries


@pytest.fixture
def table(activity) -> Table:
    return Table.objects.get(workshop=activity.workshop, number=2)


@pytest.fixture
def page(activity, table) -> str:
    return reverse("wall:table", args=[access.table_token(table, activity.workshop)])


def typed(activity, words="De l’eau", **more) -> dict:
    given = {"id": str(uuid7()), "activity": str(activity.pk), "kind": "besoin", "words": words}
    return given | more


def frames(activity, face) -> str:
    lines = list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))
    return "".join(frame.data for frame in room.frame(lines, face))


def test_a_scribe_writes_at_its_table_without_account(activity, page):
    answer = Client().post(page, typed(activity, audience="AG", channel="paper", table="7"))
    card = Contribution.objects.get()
    assert (card.table, card.audience, card.channel) == (2, "AG", Channel.PAPER)
    kept = Client().get(answer.url).content.decode()
    assert '<option value="AG" selected>' in kept
    assert '<option value="paper" selected>' in kept
    assert re.search(r'value="besoin" checked', kept)
    assert "reçu" in kept
    assert Line.objects.get(pk=card.pk).by.startswith("table:")


def test_what_a_hot_route_is_told_of_another_table_counts_for_nothing(activity, table):
    scribe = access.Scribe(activity.workshop, f"table:{table.pk}", table)
    operations.lay(
        scribe, "Un bus", activity=str(activity.pk), kind="besoin", id=uuid7(), at=MORNING, table=1
    )
    assert Contribution.objects.get().table == 2
    other = access.Scribe(activity.workshop, "table:999999", None)
    with pytest.raises(Refused, match="table"):
        operations.lay(
            other, "Un bus", activity=str(activity.pk), kind="besoin", id=uuid7(), at=MORNING
        )


def test_two_tables_have_each_its_own_pass(activity, page, table):
    first = Table.objects.get(workshop=activity.workshop, number=1)
    other = reverse("wall:table", args=[access.table_token(first, activity.workshop)])
    browser = Client()
    for path, number in ((page, 2), (other, 1)):
        for answer in (browser.get(path), browser.post(f"{path}passe/")):
            cookie = answer.cookies[passes.COOKIE]
            given = passes.read(cookie.value, at=clock.now())
            assert given.kinds == (Act.CONTRIBUTED,)
            assert given.face == f"scribe-{number}"
            assert cookie["path"].endswith(f"/scribe-{number}/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_link_opens_its_own_room_and_only_while_it_is_open(activity, cast, page, number):
    assert Client().get(page).status_code == 200
    forged = signing.dumps([number, activity.workshop.join_code], salt="autre")
    assert Client().get(reverse("wall:table", args=[forged])).status_code == 404
    assert Client().get(page[:-3] + "xx/").status_code == 404
    Workshop.objects.update(join_code="OTHER2")
    assert Client().get(page).status_code == 404


def test_a_table_of_another_room_is_not_opened_by_this_code(activity, cast):
    elsewhere = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=activity.workshop.atelier.framework,
    )  # fmt: skip
    theirs = Table.objects.filter(workshop=elsewhere.workshop).first()
    mixed = reverse("wall:table", args=[access.table_token(theirs, activity.workshop)])
    assert Client().get(mixed).status_code == 404


def test_once_the_register_is_closed_the_page_is_gone(activity, cast, page):
    operations.close_workshop(
        activity.workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9)
    )
    assert Client().get(page).status_code == 404


def test_what_is_refused_stays_typed_with_its_reason(activity, page):
    answer = Client().post(page, typed(activity, "x" * 281, audience="JE"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "x" * 281 in html
    assert '<option value="JE" selected>' in html
    assert not Contribution.objects.exists()


def test_the_same_form_twice_is_one_card_and_going_back_another(activity, page):
    given, browser = typed(activity), Client()
    for _ in range(2):
        browser.post(page, given)
    browser.post(page, given | {"words": "Autre chose"})
    assert Contribution.objects.count() == 2


def test_a_scribe_does_not_vote_and_knows_why_it_waits(activity, cast, page):
    a_vote(activity, cast, method=Method.SURVEY, budget=1, most_each=1)
    html = Client().get(page).content.decode()
    assert "rien à écrire pour l’instant" in html
    assert 'name="choix' not in html
    assert "rien à écrire" in frames(activity, f"{room.SCRIBE}-2")
    assert "rien à écrire" not in frames(activity, room.PHONE)
    activity.refresh_from_db()
    operations.open_activity(activity, by=cast.dina, at=MORNING)
    told = frames(activity, f"{room.SCRIBE}-2")
    assert '<p class="mention" id="rien-a-ecrire" hidden></p>' in told  # takes the other away


def test_who_facilitates_hands_out_the_pages_and_writes_for_any_table(as_, cast, activity):
    slug = activity.workshop.atelier.slug
    paths = [reverse(f"wall:{name}", args=[slug, 1]) for name in ("tables", "scribe")]
    for path in paths:
        may = {person for person in cast.everyone if as_(person).get(path).status_code == 200}
        assert may == {cast.dina}
    listed = as_(cast.dina).get(paths[0])
    for _, link, _ in listed.context["tables"]:
        assert Client().get(link).status_code == 200
    as_(cast.dina).post(paths[1], typed(activity, table="1"))
    assert Contribution.objects.get().table == 1


def test_pages_of_scribes_ask_as_much_whatever_was_written(as_, cast, activity, page):
    browser = Client()
    browser.post(page, typed(activity))
    one = assert_queries(browser, page)
    for words in ("deux", "trois"):
        browser.post(page, typed(activity, words))
    assert assert_queries(browser, page) == one
    slug = activity.workshop.atelier.slug
    for name in ("tables", "scribe"):
        assert_queries(as_(cast.dina), reverse(f"wall:{name}", args=[slug, 1]))
