"""The page of field kits: who opens it, what it takes, what it tells."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from atelier_local.windows.upkeep.models import Kit, Merge
from atelier_local.windows.upkeep.operations import make_kit
from tests.pages import assert_queries
from tests.upkeep.kits import MORNING, SECRET, kits_of
from tests.upkeep.logs import Hall, a_room, bring_home
from tests.upkeep.test_kits import content_of, shut

TWICE = {"kit-secret": SECRET, "kit-again": SECRET}


def url(page, activity, *rest):
    return reverse(f"upkeep:{page}", args=[activity.workshop.atelier.slug, *rest])


def upload(sealed: bytes, secret: str = SECRET) -> dict:
    return {"retour-bundle": SimpleUploadedFile("a.retour", sealed), "retour-secret": secret}


def test_the_team_alone_takes_kits_away(as_, cast, activity):
    read = {p: as_(p).get(url("kits", activity)).status_code for p in cast.everyone}
    assert {p for p, s in read.items() if s == 200} == {cast.dina}
    assert {p for p, s in read.items() if s == 404} == {cast.eve, cast.stranger}
    for page in ("make", "bring"):
        wrote = {p: as_(p).post(url(page, activity), {}).status_code for p in cast.everyone}
        assert {p for p, s in wrote.items() if s == 422} == {cast.dina}
        assert set(wrote.values()) == {403, 404, 422}


def test_a_kit_is_downloaded_and_told(as_, cast, activity):
    desk = as_(cast.dina)
    answer = desk.post(url("make", activity), TWICE)
    assert answer["Content-Disposition"].endswith('-22.kit"')
    assert content_of(answer.content)["kit"]["block"] == "22"
    assert "Aucun kit" not in desk.get(url("kits", activity)).content.decode()
    other = desk.post(url("make", activity), TWICE | {"kit-again": "une autre phrase"})
    assert "ne sont pas les mêmes" in other.content.decode()
    assert other.status_code == 422
    assert Kit.objects.count() == 1


@pytest.fixture
def returned(activity, vote, cast):
    """A kit and its bundle, as files."""
    kit, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
    hall = Hall(a_room(activity, vote, cast.dina.ref), 3, 1)
    return shut(kit, content_of(sealed)["kit"]["key"], hall.laptops[0].bundle(kit.pk))


def test_a_bundle_is_brought_home_by_the_page_once(as_, cast, activity, returned):
    desk = as_(cast.dina)
    first = desk.post(url("bring", activity), upload(returned), follow=True)
    assert "C’est rapporté" in first.content.decode()
    again = desk.post(url("bring", activity), upload(returned), follow=True)
    assert "déjà rapporté" in again.content.decode()
    assert Merge.objects.count() == 1
    assert "kit 22, Atelier 1" in again.content.decode()


@pytest.mark.parametrize(
    ("bundle", "secret", "why"),
    [
        (b"", SECRET, "pas un paquet"),
        (b"GIF89a" + bytes(100), SECRET, "pas un paquet"),
        (None, "une autre phrase", "pas la phrase secrète"),
        (None, "", "obligatoire"),
    ],
)
def test_what_cannot_be_brought_home_says_why(as_, cast, activity, returned, bundle, secret, why):
    sealed = returned if bundle is None else bundle
    answer = as_(cast.dina).post(url("bring", activity), upload(sealed, secret))
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Merge.objects.exists()


def test_a_lost_laptop_is_revoked(as_, cast, activity, returned):
    kit, desk = Kit.objects.get(), as_(cast.dina)
    desk.post(url("revoke", activity, kit.pk))
    assert "révoqué" in desk.get(url("kits", activity)).content.decode()
    answer = desk.post(url("bring", activity), upload(returned))
    assert "ce kit a été révoqué" in answer.content.decode()
    assert as_(cast.camille).post(url("revoke", activity, kit.pk)).status_code == 403


def test_the_page_asks_as_much_with_one_and_three(as_, cast, activity, vote):
    room, desk = a_room(activity, vote, cast.dina.ref), as_(cast.dina)
    kits, told = kits_of(activity, cast, 3), []
    for n, kit in enumerate(kits):
        hall = Hall(room, n, 1, acts=0)
        opened, at = {"activity": room.activities[1]}, MORNING
        hall.laptops[0].say(
            "wall.activity_opened", opened, by=room.facilitator, at=at, id=hall.uuid()
        )
        told.append(hall.laptops[0].bundle(kit.pk))
    bring_home(kits, told, [0], cast.dina)
    desk.get(url("kits", activity))
    asked = assert_queries(desk, url("kits", activity))
    bring_home(kits, told, [1, 2], cast.dina)
    assert assert_queries(desk, url("kits", activity)) == asked
    assert desk.get(url("kits", activity)).content.decode().count("kit 2") == 3
