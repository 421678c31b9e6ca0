"""Cards with a place: what a phone sends, what the wall draws, what the register keeps."""

import gzip
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal.models import Line
from atelier_local.programme.territories import bundled, contours, geometry, plates
from atelier_local.programme.territories import queries as territories
from atelier_local.programme.territories.models import Commune, Contour
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations, queries, room, rules
from atelier_local.steps.wall.enums import ContributionKind, Method
from atelier_local.steps.wall.models import Activity, Contribution
from tests.factories.wall import KINDS, MORNING, PREPARED, a_phone
from tests.pages import assert_queries
from tests.wall.saying import lay

IGÉ = (50_000, 48_32_000)
"""Half a degree east, 48.32 north."""


def square(west: float, south: float) -> dict:
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.1], [west, south + 0.1]]
    return {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]]]}


@pytest.fixture
def here(activity, cast) -> Activity:
    """A question put on the map, whose communes are squares side by side."""
    communes = Commune.objects.filter(epci=activity.workshop.atelier.epci_id).order_by("name")
    for rank, commune in enumerate(communes):
        west = 0.4 + rank / 10
        box = {"west": west, "south": 48.3, "east": west + 0.1, "north": 48.4}
        Contour.objects.create(commune=commune, geometry=square(west, 48.3), source="IGN", **box)
    made = operations.prepare_activity(
        activity.workshop, question="Où ?", method=Method.MAP, kinds=KINDS, by=cast.dina,
        at=PREPARED,
    )  # fmt: skip
    operations.open_activity(made, by=cast.dina, at=MORNING)
    return made


def said(activity, **more) -> Contribution:
    by = more.pop("by", None) or a_phone(activity)
    kind = more.pop("kind", ContributionKind.NEED)
    return operations.contribute(activity, "Un banc", kind=kind, by=by, at=MORNING, **more)


def frames(activity, face) -> str:
    lines = list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))
    return "".join(frame.data for frame in room.frame(lines, face))


ANYTHING = st.one_of(st.integers(-(10**9), 10**9), st.floats(), st.booleans(), st.text())


@given(st.one_of(st.none(), ANYTHING, st.lists(ANYTHING, max_size=3)))
def test_what_is_no_place_on_the_globe_is_none(sent):
    found = rules.point(sent)
    if found is not None:
        assert found == tuple(sent)
        assert abs(found[0]) <= 18_000_000
        assert abs(found[1]) <= 9_000_000


def test_a_card_without_a_place_is_refused_on_the_map_and_nowhere_else(here):
    with pytest.raises(Refused, match="dites où"):
        lay(a_phone(here), activity=here)
    assert not Contribution.objects.exists()
    assert lay(a_phone(here), activity=here, place="Igé")


def test_where_a_finger_fell_is_kept_and_drawn_there(here):
    exact = said(here, place="Igé", point=IGÉ)
    beside = said(here, place="Igé")
    elsewhere = said(here, place="Chez nous, au bout du chemin")
    wall = queries.wall_of(here.workshop)
    spots = {card.pk: card.spot for column in wall.columns for card in column.cards}
    assert (exact.lon, exact.lat) == IGÉ
    assert spots[exact.pk] == wall.plate.projection.point((0.5, 48.32))
    x, y = wall.plate.centres[beside.commune_id]
    assert abs(spots[beside.pk][0] - x) < 25
    assert abs(spots[beside.pk][1] - y) < 25
    assert spots[elsewhere.pk] is None


def test_a_pin_reaches_the_wall_and_leaves_with_its_card(here, cast):
    card = said(here, place="Igé", point=IGÉ)
    drawn = frames(here, room.PROJECTOR)
    assert f'id="lieu-{card.pk}"' in drawn
    assert 'data-into="#epingles"' in drawn
    assert f'id="colonne-{here.pk}-lieux"' in drawn
    operations.hide(card, "Un essai", by=cast.dina, at=MORNING)
    assert f'<i data-remove="lieu-{card.pk}">' in frames(here, room.PROJECTOR)


def test_a_card_written_in_silence_has_no_pin_until_it_is_revealed(as_, cast, here):
    Activity.objects.filter(pk=here.pk).update(silent=True)
    here.refresh_from_db()
    pin = f'id="lieu-{said(here, place="Igé", point=IGÉ).pk}"'
    page = reverse("wall:projector", args=[here.workshop.atelier.slug, 1])
    assert pin not in frames(here, room.PROJECTOR)
    assert "n-besoin" not in frames(here, room.PROJECTOR)  # nor the colour of what it is
    assert pin not in as_(cast.dina).get(page).content.decode()
    operations.close_activity(here, by=cast.dina, at=MORNING)
    operations.reveal_activity(here, by=cast.dina, at=MORNING)
    assert pin in frames(here, room.PROJECTOR)


def test_a_phone_gets_a_light_map_and_the_list_does_without(phone, here):
    page = phone.get(reverse("wall:room", args=[here.workshop_id])).content.decode()
    assert re.findall(r'<path d="[^"]+" data-place="([^"]+)"', page)
    assert 'id="place"' in page
    assert len(frames(here, room.PHONE)) < 20_000
    Contour.objects.all().delete()
    page = phone.get(reverse("wall:room", args=[here.workshop_id])).content.decode()
    assert "data-place" not in page
    assert '<option value="Igé">Igé' in page


def test_a_phone_without_script_says_where_by_the_list(phone, here):
    room_page = reverse("wall:room", args=[here.workshop_id])
    page = phone.get(room_page).content.decode()
    id = re.search(r'name="id" value="([^"]+)"', page)[1]
    given = {"id": id, "activity": str(here.pk), "kind": "besoin", "words": "Un banc"}
    refused = phone.post(room_page, given)
    assert refused.status_code == 422
    assert "Dites où" in refused.content.decode()
    assert phone.post(room_page, given | {"place": "Igé"}).status_code == 302
    assert Contribution.objects.get().commune.name == "Igé"


def test_the_register_keeps_the_place(as_, cast, here):
    said(here, place="Igé", point=IGÉ)
    slug = here.workshop.atelier.slug
    page = as_(cast.paul).get(reverse("wall:wall", args=[slug]) + "?place=Igé")
    assert [card.place for card in page.context["register"].cards] == ["Igé"]


def test_the_map_asks_as_much_for_many_cards(as_, cast, here, phone):
    desk, page = as_(cast.dina), reverse("wall:projector", args=[here.workshop.atelier.slug, 1])
    said(here, place="Igé")
    territories._plate.cache_clear()
    desk.get(page)
    one = assert_queries(desk, page)
    for _ in range(3):
        said(here, place="Bellême", point=IGÉ)
    assert assert_queries(desk, page) == one
    assert_queries(phone, reverse("wall:room", args=[here.workshop_id]), 9)


def test_a_map_of_a_real_territory_is_light_enough_for_a_phone():
    """Thirty communes, as a phone gets them; the whole page has sixty kilobytes."""
    outlines, _ = contours.read(bundled.contours())
    wanted = {c.code for c in bundled.communes() if c.epci_id == "200067031"}
    drawn = [
        plates.Place(one.code, f"Commune {one.code}", 0, geometry.simplify(one.outline, 1e-3))
        for one in outlines
        if one.code in wanted
    ]
    plate = plates.plate(drawn, title="CC", source="", names=6)
    html = render_to_string("wall/phone_more.html", {"plate": plate})
    assert len(plate.shapes) == 30
    assert len(gzip.compress(html.encode())) < 12_000
