"""Before the deadline, with a copy of everything: no word, no key, nothing of a tender."""

import base64
import json
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from atelier_local import clock
from atelier_local.programme.agreement.models import ConsortiumAgent
from atelier_local.programme.agreement.operations import appoint_agent
from atelier_local.programme.people.access import Capability
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.steps.competition import operations, sealing
from atelier_local.steps.competition.models import Slot
from atelier_local.steps.competition.operations import publish
from tests.factories import agreement
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, WITHIN, side_of, tender
from tests.factories.people import LONG_AGO, a_person, an_organisation

MARK = "Haies-vives-7f3a"
KEY = sealing.new_key()


SILENT, DECLINED = "D", "F"


@pytest.fixture(scope="module")
def made(kept):
    return kept(six_invited)


def six_invited(cast):
    """As many as the founding document names: three more than the cast's."""
    competition = factory.a_sealable(cast)
    for letter in ("B", SILENT, DECLINED):
        firm = an_organisation(OrganisationKind.FIRM, f"Agence {letter}")
        agent = a_person(f"Agent-{letter}", "Faure", firm)
        holder = agreement.consortium(competition.atelier.framework, letter, (firm.name,))
        appoint_agent(agent, holder, lead=True, by=None, at=LONG_AGO)
    publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    return competition


def spellings(word: str) -> list[bytes]:
    """How a word may lie in a file: as it is, in two-byte signs, in base64 at its three offsets."""
    plain = word.encode()
    in_base64 = [base64.b64encode(b"x" * n + plain)[4:-4] for n in range(3)]
    return [plain, word.encode("utf-16-le"), json.dumps(word).encode()[1:-1], *in_base64]


