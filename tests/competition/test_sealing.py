"""Two keys of two parties: what a slot hides, who opens it, how alike a blank and a tender are."""

from inspect import unwrap
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import passphrase

from atelier_local.steps.competition import sealing
from atelier_local.steps.competition.sealing import Envelope, Key, Sealed, Unreadable
from tests import quick_keys

CORE = b'{"prix": 97800, "pitch": "les haies"}'
STAMP = b'{"deposited_at": "2026-07-03T09:59:59.999999+00:00"}'
GOLDEN = Path(__file__).parent / "golden"


def officers(*parties: str):
    """Their identities, by place, and what the seal knows of them."""
    identities = {place: sealing.new_key() for place, _ in enumerate(parties, 1)}
    keys = [
        Key(place, party, str(identities[place].to_public()))
        for place, party in enumerate(parties, 1)
    ]
    return identities, keys


@pytest.fixture(scope="module")
def two():
    return officers("pilot", "local_authorities")


@pytest.fixture(scope="module")
def slot(two):
    _, keys = two
    return sealing.rewrap(sealing.seal(CORE, keys), keys, STAMP)


def turned(slot: Sealed, first: int, second: int, identities) -> sealing.Opened:
    """Opened by two officers, whatever their places."""
    half = sealing.halves(slot.keys, first, identities[first])[str(second)]
    return sealing.open_core(slot, sealing.secret(half, identities[second]))


def test_both_together_read_what_was_sealed_in_either_order(two, slot):
    identities, _ = two
    for first, second in ((1, 2), (2, 1)):
        opened = turned(slot, first, second, identities)
        assert (opened.core, opened.stamp) == (CORE, STAMP)


def test_the_digest_is_that_of_the_core_as_it_was_sent(two):
    identities, keys = two
    envelope = sealing.seal(CORE, keys)
    opened = turned(sealing.rewrap(envelope, keys, STAMP), 1, 2, identities)
    assert opened.digest == sealing.digest(envelope.core)


@settings(max_examples=25)
@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=5).filter(lambda p: len(set(p)) > 1))
def test_any_two_of_two_parties_open_and_no_two_of_one_party(parties):
    identities, keys = officers(*parties)
    slot = sealing.rewrap(sealing.seal(CORE, keys), keys, STAMP)
    for first in keys:
        reached = sealing.halves(slot.keys, first.place, identities[first.place])
        others = {str(key.place) for key in keys if key.party != first.party}
        assert set(reached) == others
        for second in keys:
            if second.party != first.party:
                assert turned(slot, first.place, second.place, identities).core == CORE
        for half in reached.values():
            with pytest.raises(Unreadable):
                sealing.secret(half, identities[first.place])  # one officer, twice
        for half in reached.values():
            for ally in keys:
                if ally.party == first.party:
                    with pytest.raises(Unreadable):
                        sealing.secret(half, identities[ally.place])


def test_the_slot_shows_neither_words_nor_keys(slot):
    for part in (slot.core, slot.stamp, *slot.keys.values()):
        assert b"haies" not in part
        assert b"AGE-SECRET" not in part
        assert b"2026" not in part


