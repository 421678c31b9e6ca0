"""What the browser seals, the server opens, and the reverse: over plain HTTP, under our own policy.

`atelier.test` is no secure context, unlike 127.0.0.1: the browser's own cryptography is absent.
"""

import base64
import json
import random
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from atelier_local.steps.competition import sealing
from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules import body, typed
from tests import databases
from tests.browser.screens import DESK, Watch, open_context
from tests.browser.serving import serve

SCRIPTS = ("vendor/age.min.js", "vault.js", "typed.js")
SAID = '{"parts": {"method": "Marcher d’abord, écrire ensuite."}}'


@pytest.fixture(scope="module")
def vault(
    migrated: str, chromium: Browser, static_files, django_db_blocker, tmp_path_factory
) -> Iterator[Page]:
    """A page of ours, on an address without HTTPS, with the scripts of the seal."""
    hosts = override_settings(ALLOWED_HOSTS=["atelier.test", "127.0.0.1"])
    with (
        django_db_blocker.unblock(),
        databases.own(migrated, tmp_path_factory.mktemp("vault")),
        hosts,
        serve() as running,
    ):
        home = f"http://atelier.test:{urlsplit(running.url).port}"
        context = open_context(chromium, home, DESK)
        watch = Watch(context, home)
        page = context.new_page()
        page.goto("/compte/connexion/")
        for script in SCRIPTS:
            page.add_script_tag(url=f"/static/competition/{script}")
        yield page
        context.close()
        # Such an address cannot be kept apart from windows of other sites; the browser says so.
        assert [fault for fault in watch.faults if "Cross-Origin-Opener" not in fault] == []


def b64(given: bytes) -> str:
    return base64.b64encode(given).decode()


def officers(*parties: str) -> tuple[list[sealing.Key], list]:
    identities = [sealing.new_key() for _ in parties]
    keys = [
        sealing.Key(place, party, str(identity.to_public()))
        for place, (party, identity) in enumerate(zip(parties, identities, strict=True), 1)
    ]
    return keys, identities


def as_json(keys: list[sealing.Key]) -> list[dict]:
    return [{"place": k.place, "party": k.party, "recipient": k.recipient} for k in keys]


ENVELOPE = """async ([said, keys]) => {
  const { core, keys: shut, ...rest } = await vault.seal(vault.utf8(said), keys);
  const each = Object.entries(shut).map(([pair, sealed]) => [pair, vault.base64(sealed)]);
  return { ...rest, core: vault.base64(core), keys: Object.fromEntries(each) };
}"""


def sealed_in(page: Page, said: str, keys: list[sealing.Key]) -> tuple[sealing.Envelope, dict]:
    made = page.evaluate(ENVELOPE, [said, as_json(keys)])
    shut = {pair: base64.b64decode(sealed) for pair, sealed in made["keys"].items()}
    return sealing.Envelope(made["recipient"], base64.b64decode(made["core"]), shut), made


def test_the_page_is_where_the_library_alone_would_fail(vault):
    assert vault.evaluate("[isSecureContext, typeof crypto.subtle]") == [False, "undefined"]


def test_what_the_browser_seals_two_officers_open_on_the_server(vault):
    keys, (first, second) = officers("pilot", "local_authorities")
    envelope, made = sealed_in(vault, SAID, keys)
    assert made["digest"] == sealing.digest(envelope.core)
    assert made["commitment"] == sealing.digest(SAID.encode())
    slot = sealing.rewrap(envelope, keys, b"stamp")
    for place, one, other in ((1, first, second), (2, second, first)):
        half = sealing.halves(slot.keys, place, one)[str(3 - place)]
        opened = sealing.open_core(slot, sealing.secret(half, other))
        assert (opened.core.decode(), opened.stamp) == (SAID, b"stamp")
        with pytest.raises(sealing.Unreadable):
            sealing.secret(half, one)


def test_a_third_officer_stands_in_and_two_of_one_party_are_no_pair(vault):
    keys, _ = officers("pilot", "pilot", "local_authorities")
    envelope, _ = sealed_in(vault, SAID, keys)
    assert sorted(envelope.keys) == ["1>3", "2>3", "3>1", "3>2"]


def test_a_blank_and_a_tender_leave_the_browser_with_the_same_sizes(vault):
    keys, _ = officers("pilot", "local_authorities")
    sizes = []
    for said in ("", SAID, "é" * 100_000):
        envelope, made = sealed_in(vault, said, keys)
        sizes.append((len(envelope.core), {p: len(s) for p, s in envelope.keys.items()}))
        assert len(json.dumps(made)) == len(json.dumps(sealed_in(vault, SAID, keys)[1]))
    assert sizes[0] == sizes[1] == sizes[2]


