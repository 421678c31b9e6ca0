"""What a tender, a receipt, a key or a mark could be and must not.

Group D of the catalogue of bad input, by its numbers. 46 and 47 (the deadline) and 48 (withdrawn,
deposited again) stand in test_tendering.py and in the laboratory, 50 (the other side) in
test_walls.py, 55 (a mark changed late) in test_judging.py and test_marking.py.
"""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.agreement.operations import appoint_agent
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import OrganisationKind, Role
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, receipts, sealing
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import KeyTurn, MiniCompetition, Slot, Tender
from atelier_local.steps.competition.operations import Turn, turn_with_passphrase, turn_with_sheet
from atelier_local.steps.competition.rules import body as bodies
from atelier_local.steps.competition.views import vault
from tests.competition.test_opening import peeled, secrets_of
from tests.competition.test_vault_pages import b64, post, told
from tests.competition.test_walls import rows
from tests.factories import agreement
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.competition import (
    AFTER,
    BASTIENS,
    BEFORE,
    CAMILLES,
    WITHIN,
    declared,
    invited,
    open_by_both,
    side_of,
    tender,
)
from tests.factories.people import LONG_AGO, a_person, an_organisation
from verify import verify_competition as script

ELSEWHERE = "ailleurs"
HERS, HIS = "une autre phrase de Camille", "une autre phrase de Bastien"
"""With which the same two officers close their keys for elsewhere."""


@pytest.fixture(scope="module")
def made(kept):
    return kept(two_consultations)


def two_consultations(cast) -> None:
    """The same officers, the same holders: only keys differ."""
    factory.a_published(cast)
    elsewhere = factory.a_draft(cast, slug=ELSEWHERE, epci=an_epci("200072999", "CC du Houlme"))
    phrases, by = {cast.camille: HERS, cast.bastien: HIS}, {"by": cast.camille, "at": LONG_AGO}
    for officer in operations.name_officers(elsewhere, list(phrases), **by):
        factory.with_a_key(officer, phrases[officer.person])
    operations.publish(elsewhere, within=WITHIN, **by)


@pytest.fixture
def competition(made, db) -> MiniCompetition:
    return the(SLUG)


def the(slug: str) -> MiniCompetition:
    found = MiniCompetition.objects.select_related("stream", "atelier__stream")
    return found.select_related("atelier__epci", "atelier__framework").get(atelier__slug=slug)


@pytest.fixture(autouse=True)
def before_the_deadline():
    clock.advance_to(BEFORE)
    vault._recent.clear()


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


# --- 49: to a consultation where one was not invited ----------------------------------------------


def test_a_holder_that_came_after_the_letters_left_tenders_nothing(as_, cast, competition):
    firm = an_organisation(OrganisationKind.FIRM, "Agence tardive")
    late = a_person("Lou", "Tardif", firm)
    holder = agreement.consortium(competition.atelier.framework, "F", (firm.name,))
    appoint_agent(late, holder, lead=True, by=None, at=BEFORE)
    lou = as_(late)
    kept = rows()
    assert post(lou, told(competition, vault.DEPOSIT)).status_code == 404
    sealed = sealing.seal_piece(b"%PDF-1.7", str(sealing.new_key().to_public()))
    sent = lou.post(at("pieces"), sealed, content_type="application/octet-stream")
    assert sent.status_code == 404
    for page in ("questions", "decline", "my_tender"):
        assert lou.post(at(page), {"text": "Et nous ?", "reason": "Non."}).status_code == 404
    assert rows() == kept


# --- 51: sealed for others, or meant for elsewhere ------------------------------------------------


def test_an_envelope_sealed_for_another_consultation_harms_its_side_only(as_, cast, competition):
    """Its keys are of the right number and the right size, for officers of elsewhere."""
    sent = told(the(ELSEWHERE), vault.DEPOSIT)
    post(as_(cast.dina), sent)
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    assert [one.invitation.consortium.letter for one in queries.tenders(competition)] == ["E"]