def test_a_blank_and_a_tender_have_the_same_shape(two):
    """The same columns and stanzas; lengths differ only by age's grease, which both have."""
    _, keys = two
    blanks = [sealing.blank(keys) for _ in range(100)]
    filled = [sealing.rewrap(sealing.seal(CORE * n, keys), keys, STAMP) for n in range(100)]

    def shape(sealed: Sealed) -> dict[str, tuple[int, int]]:
        parts = {"core": sealed.core, "stamp": sealed.stamp, **sealed.keys}
        return {
            name: (part.count(b"\n-> X25519 "), len(part) // 1_000) for name, part in parts.items()
        }

    for name in shape(blanks[0]):
        seen = {shape(one)[name] for one in blanks}, {shape(one)[name] for one in filled}
        assert seen[0] == seen[1], name
    for sealed in (blanks, filled):
        lengths = [len(one.core) for one in sealed]
        assert max(lengths) - min(lengths) < 500


def test_an_altered_byte_is_unreadable(two, slot):
    identities, _ = two
    for name in ("core", "stamp"):
        whole = getattr(slot, name)
        for place in (30, len(whole) // 2, len(whole) - 1):
            changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            parts = {"core": slot.core, "stamp": slot.stamp, name: changed}
            with pytest.raises(Unreadable):
                turned(Sealed(keys=slot.keys, **parts), 1, 2, identities)
    key = slot.keys["1>2"]
    altered = slot.keys | {"1>2": key[:-1] + bytes([key[-1] ^ 1])}
    with pytest.raises(Unreadable):
        turned(Sealed(slot.core, altered, slot.stamp), 1, 2, identities)
    assert turned(Sealed(slot.core, altered, slot.stamp), 2, 1, identities).core == CORE


def test_parts_of_two_slots_do_not_mix(two, slot):
    identities, keys = two
    other = sealing.rewrap(sealing.seal(b"{}", keys), keys, STAMP)
    for mixed in (
        Sealed(other.core, slot.keys, slot.stamp),
        Sealed(slot.core, other.keys, slot.stamp),
        Sealed(slot.core, slot.keys, other.stamp),
    ):
        with pytest.raises(Unreadable):
            turned(mixed, 1, 2, identities)


def test_a_slot_of_another_competition_does_not_open(slot):
    identities, _ = officers("pilot", "local_authorities")
    with pytest.raises(Unreadable):
        turned(slot, 1, 2, identities)


def test_what_was_not_sealed_by_us_is_unreadable_and_never_a_crash(two, slot):
    identities, keys = two
    honest = sealing.seal(CORE, keys)
    for envelope in (
        Envelope(honest.recipient, b"not age", honest.keys),
        Envelope(honest.recipient, honest.core, dict.fromkeys(honest.keys, b"")),
        Envelope(keys[0].recipient, honest.core, honest.keys),
    ):
        with pytest.raises(Unreadable):
            turned(sealing.rewrap(envelope, keys, STAMP), 1, 2, identities)
    for opens in ("", "AGE-SECRET-KEY-1", "é", str(sealing.new_key())):
        with pytest.raises(Unreadable):
            sealing.open_core(slot, opens)


def test_a_core_too_long_is_refused_with_its_size(two):
    _, keys = two
    with pytest.raises(sealing.TooLong) as refused:
        sealing.seal(b"x" * sealing.CORE, keys)
    assert (refused.value.size, refused.value.limit) == (sealing.CORE, sealing.CORE - 4)
    assert sealing.unpad(sealing.pad(b"x" * (sealing.CORE - 4), sealing.CORE))


def test_a_wrong_passphrase_unlocks_nothing_and_no_identity_is_kept_in_clear():
    recipient, locked = unwrap(sealing.new_identity)("première phrase")
    assert str(sealing.unlock(locked, "première phrase").to_public()) == recipient
    assert b"AGE-SECRET-KEY" not in locked
    _, locked = sealing.new_identity("première phrase")
    with pytest.raises(sealing.WrongPassphrase):
        sealing.unlock(locked, "première phrase ?")


def test_a_machine_busy_at_that_instant_is_asked_again(monkeypatch):
    """The library says no word of the passphrase then: that it is wrong would be untrue."""
    too_slow = quick_keys.lock(b"", "phrase", said=40)
    with pytest.raises(pyrage.DecryptError, match="Excessive work") as refused:
        passphrase.decrypt(too_slow, "phrase")
    with pytest.raises(sealing.TooSlow):
        sealing.unlock(too_slow, "phrase")
    recipient, locked = sealing.new_identity("phrase")
    said = [refused.value, refused.value]
    decrypt = passphrase.decrypt

    def busy_twice(*given: object) -> bytes:
        if said:
            raise said.pop()
        return decrypt(*given)

    monkeypatch.setattr(passphrase, "decrypt", busy_twice)
    assert str(sealing.unlock(locked, "phrase").to_public()) == recipient


def test_no_key_is_locked_harder_than_a_browser_opens(monkeypatch):
    """The library counts rounds by the speed of the machine, and takes no other order."""
    script = Path(sealing.__file__).with_name("static") / "competition" / "vendor" / "age.min.js"
    assert f">{sealing.HARDEST})throw Error(" in script.read_text()
    hard = [21, 20, 22, 21, 30]
    monkeypatch.setattr(
        passphrase, "encrypt", lambda text, said: quick_keys.lock(text, said, said=hard.pop(0))
    )
    _, locked = unwrap(sealing.new_identity)("phrase")
    assert sealing.opens_in_a_browser(locked)
    with pytest.raises(sealing.TooHard):
        unwrap(sealing.new_identity)("phrase")
    assert hard == []
    for wrong in (b"", locked[22:], locked.replace(b" 20\n", b" 021\n", 1)):
        assert not sealing.opens_in_a_browser(wrong)


def test_an_identity_is_read_from_its_sheet_however_it_is_typed():
    identity = sealing.new_key()
    text = str(identity)
    grouped = " ".join(text[n : n + 4] for n in range(0, len(text), 4)).lower() + "\n"
    assert str(sealing.identity_of(grouped)) == text
    with pytest.raises(sealing.WrongKey):
        sealing.identity_of(text[:-1] + ("Q" if text[-1] != "Q" else "P"))


def test_drafts_and_pieces_open_with_their_key_alone():
    key, other = sealing.new_key(), sealing.new_key()
    recipient = str(key.to_public())
    draft = sealing.seal_draft(b"un brouillon", recipient)
    piece = sealing.seal_piece(b"%PDF-1.7", recipient)
    assert sealing.open_draft(draft, key) == b"un brouillon"
    assert sealing.open_piece(piece, key) == b"%PDF-1.7"
    assert len(piece) < 2_400_000
    with pytest.raises(Unreadable):
        sealing.open_draft(draft, other)


# --- What was sealed yesterday opens tomorrow -----------------------------------------------------


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def test_a_slot_of_the_first_format_still_opens():
    """Written once with this code; identities are invented for it."""
    identities = {n: sealing.identity_of(golden(f"officer-{n}.txt").decode()) for n in (1, 2)}
    slot = Sealed(
        golden("core.bin"),
        {p: golden(f"key-{p[0]}-{p[2]}.bin") for p in ("1>2", "2>1")},
        golden("stamp.bin"),
    )
    for first, second in ((1, 2), (2, 1)):
        assert turned(slot, first, second, identities).core == CORE