def test_officers_peel_in_their_browsers_what_the_server_sealed(vault):
    keys, (first, second) = officers("pilot", "local_authorities")
    slot = sealing.rewrap(sealing.seal(SAID.encode(), keys), keys, b"stamp")
    secret = vault.evaluate(
        """async ([shut, first, second]) => {
          const keys = Object.entries(shut).map(([pair, sealed]) => [pair, vault.bytesOf(sealed)]);
          const halves = await vault.halves(Object.fromEntries(keys), 1, first);
          return vault.secretOf(halves["2"], second);
        }""",
        [{pair: b64(sealed) for pair, sealed in slot.keys.items()}, str(first), str(second)],
    )
    assert sealing.open_core(slot, secret).core.decode() == SAID


def test_drafts_and_pieces_are_read_on_both_sides(vault):
    identity = sealing.new_key()
    recipient = str(identity.to_public())
    for here, there, kind in (
        (sealing.seal_draft, sealing.open_draft, "Draft"),
        (sealing.seal_piece, sealing.open_piece, "Piece"),
    ):
        made = vault.evaluate(
            f"async ([said, to]) => vault.base64(await vault.seal{kind}(vault.utf8(said), to))",
            [SAID, recipient],
        )
        assert there(base64.b64decode(made), identity).decode() == SAID
        read = vault.evaluate(
            f"""async ([sealed, secret]) =>
            vault.text(await vault.open{kind}(vault.bytesOf(sealed), secret))""",
            [b64(here(SAID.encode(), recipient)), str(identity)],
        )
        assert read == SAID


def test_a_piece_fits_in_one_request(vault):
    size = vault.evaluate(
        """async () => {
          const { recipient } = await vault.newIdentity();
          return (await vault.sealPiece(new Uint8Array(vault.PIECE - 4), recipient)).length;
        }"""
    )
    assert size < 2_400_000


@pytest.mark.parametrize("changed", [40, 200, 260_000, -1])
def test_one_byte_altered_and_nothing_is_read(vault, changed):
    identity = sealing.new_key()
    sealed = bytearray(sealing.seal_draft(SAID.encode(), str(identity.to_public())))
    sealed[changed] ^= 1
    refused = vault.evaluate(
        """async ([sealed, secret]) => vault.openDraft(vault.bytesOf(sealed), secret)
        .then(() => "read", (why) => why instanceof vault.Unreadable)""",
        [b64(bytes(sealed)), str(identity)],
    )
    assert refused is True


def test_what_is_too_long_is_refused_before_it_is_sealed(vault):
    refused = vault.evaluate(
        """async () => vault.seal(new Uint8Array(vault.CORE - 3), [])
        .then(() => "sealed", (why) => why instanceof vault.TooLong)"""
    )
    assert refused is True


def test_a_key_made_here_opens_there_with_its_phrase(vault):
    phrase = "cinq mots que personne ne devine"
    made = vault.evaluate(
        """async (phrase) => {
          const { secret, recipient } = await vault.newIdentity();
          const locked = await vault.lockByPhrase(secret, phrase);
          return { secret, recipient, locked: vault.base64(locked) };
        }""",
        phrase,
    )
    identity = sealing.unlock(base64.b64decode(made["locked"]), phrase)
    assert str(identity) == made["secret"]
    assert str(identity.to_public()) == made["recipient"]
    recipient, locked = sealing.new_identity(phrase)
    opened = vault.evaluate(
        """async ([locked, phrase]) => {
          const secret = await vault.openByPhrase(vault.bytesOf(locked), phrase);
          return vault.recipientOf(secret);
        }""",
        [b64(locked), phrase],
    )
    assert opened == recipient


def test_a_key_pasted_from_a_sheet_is_found(vault):
    secret = str(sealing.new_key())
    groups = " ".join(secret[i : i + 6] for i in range(0, len(secret), 6))
    find = "(pasted) => vault.secretIn(pasted)"
    assert vault.evaluate(find, f"Clé du groupement\r\n{groups.lower()}\n") == secret
    assert vault.evaluate(find, secret[:-1]) is None
    assert vault.evaluate(find, "") is None


# The pages of officers ---------------------------------------------------------------------------