def test_a_tender_written_for_another_consultation_is_no_tender_here(as_, cast, competition):
    core = bodies.dump(bodies.Body(str(the(ELSEWHERE).stream_id), "0" * 32))
    envelope = sealing.seal(core, [one.key for one in competition.officers.all()])
    sent = told(competition, vault.DEPOSIT)
    sent["envelope"] |= {
        "recipient": envelope.recipient,
        "core": b64(envelope.core),
        "keys": {pair: b64(shut) for pair, shut in envelope.keys.items()},
        "digest": sealing.digest(envelope.core),
        "commitment": sealing.digest(core),
    }
    assert post(as_(cast.dina), sent).json()["receipt"]
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    shut = Tender.objects.get(invitation=invited(competition, "C"))
    assert (shut.price_eur, "autre consultation" in shut.fault) == (None, True)


# --- 52: a receipt used again ---------------------------------------------------------------------


def test_a_receipt_sent_in_place_of_a_tender_deposits_nothing(as_, cast, competition):
    receipt = tender(cast.dina, competition).json()
    slots = list(Slot.objects.order_by("pk").values_list())
    sent = told(competition, vault.DEPOSIT)
    for body in (receipt, sent | {"envelope": receipt}, sent | {"act": json.dumps(receipt)}):
        assert post(as_(cast.dina), body).status_code == 422
        assert post(as_(cast.eve), body).status_code == 422
    assert list(Slot.objects.order_by("pk").values_list()) == slots


def test_checking_a_receipt_twice_says_the_same_and_writes_nothing(client, cast, competition):
    receipt = {"receipt": json.dumps(tender(cast.dina, competition).json())}
    kept, path = rows(), reverse("competition:check_receipt")
    said = [client.post(path, receipt).content for _ in range(2)]
    assert "Signature juste" in said[0].decode()
    assert len(said[0]) == len(said[1])
    assert rows() == kept


def test_the_receipt_of_a_replaced_or_withdrawn_tender_proves_no_other(cast, competition):
    """Right for what it says; whoever shows it for the tender that was opened is told."""
    first = tender(cast.dina, competition).json()
    side = side_of(cast.dina, competition)
    gone = operations.withdraw(side, by=cast.dina, at=BEFORE).json()
    last = tender(cast.dina, competition, at=BEFORE + timedelta(hours=1)).json()
    open_by_both(cast, competition)
    bundle = receipts.signed_file(queries.bundle(competition, invited(competition, "C")))
    assert script.check(bundle, last)
    for old, said in ((first, "celui du dernier dépôt"), (gone, "celui d’un dépôt")):
        assert receipts.verified(old, competition.receipt_key)
        with pytest.raises(script.Fault, match=said):
            script.check(bundle, old)


def test_the_receipt_of_another_consultation_proves_nothing_here(cast, competition):
    foreign = tender(cast.dina, the(ELSEWHERE)).json()
    tender(cast.dina, competition)
    open_by_both(cast, competition)
    bundle = receipts.signed_file(queries.bundle(competition, invited(competition, "C")))
    with pytest.raises(script.Fault):
        script.check(bundle, foreign)


# --- 53: opening with what opens something else ---------------------------------------------------


def test_the_sheet_of_another_consultation_turns_nothing(cast, competition):
    officer = the(ELSEWHERE).officers.get(person=cast.camille)
    sheet = str(sealing.unlock(bytes(officer.identity), HERS))
    with pytest.raises(Refused, match="pas parmi les personnes"):
        turn_with_sheet(competition, sheet, by=cast.camille, at=AFTER)
    assert not KeyTurn.objects.exists()


def declared_both(cast, competition) -> None:
    for person in (cast.camille, cast.bastien):
        declared(person, competition)


def test_halves_of_another_consultation_open_nothing(cast, competition):
    tender(cast.dina, competition)
    declared_both(cast, competition)
    _, foreign = peeled(the(ELSEWHERE), cast.camille, HERS)
    officer, _ = peeled(competition, cast.camille, CAMILLES)
    halves = in_place_of(foreign, competition)
    operations.turn_key(competition, Turn(officer, cast.camille, AFTER), halves)
    with pytest.raises(sealing.Unreadable):
        secrets_of(competition, cast.bastien, BASTIENS)
    with pytest.raises(Refused, match="recommencez les deux tours"):
        turn_with_passphrase(competition, BASTIENS, by=cast.bastien, at=AFTER)
    assert not Tender.objects.exists()


