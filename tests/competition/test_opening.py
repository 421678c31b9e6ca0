"""After the deadline, one key and then one of another party open everything at once."""

import json
from base64 import b64decode, b64encode
from datetime import timedelta
from decimal import Decimal

import pytest

from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.governance.models import Meeting
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts, sealing
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import KeyTurn, LateTender, Slot, Tender
from atelier_local.steps.competition.operations import (
    Turn,
    turn_with_passphrase,
    turn_with_sheet,
)
from atelier_local.steps.competition.rules import SETTLING
from tests.factories import competition as factory
from tests.factories.competition import (
    AFTER,
    BASTIENS,
    BEFORE,
    CAMILLES,
    DEADLINE,
    invited,
    open_by_both,
    tender,
)
from tests.factories.people import Cast


def two_tenders(cast: Cast):
    competition = factory.a_published(cast)
    tender(cast.dina, competition)
    tender(cast.eve, competition)
    for person in (cast.camille, cast.bastien):
        factory.declared(person, competition, at=BEFORE)


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_tenders)


def turn(competition, person, phrase, at=AFTER, **more) -> bool:
    return turn_with_passphrase(competition, phrase, by=person, at=at, **more)


def minutes(competition) -> str:
    competition.refresh_from_db()
    return Meeting.objects.get(pk=competition.opening.meeting_id).minutes


def opened(competition) -> dict[str, Decimal]:
    return {t.invitation.consortium.letter: t.price_eur for t in queries.tenders(competition)}


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (DEADLINE - timedelta(microseconds=1), "n’est pas passée"),
        (DEADLINE, "se rangent"),
        (DEADLINE + SETTLING - timedelta(microseconds=1), "se rangent"),
    ],
)
def test_before_the_last_arrivals_are_in_their_place_no_key_turns(cast, competition, at, why):
    with pytest.raises(Refused, match=why):
        turn(competition, cast.camille, CAMILLES, at)
    assert not KeyTurn.objects.exists()


def test_one_key_opens_nothing_however_often_it_is_turned(cast, competition):
    assert turn(competition, cast.camille, CAMILLES) is False
    with pytest.raises(Refused, match="autre partie"):
        turn(competition, cast.camille, CAMILLES)
    assert turn(competition, cast.camille, CAMILLES, again=True) is False
    assert not Tender.objects.exists()
    assert competition.stream.lines.filter(kind="competition.key_turned").count() == 2


def test_who_was_not_named_turns_nothing(cast, competition):
    for stranger in (cast.olivia, cast.hélène, cast.dina):
        with pytest.raises(Refused, match="pas parmi les personnes"):
            turn(competition, stranger, "une phrase bien assez longue")


def test_a_wrong_passphrase_turns_nothing(cast, competition):
    with pytest.raises(Refused, match="n’ouvre pas votre clé"):
        turn(competition, cast.camille, BASTIENS)
    assert not KeyTurn.objects.exists()


@pytest.mark.parametrize("order", [("camille", "bastien"), ("bastien", "camille")])
def test_both_open_all_the_tenders_at_once_in_either_order(cast, competition, order):
    phrases = {"camille": CAMILLES, "bastien": BASTIENS}
    first, second = order
    turn(competition, getattr(cast, first), phrases[first])
    assert turn(competition, getattr(cast, second), phrases[second]) is True
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.OPENED
    assert opened(competition) == {letter: factory.PRICES[letter] for letter in "CE"}
    hers = Tender.objects.get(invitation=invited(competition, "C"))
    assert hers.pitch == factory.PITCHES["C"]
    assert queries.body_of(hers).total_cents == factory.PRICES["C"] * 100
    assert "Groupement A : pas de pli." in minutes(competition)
    assert hers.digest in minutes(competition)
    assert KeyTurn.objects.get(turn=1).halves is None
    # the lines of the receipts, told now under their own time
    lines = competition.stream.lines.order_by("seq")
    assert [line.kind for line in lines][-6:] == [
        "competition.key_turned",
        "competition.key_turned",
        "competition.tender_received",
        "competition.tender_received",
        "competition.tenders_read",
        "competition.opened",
    ]
    told = lines.filter(kind="competition.tender_received")
    assert [(line.at, line.received_at) for line in told] == [(BEFORE, AFTER)] * 2
    assert {line.by for line in told} == {cast.dina.ref, cast.eve.ref}
    # a second click changes nothing
    count = lines.count()
    assert turn(competition, getattr(cast, second), phrases[second]) is True
    assert competition.stream.lines.count() == count