def everything(competition) -> bytes:
    """All tables, all files, all settings."""
    rows = [
        bytes(value) if isinstance(value, memoryview | bytes) else repr(value).encode()
        for model in apps.get_models()
        if model._meta.managed
        for row in model._base_manager.values_list()
        for value in row
    ]
    files = [path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    told = [
        repr({name: getattr(settings, name) for name in dir(settings) if name.isupper()}).encode()
    ]
    return b"\0".join([*rows, *files, *told])


def test_a_copy_of_everything_reads_no_word_and_holds_no_key(cast, competition, caplog):
    caplog.set_level(0)
    side = side_of(cast.dina, competition)
    recipient = str(KEY.to_public())
    draft = sealing.seal_draft(MARK.encode(), recipient)
    operations.save_draft(side, draft, recipient, "", at=BEFORE)
    operations.keep_piece(side, sealing.seal_piece(MARK.encode(), recipient), at=BEFORE)
    tender(cast.dina, competition, pitch=MARK)
    copied = everything(competition)
    copied += b"\0".join(record.getMessage().encode() for record in caplog.records)
    copied += b"\0".join(message.body.encode() for message in mail.outbox)
    for spelling in spellings(MARK):
        assert spelling not in copied
    assert b"AGE-SECRET-KEY-1" not in copied
    for phrase in (factory.CAMILLES, factory.BASTIENS):
        assert phrase.encode() not in copied


def side_routes() -> dict[str, str]:
    """Every address behind the door of a side, wherever it stands: its name, and a path there."""
    found = {}
    for top in get_resolver().url_patterns:
        for one in getattr(top, "url_patterns", []):
            if (
                isinstance(one, URLPattern)
                and getattr(one.callback, "capability", "") == Capability.TENDER
            ):
                wanted = [_ARGUMENTS[name] for name in one.pattern.converters if name != "slug"]
                found[str(one.name)] = reverse(f"competition:{one.name}", args=[SLUG, *wanted])
    return found


_ARGUMENTS = {"pk": UUID(int=1), "form": "pdf", "part": "method", "rank": 1, "name": "0" * 32}


def test_no_address_of_a_side_shows_or_does_anything_of_another(as_, cast, competition):
    """Both are sides here; neither can name the other in an address, nor read a word of it. What
    dina does, on all her pages, changes no byte of eve's."""
    clock.advance_to(BEFORE)
    routes = side_routes()
    eve = as_(cast.eve)
    before = {name: PASSING.sub(b"", eve.get(path).content) for name, path in routes.items()}
    side = side_of(cast.dina, competition)
    recipient = str(KEY.to_public())
    draft = sealing.seal_draft(MARK.encode(), recipient)
    operations.save_draft(side, draft, recipient, "", at=BEFORE)
    operations.ask(side, f"Une question sur {MARK}", by=cast.dina, at=BEFORE)
    operations.keep_piece(side, sealing.seal_piece(MARK.encode(), recipient), at=BEFORE)
    tender(cast.dina, competition, pitch=MARK)
    clock.reset()
    clock.advance_to(BEFORE)
    for name, path in routes.items():
        shown = PASSING.sub(b"", eve.get(path).content)
        assert shown == before[name] or name == "vault", name
        assert MARK.encode() not in shown, name
    vault = eve.get(routes["vault"]).json()
    assert (vault["draft"], vault["tag"]) == ("", "")


# --- With no tender, or one from whoever answers: the same copy, the same screens -----------------

PASSING = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|class="horloge num"><b>[^<]*')
"""What differs from one look to the next: a token, the seconds of a clock."""
_SEEN = {
    "camille": ("competition", "opening", "backups", "officers", "key", "sent_letter", "expected"),
    "bastien": ("competition", "opening", "key"),
    "agnès": ("competition",),
    "olivia": ("competition", "opening"),
}
_HOLDERS = ("letter", "questions", "my_tender", "receipt")


def copied(folder: Path) -> dict[str, object]:
    """What a thief of the storage counts and measures: rows of each table, files, their sizes."""
    rows = {
        model._meta.label: sorted(repr(row) for row in model._base_manager.values_list())
        for model in apps.get_models()
        if model._meta.managed and model is not Slot
    }
    files = sorted(
        (str(path.relative_to(folder)), path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file()
    )
    return {"rows": rows, "files": files, "mails": len(mail.outbox), "slots": Slot.objects.count()}


def shapes() -> list[dict[str, object]]:
    """Each slot as it lies: columns, stanzas, thousands of bytes; age pads a little at random."""
    return [
        {
            name: (part.count(b"\n-> X25519 "), len(part) // 1_000 if name == "core" else 0)
            for name, part in {"core": s.core, "stamp": s.stamp, **s.keys}.items()
        }
        for s in (slot.sealed for slot in Slot.objects.order_by("pk"))
    ]


def screens(cast, holders, sign_in) -> dict[tuple[str, str], bytes]:
    """Of the buyer's side, then of each of the six holders."""
    clock.reset()
    clock.advance_to(BEFORE)
    found = {}
    watching = {who: (getattr(cast, who), names) for who, names in _SEEN.items()}
    watching |= {letter: (agent, _HOLDERS) for letter, agent in holders.items()}
    for who, (person, names) in watching.items():
        browser = sign_in(person)
        for name in (*names, "home"):
            path = "/" if name == "home" else reverse(f"competition:{name}", args=[SLUG])
            answer = browser.get(path, follow=True)
            found[who, name] = str(answer.status_code).encode() + PASSING.sub(b"", answer.content)
    return found


def test_a_copy_and_every_screen_are_the_same_with_no_tender_and_with_all(
    as_, cast, competition, settings, tmp_path, caplog
):
    """Six are invited: one declines, one says nothing, four tender. Rows, files, mails, log lines
    after each of the four, and all screens after the last, are those of when nobody had: nothing
    tells that one deposited, nor how many."""
    settings.MEDIA_ROOT = tmp_path
    agents = ConsortiumAgent.objects.filter(consortium__framework=competition.atelier.framework)
    told = agents.select_related("person", "consortium")
    holders = {one.consortium.letter: one.person for one in told}
    assert len(holders) == competition.invitations.count() == 6
    declines = side_of(holders[DECLINED], competition)
    operations.decline(declines, "Notre plan de charge.", by=holders[DECLINED], at=BEFORE)
    was, looked = shapes(), screens(cast, holders, as_)
    seen = copied(tmp_path)
    caplog.set_level(0)
    caplog.clear()
    answering = sorted(holders.keys() - {SILENT, DECLINED})
    assert len(answering) == 4
    for rank, letter in enumerate(answering):
        tender(holders[letter], competition, pitch="Nos mots. " * 10**rank)
        assert (copied(tmp_path), shapes()) == (seen, was), letter
    assert caplog.records == []
    assert screens(cast, holders, as_) == looked


def test_a_withdrawal_and_a_replacement_leave_no_more_trace(cast, competition, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    seen, was = copied(tmp_path), shapes()
    tender(cast.dina, competition)
    tender(cast.dina, competition, pitch="Autre chose, bien plus long. " * 300)
    operations.withdraw(side_of(cast.dina, competition), by=cast.dina, at=BEFORE)
    assert (copied(tmp_path), shapes()) == (seen, was)
