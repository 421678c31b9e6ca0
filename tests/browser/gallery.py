"""The pictures of docs/screens: `python -m tests.browser.gallery [letters…]`, then `reduce`.

Tells the story in a database of its own, serves it, and takes each page as whom it is for. The hall
(wall, console, phone) is a second database, where a question is open and the cards of the story's
first workshop are laid again; then a vote. MOCKUPS=<folder> takes the mockups there as well.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import django

PLACE = Path(__file__).resolve().parents[2] / "docs" / "screens"
TALLEST = 1500
WRITTEN = [
    ("Préface", "Ce que la mer a déjà décidé", "F-001 : la dune recule plus vite que nous"),
    ("Le territoire", "L’eau par-dessous, l’eau par-dessus", "F-004 : le sel\nF-010 : le marais"),
    ("Les enjeux", "Vivre ici douze mois sur douze", "F-006 : une rue\nF-008 : la saison"),
    ("Un désaccord", "Le polder, et la date qui manque", "F-011 : ce que chacun en dit"),
]
"""Sections of the booklet that nobody has begun: where, title, what they rest on."""
IN_COLUMN = 9
ASKED = "Qu’est-ce qui tient, qu’est-ce qui manque ?"
OPTIONS = [
    "Se déplacer sans voiture sans attendre dix ans",
    "Remplir les maisons vides avant de bâtir",
    "Partager l’eau de l’Huisne quand elle manque",
    "Vieillir chez soi, entouré",
    "Une place pour les moins de 25 ans",
]
SCALE = 0.75
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": SCALE}
WIDE = DESK | {"viewport": {"width": 1440, "height": 900}}
WALL = {"viewport": {"width": 1920, "height": 1080}, "device_scale_factor": 0.5}
PHONE = {"viewport": {"width": 375, "height": 812}, "device_scale_factor": 1, "is_mobile": True}


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, and how one gets to the page from a blank screen."""

    name: str
    who: str
    go: Callable
    device: dict = field(default_factory=lambda: DESK)
    whole: bool = True
    tallest: int = TALLEST
    vote: bool = False
    """Whether it is of a hall that votes, where no card is laid any more."""


def page(who: str, route: str, slug: str = "", about: object = "") -> tuple[str, Callable]:
    """Who opens a page of the demonstration, and how."""
    from benchmarks.pages import Page

    return who, lambda screen: screen.goto(Page(who, route, slug, about).path)


def of_the_story() -> list[Shot]:
    from benchmarks.pages import DONE, OPEN, TEAM, UNDER_WAY

    def a_booklet_begun(screen) -> None:
        """A document still in writing: its holes, and its pages counted part by part."""
        open_booklet = page(TEAM, "deliverables:deliverable", UNDER_WAY, {"kind": "booklet"})[1]
        for place, title, rests_on in WRITTEN:
            open_booklet(screen)
            screen.click("text=Écrire une section")
            screen.select_option("[name=place]", label=place)
            screen.fill("[name=title]", title)
            screen.fill("[name=text]", f"{title}, dit avec les mots de la salle.")
            screen.fill("[name=cites]", rests_on)
            screen.click("text=Enregistrer la section")
        open_booklet(screen)
        screen.wait_for_selector("#pages table")
        screen.mouse.move(0, 0)

    return [
        Shot("a", *page("eure", "home:today")),
        Shot("b", *page("manche", "home:overview", UNDER_WAY)),
        Shot("c", "camille", a_common_mark),
        Shot("g", *page("dina", "evidence:finding", DONE, "F-008")),
        Shot("h1", *page("dina", "roadmap:roadmap", DONE)),
        Shot("h2", *page("dina", "roadmap:action", DONE, "A2.1")),
        Shot("i", *page("dina", "roadmap:compass", DONE), WIDE),
        Shot("j", "", nours_receipt),
        Shot("j2", "", nours_receipt, PHONE),
        Shot("k", *page("", "public:programme")),
        Shot("l", *page("eve", "competition:my_tender", OPEN)),
        Shot("m", *page("dgaln", "home:today")),
        Shot("n", *page("eure", "competition:opening", OPEN)),
        Shot("o", *page("camille", "competition:grid", DONE)),
        Shot("p", *page(TEAM, "wall:grouping", UNDER_WAY, {"ordinal": 2}), whole=False),
        Shot("q", TEAM, a_booklet_begun, tallest=2040),
        Shot("r", *page(TEAM, "wall:paper", UNDER_WAY, {"ordinal": 2})),
        Shot("s", "", lambda screen: screen.goto("/demo/")),
        Shot("t", *page("", "public:atelier", DONE)),
    ]