KEY_PAGE = """<section data-sheet hidden><p data-identity></p></section>
<form method="post" action="/posted/" data-officer-key>
<input name="phrase"><input name="phrase_again"><input type="hidden" name="recipient">
<input type="hidden" name="locked"><p data-told hidden tabindex="-1"></p>
<button>Faire</button></form>"""
TURN_PAGE = """<form method="post" action="/posted/" data-turn data-envelopes="/plis.json">
<input name="phrase"><textarea name="sheet"></textarea><input type="hidden" name="halves">
<input type="hidden" name="secrets"><input type="hidden" name="place">
<input type="hidden" name="by_sheet"><p data-told hidden tabindex="-1"></p>
<button>Tourner</button></form>"""


class Officers:
    """A page that holds one form of an officer, and what was posted from it."""

    def __init__(self, page: Page, html: str) -> None:
        self.page = page
        self.posted: dict[str, str] = {}
        page.route("**/posted/", self.keep)
        page.goto("/compte/connexion/")
        page.evaluate("(html) => { document.querySelector('main').innerHTML = html; }", html)
        for script in ("vendor/age.min.js", "vault.js", "officers.js"):
            page.add_script_tag(url=f"/static/competition/{script}")

    def keep(self, route) -> None:
        self.posted = dict(parse_qsl(route.request.post_data or "", keep_blank_values=True))
        route.fulfill(body="reçu", content_type="text/plain")

    def says(self, words: str) -> None:
        expect(self.page.locator("[data-told]")).to_contain_text(words)

    def turn(self, seen: dict, phrase: str = "", sheet: str = "") -> dict[str, str]:
        self.page.route("**/plis.json", lambda route: route.fulfill(json=seen))
        self.page.locator("[name=phrase]").fill(phrase)
        self.page.locator("[name=sheet]").fill(sheet)
        self.page.get_by_role("button").click()
        self.page.wait_for_url("**/posted/")
        return self.posted


@pytest.fixture
def other(vault) -> Iterator[Page]:
    """A second window of the same browser profile."""
    page = vault.context.new_page()
    yield page
    page.close()


PHRASE = "cinq mots que personne ne devine"


def test_an_officer_makes_a_key_and_no_phrase_leaves_the_browser(other):
    form = Officers(other, KEY_PAGE)
    phrase, again, button = (
        other.locator("[name=phrase]"),
        other.locator("[name=phrase_again]"),
        other.get_by_role("button"),
    )
    phrase.fill("trop courte")
    again.fill("trop courte")
    button.click()
    form.says("seize signes")
    phrase.fill(PHRASE)
    button.click()
    form.says("diffèrent")
    again.fill(PHRASE)
    button.click()
    expect(button).to_contain_text("enregistrer ma clé")
    printed = other.locator("[data-identity]").inner_text()
    button.click()
    other.wait_for_url("**/posted/")
    assert set(form.posted) == {"recipient", "locked"}
    identity = sealing.unlock(base64.b64decode(form.posted["locked"]), PHRASE)
    assert str(identity) == printed.replace(" ", "")
    assert str(identity.to_public()) == form.posted["recipient"]


def test_two_turns_on_two_devices_open_and_no_key_leaves_them(other):
    """The first with a sheet, the second with a phrase; an altered slot stays out of both."""
    keys, (first, _) = officers("pilot", "local_authorities")
    recipient, locked = sealing.new_identity(PHRASE)
    keys[1] = sealing.Key(2, "local_authorities", recipient)
    slot = sealing.rewrap(sealing.seal(SAID.encode(), keys), keys, b"stamp")
    shut = {pair: b64(sealed) for pair, sealed in slot.keys.items()}
    spoilt = shut | {"1>2": b64(bytes(reversed(slot.keys["1>2"])))}
    posted = Officers(other, TURN_PAGE).turn(
        {
            "turn": 1,
            "officers": [{"place": 1, "party": "pilot", "recipient": keys[0].recipient}],
            "slots": [{"id": "7", "keys": shut}, {"id": "8", "keys": spoilt}],
        },
        sheet=str(first).lower(),
    )
    assert (posted["place"], posted["by_sheet"]) == ("1", "1")
    assert not {"phrase", "sheet"} & set(posted)
    halves = json.loads(posted["halves"])
    assert set(halves) == {"7"}
    officer = {"place": 2, "party": "local_authorities", "recipient": recipient}
    posted = Officers(other, TURN_PAGE).turn(
        {
            "turn": 2,
            "officers": [officer | {"locked": b64(locked)}],
            "slots": [{"id": "7", "halves": halves["7"]}],
        },
        phrase=PHRASE,
    )
    assert (posted["place"], posted["by_sheet"], posted["halves"]) == ("2", "", "")
    assert not {"phrase", "sheet"} & set(posted)
    assert sealing.open_core(slot, json.loads(posted["secrets"])["7"]).core.decode() == SAID


