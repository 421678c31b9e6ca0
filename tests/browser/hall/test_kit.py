"""The laptop of a hall: its pages; and what a phone kept, that comes out of it as codes or text."""

import base64
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page, expect

from atelier_local.programme.people.models import Person
from atelier_local.windows.upkeep.access import link_token
from atelier_local.windows.upkeep.operations import make_kit
from tests import databases
from tests.browser.hall.test_wall import assert_kept, lay
from tests.browser.screens import assert_accessible, assert_no_sideways_scroll, shoot
from tests.browser.serving import Server, serve
from tests.factories.people import the_cast
from tests.factories.wall import MORNING, an_open_activity
from tests.upkeep.kits import SECRET, on_a_laptop

ONLY_THE_HALL = "atelier_local.windows.upkeep.hall.OnlyTheHall"


@pytest.fixture
def laptop(migrated, static_files, test_settings, django_db_blocker, tmp_path) -> Iterator[None]:
    """A kit left the office and is unpacked."""
    with django_db_blocker.unblock():
        with databases.own(migrated, tmp_path):
            cast = the_cast()
            activity = an_open_activity(cast)
            _, sealed = make_kit(activity.workshop, SECRET, by=cast.dina, at=MORNING)
        with on_a_laptop(migrated, tmp_path, sealed):
            yield


class TestOnTheLaptop:
    """With what only a laptop has in front of its pages."""

    @pytest.fixture
    def server(self, laptop) -> Iterator[Server]:
        middleware = [*settings.MIDDLEWARE, ONLY_THE_HALL]
        with override_settings(MIDDLEWARE=middleware), serve() as running:
            yield running

    def test_its_pages_have_no_barrier_and_the_bundle_is_taken(self, screen, server):
        desk = screen()
        desk.goto("/")
        assert desk.url.endswith("/kit/")
        assert_accessible(desk)
        desk.goto(f"/kit/entrer/{link_token(Person.objects.get(last_name='Haddad'))}/")
        expect(desk.locator("h1")).to_contain_text("Bellême")
        for width in (1280, 320):
            desk.set_viewport_size({"width": width, "height": 800})
            assert_accessible(desk)
            assert_no_sideways_scroll(desk)
        with desk.expect_download() as taken:
            desk.click("text=Faire le paquet de retour")
        assert taken.value.suggested_filename.endswith(".retour")
        desk.goto("/aujourdhui/")
        assert desk.url.endswith("/kit/")


def in_code(phone: Page) -> str:
    """What a camera reads on its screen."""
    drawn = phone.locator("#code").evaluate("code => code.toDataURL()").partition(",")[2]
    picture = np.frombuffer(base64.b64decode(drawn), np.uint8)
    image = cv2.imdecode(picture, cv2.IMREAD_GRAYSCALE)
    return cv2.QRCodeDetectorAruco().detectAndDecode(image)[0]


def test_what_a_phone_kept_is_scanned_or_handed_in_as_text_and_counts_once(screen, hall, phone):
    phone.context.set_offline(True)
    for words in ("De l’eau pour les maraîchers", "Un banc à l’ombre", "Un marché couvert " * 14):
        lay(phone, words)
    expect(phone.locator("#attente")).to_contain_text("éléments en attente d’envoi")
    phone.click("text=Ce téléphone ne retrouve pas la salle")
    expect(phone.locator("#code-rang")).to_have_text("Code 1 sur 2")
    assert_accessible(phone)
    assert_no_sideways_scroll(phone)
    shoot(phone, "rescue-phone", (360,))
    text, first = phone.input_value("#a-remettre"), in_code(phone)
    phone.click("#code-suivant")
    expect(phone.locator("#code-rang")).to_have_text("Code 2 sur 2")
    second = in_code(phone)
    assert "2. Besoin" in text
    console = screen("dina")
    console.goto(second)
    assert "[AL1." in console.input_value("textarea")
    assert "#" not in console.url
    assert_accessible(console)
    console.click("text=Reprendre ces éléments")
    expect(console.locator("#dernieres li")).to_have_count(1)
    console.goto(hall.page("console/reprendre"))
    console.fill("textarea", f"{first}\n{text}")
    console.click("text=Reprendre ces éléments")
    expect(console.locator("#dernieres li")).to_have_count(3)
    phone.context.set_offline(False)
    expect(phone.locator("#attente")).to_be_hidden(timeout=20_000)
    assert_kept(3)