def of_the_hall(hall) -> list[Shot]:
    def enter(screen) -> None:
        screen.goto("/rejoindre/")
        screen.fill("#code", hall.code)

    def sit(screen) -> None:
        enter(screen)
        screen.click("text=Continuer")
        screen.click("label:has-text('Habitante')")
        screen.click("text=Entrer dans la salle")

    def write(screen) -> None:
        sit(screen)
        screen.check("input[value=besoin]")
        screen.fill("#words", "Un bus qui attend le train de 18 h 12")

    def keep(screen) -> None:
        write(screen)
        screen.context.set_offline(True)
        screen.click("#poser")
        screen.wait_for_selector("#attente:visible")
        screen.locator("#attente").scroll_into_view_if_needed()
        screen.evaluate("scrollTo(0, document.body.scrollHeight)")

    def choose(screen) -> None:
        sit(screen)
        for rank in (0, 0, 2):
            screen.locator("#vote li").nth(rank).locator("[data-step='1']").click()
        screen.wait_for_selector("text=vos choix sont reçus")

    def projector(key: str, query: str = "") -> Callable:
        def go(screen) -> None:
            screen.goto(hall.page("projecteur") + query)
            screen.keyboard.press(key)

        return go

    return [
        Shot("d", "dina", projector("2"), WALL, whole=False),
        Shot("d-night", "dina", projector("2", "?nuit=1"), WALL, whole=False),
        Shot("d2", "dina", projector("1"), WALL, whole=False),
        Shot("e", "dina", lambda screen: screen.goto(hall.page("console")), whole=False),
        Shot("f1", "", enter, PHONE, whole=False),
        Shot("f2", "", write, PHONE, whole=False),
        Shot("f4", "", keep, PHONE, whole=False),
        Shot("f3", "", choose, PHONE, whole=False, vote=True),
    ]


def a_common_mark(screen) -> None:
    """The first common mark of the table, with what each college said."""
    page("camille", "competition:analysis", "collines-du-perche")[1](screen)
    screen.goto(screen.locator("td.mec a").nth(4).get_attribute("href").partition("#")[0])


def nours_receipt(screen) -> None:
    screen.goto("/demo/")
    screen.click("text=Suivre sa carte")


# What is served ---------------------------------------------------------------------------


@contextmanager
def a_story(migrated: str, folder: Path) -> Iterator:
    from tests import databases
    from tests.browser.serving import serve

    with databases.own(migrated, folder):
        databases.tell_story()
        with serve() as server:
            yield server


def cards_of_the_story(folder: Path) -> list[dict]:
    """What was said at the first workshop of the story."""
    from atelier_local.steps.wall.models import Contribution

    told = Contribution.objects.filter(activity__workshop__ordinal=1).select_related("node")
    fields = ("kind", "family", "audience", "channel")
    return [{"words": c.node.words} | {f: getattr(c, f) for f in fields} for c in told]


def lay_again(hall, cards: list[dict]) -> None:
    """One open question with five columns, the shortest cards in it, at several tables."""
    from atelier_local import clock
    from atelier_local.programme.ateliers.enums import Audience
    from atelier_local.steps.wall.enums import ContributionKind
    from atelier_local.steps.wall.operations import (
        contribute,
        count_people,
        open_activity,
        prepare_activity,
    )
    from atelier_local.steps.workshops.queries import sequences
    from tests.factories.people import the_cast
    from tests.factories.wall import MORNING
    from tests.factories.workshops import PREPARED

    by, workshop = the_cast().dina, hall.activity.workshop
    kinds = [ContributionKind(k) for k in ("atout", "fragilite", "projet", "besoin", "tension")]
    clock.advance_to(MORNING + timedelta(minutes=49))  # four minutes after its line should end
    activity = prepare_activity(
        workshop,
        question=ASKED,
        kinds=kinds,
        sequence=sequences(workshop).get(),
        by=by,
        at=PREPARED,
    )
    open_activity(activity, by=by, at=MORNING)
    came = {Audience.RESIDENTS: 22, Audience.ELECTED: 14, Audience.ASSOCIATIONS: 11}
    count_people(workshop, came, by=by, at=MORNING)
    tables = list(workshop.tables.values_list("number", flat=True)) or [None]
    short = sorted(cards, key=lambda card: len(card["words"]))
    fit = [card for kind in kinds for card in [c for c in short if c["kind"] == kind][:IN_COLUMN]]
    for number, card in enumerate(sorted(fit, key=lambda card: card["words"])):
        table = tables[number % len(tables)]
        contribute(activity, **card, table=table, by=by, at=MORNING)