def test_a_wrong_phrase_is_said_and_nothing_leaves(other):
    form = Officers(other, TURN_PAGE)
    recipient, locked = sealing.new_identity(PHRASE)
    officer = {"place": 1, "party": "pilot", "recipient": recipient, "locked": b64(locked)}
    seen = {"turn": 1, "officers": [officer], "slots": []}
    other.route("**/plis.json", lambda route: route.fulfill(json=seen))
    other.locator("[name=phrase]").fill("une autre phrase de cinq mots")
    other.get_by_role("button").click()
    expect(other.locator("[data-told]")).to_contain_text("pas la bonne phrase")
    other.locator("[name=sheet]").fill(str(sealing.new_key()))
    other.get_by_role("button").click()
    form.says("pas celle d’une personne de votre partie")
    assert form.posted == {}


# What is typed -----------------------------------------------------------------------------------

NEEDS = ("water", "land")
RATES = {"m:7": 65_001, "m:12": 78_050, "s:1": 50_000}


def some_fields(draw: random.Random, *, well: bool) -> dict[str, str]:
    """A draft as people leave it; unless it is filled well, with figures that are none."""
    figures = ["", "0", "4", "12", "007"]
    figures += [] if well else ["2,5", "2.50", "5\u202f650,50 €", "7,3", "abc", "-2", "٣"]
    words = ["", " ", "Marcher d’abord\nEnsuite écrire ", "🚲 à pied", "\x07bip", "  x "]
    firms = ["m:12", "m:7", "s:1", "s:2"]
    fields = {f"text_{part}": draw.choice(words) for part in TenderPart}
    fields["months"] = draw.choice(["", "12", "12,5", "9"] + ([] if well else ["12,55"]))
    for row in draw.sample(range(1, 41), 5):
        fields[f"person_{row}_name"] = draw.choice(["Dina Haddad", "", "Hugo Lambert"])
        fields[f"person_{row}_firm"] = draw.choice(["m:12", "m:7"] if well else [*firms, "", "x"])
        fields[f"person_{row}_speciality"] = draw.choice([*NEEDS, ""])
        fields |= {f"person_{row}_{phase}": draw.choice(figures) for phase in Phase}
    for row in draw.sample(range(1, 13), 2):
        fields[f"sub_{row}_name"] = draw.choice(["Bureau des eaux", ""])
        fields[f"sub_{row}_siren"] = draw.choice(["", "732 829 320"] + ([] if well else ["12"]))
    for firm in firms[:2] if well else firms:
        fields |= {f"price_{firm}_{phase}": draw.choice(figures) for phase in Phase}
    fields |= {f"expense_{phase}": draw.choice(figures) for phase in Phase}
    fields["why_land"] = draw.choice(["", "Pas de friche ici."])
    return fields


def test_the_browser_adds_up_like_the_server(vault):
    """Sixty drafts: the same tender, the same faults, the same sums, the same things missing."""
    draw = random.Random(3)
    asked = typed.Asked(("understanding", "method"), NEEDS, (100, 150))
    files = [{"part": "samples", "size": 1}] * 2
    whole = 0
    for turn in range(60):
        fields = some_fields(draw, well=turn % 3 == 0)
        there = vault.evaluate(
            """([fields, files, asked, rates]) => {
              const { said, faults } = typed.core(fields, files, "flux");
              return { said, faults, sums: typed.sums(said), points: typed.points(said, asked),
                filled: typed.prefilled(fields, rates) };
            }""",
            [fields, files, vars(asked), RATES],
        )
        said, faults = typed.core(fields, files, "flux")
        assert there["said"] == said
        assert there["faults"] == [{"name": one.name, "said": one.said} for one in faults]
        assert there["sums"] == vars(typed.sums(said))
        assert there["points"] == typed.points(said, asked)
        assert there["filled"] == typed.prefilled(fields, RATES)
        if not faults:
            whole += 1
            read = body.parse(json.dumps(said | {"salt": "0" * 32, "files": []}).encode(), "flux")
            assert read.total_cents == there["sums"]["total"]
            assert read.by_phase() == there["sums"]["by_phase"]
            assert read.by_firm() == there["sums"]["by_firm"]
    assert 5 < whole < 55
