"""What carries a log from one machine to another: read whole, or refused with its reason."""

import base64
import hashlib
import json
import zlib
from uuid import UUID

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from atelier_local.ground.journal import bundles
from atelier_local.ground.journal.bundles import Unusable

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw().hex()
IDENTITY, ELSE = Identity.generate(), Identity.generate()
LOCKED = b"age-encryption.org/v1\n-> scrypt " + b"A" * 22 + b" 18\n" + b"x" * 60
KIT = UUID("01890000-0000-7000-8000-000000000001")
TOLD = {"lines": [{"words": "le marché du jeudi"}], "n": 3}


def sealed(content=TOLD, *, key=KEY, kind="retour", locked=LOCKED) -> bytes:
    recipient = str(IDENTITY.to_public())
    return bundles.seal(kind, KIT, content, key=key, recipient=recipient, locked=locked)


def opened(bundle: bytes, **how) -> dict:
    return bundles.open_(bundle, "retour", **({"public": PUBLIC, "identity": IDENTITY} | how))


def made_up(packed: bytes, *, head: bytes | None = None, key=KEY) -> bytes:
    """A bundle signed and shut as ours are, around what we would not write."""
    head = head or bundles.Head("retour", bundles.VERSION, KIT, LOCKED).written
    signed = head + packed
    return head + pyrage.encrypt(key.sign(signed) + signed, [IDENTITY.to_public()])


def test_what_was_put_in_comes_out():
    bundle = sealed()
    assert opened(bundle) == TOLD | {"files": {}}
    head = bundles.head_of(bundle, "retour")
    assert (head.id, head.locked, head.version) == (KIT, LOCKED, bundles.VERSION)
    assert b"march" not in bundle


@given(st.lists(st.binary(max_size=60), unique=True, max_size=5))
def test_files_come_out_as_they_went_in(contents):
    carried = {hashlib.sha256(octets).hexdigest(): octets for octets in contents}
    recipient = str(IDENTITY.to_public())
    bundle = bundles.seal(
        "retour", KIT, TOLD, key=KEY, recipient=recipient, locked=LOCKED, files=carried
    )
    assert opened(bundle) == TOLD | {"files": carried}


def test_a_bundle_of_before_files_still_opens():
    old = bundles.Head("retour", 1, KIT, LOCKED).written
    bundle = made_up(zlib.compress(json.dumps(TOLD).encode()), head=old)
    assert opened(bundle) == TOLD | {"files": {}}


def with_files(*told, carried: bytes = b"") -> bytes:
    return made_up(zlib.compress(json.dumps(TOLD | {"files": told}).encode()) + carried)


def test_without_a_known_key_the_bundle_names_its_own():
    assert opened(sealed(TOLD | {"signer": PUBLIC}), public="")["n"] == 3
    for false in ({"signer": PUBLIC}, {}, {"signer": "zz"}):
        with pytest.raises(Unusable, match="pas signé"):
            opened(sealed(TOLD | false, key=OTHER), public="")


@pytest.mark.parametrize(
    ("bundle", "why"),
    [
        (b"", "pas un paquet"),
        (b"PK\x03\x04" + bytes(400), "pas un paquet"),
        (b"atelier-local retour 1 \n", "pas un paquet"),
        (sealed().replace(b"local retour 2", b"local retour 3", 1), "version plus récente"),
        (sealed().replace(b"local retour 2", b"local retour 0", 1), "version trop ancienne"),
        (sealed(kind="kit"), "pas le paquet d’un retour"),
        (sealed(locked=LOCKED.replace(b" 18\n", b" 40\n")), "abîmé"),
        (sealed(locked=b"autre chose"), "abîmé"),
        (sealed() + bytes(bundles.MOST), "trop gros"),
        (sealed(key=OTHER), "pas signé par le kit"),
        (made_up(b"nothing compressed"), "mal formé"),
        (made_up(zlib.compress(b"[1, 2]")), "mal formé"),
        (made_up(zlib.compress(b"{" * 100_000)), "mal formé"),
        (made_up(zlib.compress(b'{"a": ')), "mal formé"),
        (with_files(carried=b"x"), "mal formé"),
        (with_files("x"), "mal formé"),
        (with_files([hashlib.sha256(b"a").hexdigest(), 1], carried=b"b"), "empreinte"),
        (with_files([hashlib.sha256(b"ab").hexdigest(), 2], carried=b"a"), "empreinte"),
        (with_files(["", -1]), "empreinte"),
        (with_files(*[["", 0]] * (bundles.MOST_FILES + 1)), "trop de photographies"),
        (made_up(zlib.compress(bytes(bundles.MOST_INSIDE + 10), 9)), "démesuré"),
        (made_up(zlib.compress(json.dumps(TOLD).encode())[:-6]), "démesuré"),
    ],
)
def test_what_cannot_be_used_says_why(bundle, why):
    with pytest.raises(Unusable, match=why):
        opened(bundle)


def test_a_bundle_of_another_passphrase_or_kit_stays_shut():
    with pytest.raises(Unusable, match="abîmé"):
        opened(sealed(), identity=ELSE)
    other = bundles.Head("retour", bundles.VERSION, UUID(int=7, version=4), LOCKED).written
    with pytest.raises(Unusable, match="étiquette"):
        opened(other + sealed()[len(bundles.head_of(sealed(), "retour").written) :])


WHOLE = sealed()


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_short_anywhere_it_is_refused(length):
    with pytest.raises(Unusable):
        opened(WHOLE[:length])


@given(st.integers(0, len(WHOLE) * 8 - 1))
def test_one_bit_changed_anywhere_is_seen(bit):
    changed = bytearray(WHOLE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unusable):
        opened(bytes(changed))


def test_the_key_on_the_label_is_the_base64_of_what_opens():
    label = WHOLE.split(b"\n", 1)[0].split(b" ")
    assert base64.b64decode(label[-1]) == LOCKED