def offer_wifi(hall) -> None:
    """The network that the wall invites phones to join first."""
    from atelier_local.steps.workshops.operations import set_wifi
    from tests.factories.people import the_cast
    from tests.factories.wall import MORNING

    by = the_cast().dina
    set_wifi(
        hall.activity.workshop, name="Salle des fêtes", key="les-haies-du-perche", by=by, at=MORNING
    )


def open_vote(hall) -> None:
    from tests.factories.people import the_cast
    from tests.factories.wall import a_vote

    a_vote(hall.activity, the_cast(), options=OPTIONS)


# The camera -------------------------------------------------------------------------------


def take(browser, server, shots: list[Shot], wanted: list[str]) -> None:
    from tests.browser.screens import open_context

    for shot in shots:
        if wanted and shot.name not in wanted:
            continue
        context = open_context(browser, server.url, shot.device)
        if shot.who:
            context.add_cookies([server.session_of(shot.who)])
        screen = context.new_page()
        shot.go(screen)
        screen.wait_for_timeout(400)  # what arrives is shown in 120 ms
        photograph(screen, PLACE / f"{shot.name}.png", whole=shot.whole, tallest=shot.tallest)
        context.set_offline(False)
        context.close()


def photograph(screen, file: Path, *, whole: bool, tallest: int = TALLEST) -> None:
    """The page down to `tallest`: below, one sees no more in a picture this small."""
    size = screen.viewport_size
    height = screen.evaluate("document.documentElement.scrollHeight") if whole else size["height"]
    area = {"x": 0, "y": 0, "width": size["width"], "height": min(height, tallest)}
    screen.screenshot(path=file, clip=area, full_page=whole)


def take_mockups(browser, folder: Path) -> None:
    for file in sorted(folder.glob("[a-z]*.html")):
        letter = re.match(r"[a-z]\d?(?=-)|(?!)", file.name)
        if not letter:
            continue
        name = "d-night" if "nuit" in file.name else letter[0]
        device = WALL if name[0] == "d" else PHONE if re.match(r"f\d|j2", name) else DESK
        context = browser.new_context(**device)
        screen = context.new_page()
        screen.goto(file.resolve().as_uri())
        photograph(screen, PLACE / f"{name}-mockup.png", whole=True)
        context.close()


def main(wanted: list[str]) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
    django.setup()
    from django.conf import settings
    from django.test import override_settings
    from playwright.sync_api import sync_playwright

    from tests import databases
    from tests.browser.screens import launch
    from tests.wall.hall import an_open_hall

    PLACE.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = settings.STORAGES | {"staticfiles": plain}
        finders = {"SERVESTATIC_USE_FINDERS": True, "SERVESTATIC_USE_MANIFEST": False}
        apart = override_settings(MEDIA_ROOT=folder / "files", STORAGES=storages, **finders)
        stack.enter_context(apart)
        browser = launch(stack.enter_context(sync_playwright()))
        if os.environ.get("MOCKUPS"):
            take_mockups(browser, Path(os.environ["MOCKUPS"]))
        migrated = databases.migrated()
        with a_story(migrated, folder) as server:
            take(browser, server, of_the_story(), wanted)
            cards = cards_of_the_story(folder)
        with an_open_hall(migrated, folder) as hall:
            lay_again(hall, cards)
            offer_wifi(hall)
            shots = of_the_hall(hall)
            take(browser, hall.server, [one for one in shots if not one.vote], wanted)
            open_vote(hall)
            take(browser, hall.server, [one for one in shots if one.vote], wanted)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
