"""Two locks: what the envelope hides, who opens it."""

import pytest

from atelier_local.steps.competition import sealing

TEXT = b'{"price_eur": "97800", "pitch": "les haies"}'


@pytest.fixture(scope="module")
def keys():
    return sealing.new_identity("première phrase"), sealing.new_identity("seconde phrase")


@pytest.fixture(scope="module")
def envelope(keys):
    (first, _), (second, _) = keys
    return sealing.seal(TEXT, first, second)


@pytest.fixture(scope="module")
def identities(keys):
    (_, first), (_, second) = keys
    return sealing.unlock(first, "première phrase"), sealing.unlock(second, "seconde phrase")


def test_both_together_read_what_was_sealed(envelope, identities):
    assert sealing.unseal(envelope, *identities) == TEXT


def test_the_envelope_shows_neither_price_nor_words(envelope):
    assert b"97800" not in envelope
    assert b"haies" not in envelope


def test_one_officer_alone_cannot_read(envelope, identities):
    first, second = identities
    for pair in ((first, first), (second, second), (second, first)):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(envelope, *pair)


def test_a_wrong_passphrase_unlocks_nothing(keys):
    (_, first), _ = keys
    with pytest.raises(sealing.WrongPassphrase):
        sealing.unlock(first, "première phrase ?")


def test_an_identity_is_kept_only_under_its_passphrase(keys):
    assert all(b"AGE-SECRET-KEY" not in locked for _, locked in keys)


def test_an_altered_envelope_does_not_open(envelope, identities):
    altered = envelope[:-1] + bytes([envelope[-1] ^ 1])
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(altered, *identities)


def test_the_size_of_the_envelope_tells_little_of_what_it_holds(envelope, keys):
    (first, _), (second, _) = keys
    long = sealing.seal(TEXT * 20, first, second)
    assert abs(len(long) - len(envelope)) < len(TEXT) * 10  # age itself adds a random few bytes