def test_secrets_of_another_consultation_open_nothing(cast, competition):
    tender(cast.dina, competition)
    for here, phrase in ((the(ELSEWHERE), HERS), (competition, CAMILLES)):
        declared_both(cast, here)
        officer, halves = peeled(here, cast.camille, phrase)
        operations.turn_key(here, Turn(officer, cast.camille, AFTER), halves)
    _, foreign = secrets_of(the(ELSEWHERE), cast.bastien, HIS)
    second = Turn(competition.officers.get(person=cast.bastien), cast.bastien, AFTER)
    with pytest.raises(Refused, match="ne s’ouvre pas"):
        operations.open_tenders(competition, second, in_place_of(foreign, competition))
    assert not Tender.objects.exists()


def in_place_of(foreign: dict, competition: MiniCompetition) -> dict:
    """What was got elsewhere, under the names that the envelopes have here."""
    return dict(zip(ids(competition), (foreign[pk] for pk in ids(the(ELSEWHERE))), strict=True))


def ids(competition: MiniCompetition) -> list[str]:
    order = competition.invitations.order_by("consortium__letter")
    return [str(pk) for pk in order.values_list("pk", flat=True)]


# --- 54: weights, tenders and evaluators that do not add up ---------------------------------------


def test_weights_that_do_not_sum_to_a_hundred_are_refused_and_kept_as_typed(as_, cast):
    factory.a_draft(cast, slug="troisieme", epci=an_epci("200073001", "CC du Merlerault"))
    path = reverse("competition:prepare", args=["troisieme"])
    usual = {"deadline": "05/07/2026 12:00", "formula": "proportional", "validity_days": 120}
    usual |= {"mode": "native"}
    for change in (-1, +1, -15):
        weights = {f"weight_{key}": weight for key, weight in factory.WEIGHTS.items()}
        weights["weight_understanding"] += change
        answer = as_(cast.camille).post(path, usual | weights)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"{100 + change}" in page
        assert f'value="{15 + change}"' in page
    kept = {one.key: one.weight for one in the("troisieme").criteria.all()}
    assert kept == factory.WEIGHTS


def test_one_tender_is_judged_like_several(cast, competition):
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    factory.agree_all(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    given = operations.award(
        competition, invited(competition, "E"), "Seule, et bonne.", by=cast.camille, at=AFTER
    )
    operations.send_letters(given, by=cast.camille, at=AFTER)
    assert given.letters.count() == 3


def test_whoever_joins_after_the_opening_reads_nothing_without_declaring(as_, cast, competition):
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    clock.advance_to(AFTER)
    new = a_person("Noël", "Tard", cast.bastien.organisation)
    grant(competition.atelier, new, Role.ELECTED, by=cast.camille, at=AFTER)
    page, grid = at("tender", invited(competition, "E").pk), at("grid")
    noel = as_(new)
    assert (noel.get(page).status_code, noel.get(grid).status_code) == (403, 409)
    noel.post(at("interests"), {"conflict": "yes", "note": "Mon frère."})
    assert (noel.get(page).status_code, noel.get(grid).status_code) == (403, 409)


def test_whoever_joins_once_marks_are_shown_does_not_mark(as_, cast, competition):
    """One more grid would move a mean that everybody has seen."""
    tender(cast.eve, competition)
    open_by_both(cast, competition)
    factory.grade(competition, cast.camille, cast.bastien, cast.olivia)
    assert competition.at_state is CompetitionState.SCORED
    clock.advance_to(AFTER)
    new = a_person("Noël", "Tard", cast.bastien.organisation)
    grant(competition.atelier, new, Role.ELECTED, by=cast.camille, at=AFTER)
    noel = as_(new)
    noel.post(at("interests"), {"conflict": "no"})
    criterion = competition.criteria.filter(is_price=False).first()
    cell = at("grid_cell", invited(competition, "E").pk, criterion.pk)
    kept = rows()["competition.Mark"]
    assert noel.post(cell, {"value": "10", "reason": "Page 1."}).status_code in (403, 404, 409, 422)
    assert rows()["competition.Mark"] == kept