def test_a_sheet_turns_its_partys_key_and_the_minutes_say_so(cast, competition):
    locked = bytes(competition.officers.get(person=cast.camille).identity)
    sheet = str(sealing.unlock(locked, CAMILLES))
    with pytest.raises(Refused, match="pas parmi les personnes"):
        turn_with_sheet(competition, sheet, by=cast.bastien, at=AFTER)
    with pytest.raises(Refused, match="n’est pas une clé"):
        turn_with_sheet(competition, sheet[:-3], by=cast.camille, at=AFTER)
    turn_with_sheet(competition, sheet.lower(), by=cast.camille, at=AFTER)
    turn(competition, cast.bastien, BASTIENS)
    assert "feuille de secours" in minutes(competition)
    assert set(opened(competition)) == {"C", "E"}


def spoil(competition, letter: str, **changes) -> None:
    Slot.objects.filter(invitation=invited(competition, letter)).update(**changes)


def test_an_altered_slot_stays_closed_and_the_others_open(cast, competition):
    core = bytes(Slot.objects.get(invitation=invited(competition, "E")).core)
    spoil(competition, "E", core=core[:-1] + bytes([core[-1] ^ 1]))
    open_by_both(cast, competition)
    assert set(opened(competition)) == {"C"}
    assert "Groupement E : pli altéré, resté fermé" in minutes(competition)


def test_slots_put_one_in_the_place_of_the_other_stay_closed(cast, competition):
    """Whoever writes in the database cannot make one consortium bear the tender of another."""
    c, e = (Slot.objects.get(invitation=invited(competition, letter)) for letter in "CE")
    spoil(competition, "C", core=e.core, keys=e.keys, stamp=e.stamp)
    spoil(competition, "E", core=c.core, keys=c.keys, stamp=c.stamp)
    open_by_both(cast, competition)
    assert opened(competition) == {}
    assert minutes(competition).count("altéré, resté fermé") == 2
    assert competition.at_state is CompetitionState.UNSUCCESSFUL


def test_missing_keys_and_broken_columns_are_minuted(cast, competition):
    spoil(competition, "C", keys={})
    spoil(competition, "E", keys={"1>2": "pas du base64", "2>1": "é"})
    open_by_both(cast, competition)
    assert minutes(competition).count("altéré, resté fermé") == 2


def receive(cast, competition, core: bytes, commitment: str = ""):
    side = factory.side_of(cast.eve, competition)
    envelope = sealing.seal(core, [one.key for one in competition.officers.all()])
    return operations.receive(
        side, envelope, commitment or sealing.digest(core), by=cast.eve, at=BEFORE
    )


def test_what_does_not_read_is_kept_with_its_reason_and_does_not_stop_the_others(cast, competition):
    receive(cast, competition, b"un texte\x00 sans forme")
    open_by_both(cast, competition)
    kept = Tender.objects.get(invitation=invited(competition, "E"))
    assert (kept.price_eur, kept.body) == (None, {"raw": "un texte� sans forme"})
    assert "n’est pas lisible" in kept.fault
    assert set(opened(competition)) == {"C"}
    records = queries.track_record(competition.atelier.framework_id).records.values()
    assert {r.name[-1]: (r.answered, r.unreadable, r.silent) for r in records} == {
        "A": (0, 0, 1),
        "C": (1, 0, 0),
        "E": (1, 1, 0),
    }
    seen = queries.buyer_view(competition, BEFORE)
    assert seen.unreadable == {kept.pk}
    assert seen.tendered == {invited(competition, "C").pk}


def test_a_tender_for_another_competition_says_so(cast, competition):
    receive(cast, competition, json.dumps({"v": 1, "competition": "ailleurs"}).encode())
    open_by_both(cast, competition)
    assert "autre consultation" in Tender.objects.get(invitation=invited(competition, "E")).fault


def test_a_misstated_commitment_shuts_its_own_tender_only(cast, competition):
    receive(cast, competition, b"{}", commitment="0" * 64)
    open_by_both(cast, competition)
    assert "Groupement E : pli contenu différent" in minutes(competition)
    assert set(opened(competition)) == {"C"}


def test_a_consortium_that_withdrew_has_no_tender(cast, competition):
    proof = operations.withdraw(factory.side_of(cast.eve, competition), by=cast.eve, at=BEFORE)
    assert proof.kind == receipts.WITHDRAWAL
    open_by_both(cast, competition)
    assert "Groupement E : pas de pli." in minutes(competition)


def test_late_tenders_are_told_at_the_opening_and_never_opened(cast, competition):
    late = tender(cast.eve, competition, at=DEADLINE, price_eur=Decimal(1))
    assert late.kind == receipts.LATE
    assert not competition.stream.lines.filter(kind="competition.late_tender_kept").exists()
    open_by_both(cast, competition)
    assert opened(competition)["E"] == factory.PRICES["E"]
    assert "arrivé hors délai" in minutes(competition)
    line = competition.stream.lines.get(kind="competition.late_tender_kept")
    assert (line.at, line.payload["digest"]) == (DEADLINE, late.digest)
    after = tender(cast.eve, competition, at=AFTER + timedelta(days=1))
    assert after.kind == receipts.LATE
    assert LateTender.objects.count() == 2
    assert competition.stream.lines.filter(kind="competition.late_tender_kept").count() == 2


