"""Before the deadline, with a copy of everything: no word, no key, nothing of a tender."""

import base64
import json
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from atelier_local import clock
from atelier_local.steps.competition import operations, sealing
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, side_of, tender

MARK = "Haies-vives-7f3a"
KEY = sealing.new_key()


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_published)


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


def side_routes() -> set[str]:
    """Every address of a side: those under « mon-offre/ », and the few beside it."""
    found = set()
    for top in get_resolver().url_patterns:
        for pattern in getattr(top, "url_patterns", []):
            if isinstance(pattern, URLPattern) and "mon-offre/" in str(pattern.pattern):
                found.add(str(pattern.name))
    return found


_PARTS = {"piece": ["0" * 32], "tender_part": ["method"], "tender_file": [0]}


def test_every_address_of_a_side_is_closed_to_whoever_is_not_of_it(as_, cast, competition):
    clock.advance_to(BEFORE)
    routes = side_routes()
    assert {"my_tender", "receipt", "vault", "pieces", "piece"} <= routes
    for name in sorted(routes):
        path = reverse(f"competition:{name}", args=[SLUG, *_PARTS.get(name, [])])
        for person in ("camille", "bastien", "agnès", "olivia", "stranger"):
            assert as_(getattr(cast, person)).get(path).status_code == 404, (name, person)
