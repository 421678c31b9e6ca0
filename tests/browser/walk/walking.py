"""What walking takes: a browser profile a person, forms filled by label, a clock."""

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, Page, expect

from atelier_local import clock
from tests.browser.screens import DESK, PHONE, Watch, open_context, shoot

PASSWORD = "quatre haies au vent d’ouest"
PROJECTOR_AT_ONCE = 1000
"""Milliseconds from a phone to the wall."""
LINK = re.compile(r"https?://\S+")


@dataclass
class Walk:
    """The people of the story, each at their own screen; nobody sees another's cookies."""

    browser: Browser
    url: str
    atelier: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    _screens: dict[str, tuple[Page, Watch]] = field(default_factory=dict)

    # People ---------------------------------------------------------------------------

    def as_(self, who: str, device: dict = DESK) -> Page:
        """That person's screen, opened when they first appear."""
        if who not in self._screens:
            context = open_context(self.browser, self.url, device)
            watch = Watch(context, self.url)
            self._screens[who] = context.new_page(), watch
        return self._screens[who][0]

    def on_a_phone(self, who: str) -> Page:
        return self.as_(who, PHONE)

    def visit(self, who: str, room: str) -> Page:
        """That person enters a room of the Atelier by its menu."""
        page = self.as_(who)
        menu = page.get_by_role("navigation", name="Salles de l’Atelier")
        if not menu.is_visible():
            page.goto(self.atelier)
        with page.expect_navigation():
            menu.get_by_role("link", name=re.compile(f"^{room}")).click()
        return page

    @property
    def faults(self) -> list[str]:
        """What no screen may ever have: script errors, blocked resources, calls abroad."""
        return [
            f"{who}: {fault}" for who, (_, watch) in self._screens.items() for fault in watch.faults
        ]

    def leave(self) -> None:
        for page, _ in self._screens.values():
            page.context.close()

    # Mail -----------------------------------------------------------------------------

    def last_mail_to(self, address: str) -> str:
        """The text of the latest message sent to that address."""
        found = [message.body for message in mail.outbox if message.to == [address]]
        assert found, f"nobody wrote to {address}"
        return found[-1]

    def link_mailed_to(self, address: str) -> str:
        return path_in(self.last_mail_to(address))

    # Time -----------------------------------------------------------------------------

    def later(self, **delay: float) -> None:
        """Time passes, for the server and for everyone."""
        clock.advance_to(clock.now() + timedelta(**delay))

    def on_the_day(self, day: date, hour: int = 9, minute: int = 0) -> None:
        clock.advance_to(datetime.combine(day, time(hour, minute), clock.PARIS))

    # Pictures -------------------------------------------------------------------------

    def shoot(self, page: Page, name: str) -> None:
        shoot(page, f"walk-{name}", (page.viewport_size["width"],))


def path_in(text: str) -> str:
    """The path of the link in a message, whatever the address it was written with."""
    found = LINK.search(text)
    assert found, f"no link in: {text}"
    return urlsplit(found[0]).path


def command(*arguments: str) -> str:
    """What a command prints."""
    said = io.StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue()


def day(moment: date | datetime) -> str:
    return f"{moment:%d/%m/%Y}"


def send(page: Page, button: str, says: str = "", **answers: object) -> None:
    """Fill the form that has this button, press it, and read what the page says."""
    form = page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))
    fill(form, answers)
    form.get_by_role("button", name=button, exact=True).click()
    if says:
        expect(page.locator("main")).to_contain_text(says)


def fill(form: Locator | Page, answers: dict[str, object]) -> None:
    """Answer each field by its label; `True` ticks a box or chooses a radio."""
    for label, answer in answers.items():
        control = labelled(form, label)
        if answer is True:
            tick(form, control)
        elif control.evaluate("field => field.tagName") == "SELECT":
            control.select_option(label=str(answer))
        else:
            control.fill(str(answer))


def tick(form: Locator | Page, control: Locator) -> None:
    """The drawn box is its label's; a click there must tick this one and no other."""
    form.locator(f"label[for='{control.get_attribute('id')}']").click()
    expect(control).to_be_checked()


def labelled(form: Locator | Page, label: str) -> Locator:
    """The field of that label; what may follow begins otherwise than by a small letter."""
    words = r"\s+".join(map(re.escape, label.split()))
    return form.get_by_label(re.compile(rf"^\s*{words}(?!\s*[a-zà-ÿ])"))


def said(page: Page, pattern: str) -> str:
    """What the page just said, where the pattern has its group: the number given to something."""
    message = page.locator(".avis-pile").inner_text()
    found = re.search(pattern, message)
    assert found, message
    return found[1]


def unfold(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).first.click()


def go(page: Page, link: str, within: str = "main") -> None:
    """Follow the link of that name, until the scripts of its page are there."""
    page.locator(within).get_by_role("link", name=link, exact=True).first.click()
    page.wait_for_load_state()