def test_nobody_answered(cast, competition):
    keys = [one.key for one in competition.officers.all()]
    for slot in Slot.objects.all():
        operations.tendering.fill(slot.invitation, sealing.blank(keys))
    open_by_both(cast, competition)
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.UNSUCCESSFUL
    assert competition.atelier.ending == Ending.UNSUCCESSFUL


# --- From browsers --------------------------------------------------------------------------------


def identity(competition, person, phrase):
    return sealing.unlock(bytes(competition.officers.get(person=person).identity), phrase)


def peeled(competition, person, phrase):
    """What a browser posts on the first turn, from what `plis.json` gives it."""
    officer = competition.officers.get(person=person)
    told = queries.envelopes(competition, person, officer.college)
    assert told["turn"] == 1
    key = identity(competition, person, phrase)
    return officer, {
        slot["id"]: sealing.halves(
            {pair: b64decode(shut) for pair, shut in slot["keys"].items()}, officer.position, key
        )
        for slot in told["slots"]
    }


def secrets_of(competition, person, phrase):
    officer = competition.officers.get(person=person)
    told = queries.envelopes(competition, person, officer.college)
    assert told["turn"] == 2
    key = identity(competition, person, phrase)
    return officer, {
        slot["id"]: sealing.secret(b64decode(slot["halves"][str(officer.position)]), key)
        for slot in told["slots"]
    }


def test_two_browsers_open_without_a_key_ever_reaching_the_server(cast, competition):
    officer, halves = peeled(competition, cast.camille, CAMILLES)
    operations.turn_key(competition, Turn(officer, cast.camille, AFTER), halves)
    second, secrets = secrets_of(competition, cast.bastien, BASTIENS)
    operations.open_tenders(competition, Turn(second, cast.bastien, AFTER), secrets)
    assert set(opened(competition)) == {"C", "E"}


def test_a_browser_gets_no_key_of_the_other_party_and_no_core(cast, competition):
    told = queries.envelopes(competition, cast.camille, "pilot")
    assert [one["party"] for one in told["officers"]] == ["pilot"]
    for slot in told["slots"]:
        assert set(slot["keys"]) == {"1>2"}
        assert set(slot) == {"id", "keys", "halves"}
    text = json.dumps(told)
    for slot in Slot.objects.all():
        assert b64encode(bytes(slot.core)[300:400]).decode()[4:-4] not in text


def test_halves_withheld_or_invented_open_nothing(cast, competition):
    """A first officer cannot set one tender aside: nothing opens until the keys are typed here."""
    officer, halves = peeled(competition, cast.camille, CAMILLES)
    foreign = sealing.seal(b"", [one.key for one in competition.officers.all()])
    for spoilt in (
        halves | {str(invited(competition, "E").pk): {}},
        halves | {str(invited(competition, "E").pk): {"2": foreign.keys["2>1"]}},
    ):
        operations.turn_key(competition, Turn(officer, cast.camille, AFTER), spoilt, again=True)
        with pytest.raises(Refused, match="recommencez les deux tours"):
            turn(competition, cast.bastien, BASTIENS)
        assert not Tender.objects.exists()
    turn(competition, cast.camille, CAMILLES, again=True)
    assert turn(competition, cast.bastien, BASTIENS)
    assert set(opened(competition)) == {"C", "E"}


@pytest.mark.parametrize(
    "forged", ["", "pas une clé", str(sealing.new_key())], ids=["none", "words", "another key"]
)
def test_a_forged_secret_cannot_change_what_a_tender_says(cast, competition, forged):
    officer, halves = peeled(competition, cast.camille, CAMILLES)
    operations.turn_key(competition, Turn(officer, cast.camille, AFTER), halves)
    second, secrets = secrets_of(competition, cast.bastien, BASTIENS)
    secrets[str(invited(competition, "E").pk)] = forged
    with pytest.raises(Refused, match="un pli ne s’ouvre pas"):
        operations.open_tenders(competition, Turn(second, cast.bastien, AFTER), secrets)
    assert not Tender.objects.exists()


def test_the_second_turn_without_a_first_opens_nothing(cast, competition):
    second = competition.officers.get(person=cast.bastien)
    with pytest.raises(Refused, match="première clé n’est pas encore"):
        operations.open_tenders(competition, Turn(second, cast.bastien, AFTER), {})


def test_two_of_the_same_party_open_nothing(cast, competition):
    """The same person, as first and as second, with everything a browser can post."""
    officer, halves = peeled(competition, cast.camille, CAMILLES)
    operations.turn_key(competition, Turn(officer, cast.camille, AFTER), halves)
    with pytest.raises(Refused, match="autre partie"):
        operations.open_tenders(competition, Turn(officer, cast.camille, AFTER), {})
