"""Whoever opens the tenders makes a key of their own, and holds its recovery sheet."""

import re
from base64 import b64encode
from inspect import unwrap

import pytest
from django.core import mail
from django.urls import reverse
from pyrage import passphrase

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries, sealing
from atelier_local.steps.competition.models import Officer
from tests import quick_keys
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BASTIENS, CAMILLES, WITHIN, with_a_key
from tests.factories.people import LONG_AGO, Cast
from tests.pages import assert_queries

PAGE = reverse("competition:key", args=[SLUG])
NAMING = reverse("competition:officers", args=[SLUG])


def a_named(cast: Cast):
    competition = factory.a_draft(cast)
    name(competition, cast.camille, cast.bastien)


def name(competition, *people) -> list[Officer]:
    return operations.name_officers(competition, people, by=people[0], at=LONG_AGO)


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_named)


@pytest.fixture(autouse=True)
def long_ago():
    clock.advance_to(LONG_AGO)


def officer(competition, person) -> Officer:
    return competition.officers.get(person=person)


def missing(competition) -> list[str]:
    return [
        str(reason) for reason in queries.against_publishing(queries.draft(competition), LONG_AGO)
    ]


def test_officers_are_two_of_two_parties_at_least(cast, competition):
    for people, why in (
        ([cast.camille], "au moins deux personnes"),
        ([cast.camille, cast.camille], "au moins deux personnes"),
        ([cast.bastien, cast.hélène], "ouvrir les plis"),
    ):
        with pytest.raises(Refused, match=why):
            name(competition, *people)
    assert len(name(competition, cast.camille, cast.bastien, cast.olivia)) == 3


def test_naming_again_keeps_the_keys_of_those_who_stay(cast, competition):
    with_a_key(officer(competition, cast.camille), CAMILLES)
    recipient = officer(competition, cast.camille).recipient
    name(competition, cast.camille, cast.olivia)
    assert officer(competition, cast.camille).recipient == recipient
    assert not competition.officers.filter(person=cast.bastien).exists()
    asked = Task.objects.filter(key__startswith="competition:key", done_at=None)
    assert [task.person for task in asked] == [cast.olivia]


def test_nobody_makes_a_key_for_another(cast, competition):
    with pytest.raises(Refused, match="elle-même"):
        operations.make_key_here(
            officer(competition, cast.bastien), CAMILLES, by=cast.camille, at=LONG_AGO
        )


@pytest.mark.parametrize(
    ("phrase", "accepted"),
    [("quinze signes !!", True), ("quinze signes !", False), ("a b c d e", True), ("", False)],
)
def test_a_passphrase_is_long_or_has_five_words(cast, competition, phrase, accepted):
    mine = officer(competition, cast.camille)
    if accepted:
        assert operations.make_key_here(mine, phrase, by=cast.camille, at=LONG_AGO)
    else:
        with pytest.raises(Refused, match="16 signes"):
            operations.make_key_here(mine, phrase, by=cast.camille, at=LONG_AGO)


def test_nothing_is_published_until_each_key_is_made_and_each_sheet_checked(cast, competition):
    assert [one for one in missing(competition) if "clé" in one] == [
        "Camille Roussel n’a pas encore fait sa clé",
        "Bastien Lemoine n’a pas encore fait sa clé",
    ]
    mine, his = officer(competition, cast.camille), officer(competition, cast.bastien)
    operations.make_key_here(mine, CAMILLES, by=cast.camille, at=LONG_AGO)
    assert "Camille Roussel n’a pas vérifié sa feuille de secours" in missing(competition)
    with_a_key(his, BASTIENS)
    with pytest.raises(Refused, match="feuille de secours"):
        operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="pas celui de votre feuille"):
        operations.check_sheet(mine, "0000 0001", by=cast.camille, at=LONG_AGO)
    number = mine.sheet_number.replace(" ", "")
    operations.check_sheet(mine, number, by=cast.camille, at=LONG_AGO)
    assert missing(competition) == []
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)


def test_a_key_made_again_voids_its_sheet_and_none_changes_after_publication(cast, competition):
    mine = officer(competition, cast.camille)
    with_a_key(mine, CAMILLES)
    number = mine.sheet_number
    operations.forget_key(mine, by=cast.camille, at=LONG_AGO)
    mine.refresh_from_db()
    assert (mine.recipient, mine.ready) == ("", False)
    assert mine.sheet_number != number
    with_a_key(mine, CAMILLES + " !")
    with_a_key(officer(competition, cast.bastien), BASTIENS)
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    for act in (
        lambda: operations.make_key_here(mine, CAMILLES, by=cast.camille, at=LONG_AGO),
        lambda: operations.forget_key(mine, by=cast.camille, at=LONG_AGO),
    ):
        with pytest.raises(Refused, match="ne changent plus"):
            act()


def test_what_a_browser_sends_must_look_like_a_key(cast, competition):
    mine = officer(competition, cast.camille)
    recipient, locked = sealing.new_identity(CAMILLES)
    hard = quick_keys.lock(b"", CAMILLES, said=sealing.HARDEST + 1)
    for wrong in (
        (recipient, b"rien"),
        ("age1rien", locked),
        (recipient, locked * 9),
        (recipient, hard),
    ):
        with pytest.raises(Refused, match="pas lisible"):
            operations.make_key(mine, *wrong, by=cast.camille, at=LONG_AGO)
    operations.make_key(mine, recipient, locked, by=cast.camille, at=LONG_AGO)
    assert officer(competition, cast.camille).recipient == recipient


def test_a_machine_too_quick_sends_its_officer_to_their_browser(cast, competition, monkeypatch):
    def lock(text: bytes, phrase: str) -> bytes:
        return quick_keys.lock(text, phrase, said=sealing.HARDEST + 1)

    monkeypatch.setattr(sealing, "new_identity", unwrap(sealing.new_identity))
    monkeypatch.setattr(passphrase, "encrypt", lock)
    mine = officer(competition, cast.camille)
    with pytest.raises(Refused, match="faites-la dans le vôtre"):
        operations.make_key_here(mine, CAMILLES, by=cast.camille, at=LONG_AGO)
    mine.refresh_from_db()
    assert mine.key_made_at is None


# --- Pages ----------------------------------------------------------------------------------------


def test_the_key_page_is_that_of_its_officer_alone(as_, cast, competition):
    seen = {n: as_(p).get(PAGE).status_code for n, p in vars(cast).items()}
    mine = {"camille": 200, "bastien": 200}
    outside = dict.fromkeys(("dina", "eve", "stranger"), 404)
    others = {n: 404 if n == "olivia" else 403 for n in seen if n not in mine | outside}
    assert seen == mine | outside | others


def test_naming_through_the_screen(as_, cast, competition):
    camille = as_(cast.camille)
    alone = camille.post(NAMING, {"people": [cast.camille.pk]})
    assert (alone.status_code, "au moins deux personnes" in alone.content.decode()) == (422, True)
    both = {"people": [cast.camille.pk, cast.olivia.pk]}
    assert camille.post(NAMING, both).status_code == 302
    assert {one.person for one in competition.officers.all()} == {cast.camille, cast.olivia}
    assert_queries(camille, NAMING)


def test_the_sheet_is_shown_once_and_the_passphrase_never(as_, cast, competition, caplog):
    caplog.set_level(0)
    bastien = as_(cast.bastien)
    differ = bastien.post(PAGE, {"phrase": BASTIENS, "phrase_again": CAMILLES})
    assert (differ.status_code, BASTIENS in differ.content.decode()) == (422, False)
    sent = bastien.post(PAGE, {"phrase": BASTIENS, "phrase_again": BASTIENS})
    shown = sent.content.decode()
    assert "no-store" in sent["Cache-Control"]
    key = "".join(re.search(r"Clé</dt><dd[^>]*>([A-Z0-9 \-]+)<", shown)[1].split())
    his = officer(competition, cast.bastien)
    assert str(sealing.identity_of(key).to_public()) == his.recipient
    assert his.sheet_number in shown
    again = bastien.get(PAGE).content.decode()
    assert "AGE-SECRET" not in again
    assert his.sheet_number not in again
    wrong = bastien.post(PAGE, {"number": "1"})
    assert (wrong.status_code, "pas celui" in wrong.content.decode()) == (422, True)
    assert bastien.post(PAGE, {"number": his.sheet_number}).status_code == 302
    assert officer(competition, cast.bastien).ready
    told = [str(line.payload) for line in Line.objects.all()] + [m.body for m in mail.outbox]
    told += [record.getMessage() for record in caplog.records]
    for secret in (key, BASTIENS, his.sheet_number):
        assert not [line for line in told if secret in line]
    assert_queries(bastien, PAGE)


def test_a_key_made_in_the_browser_reaches_the_server_closed(as_, cast, competition):
    recipient, locked = sealing.new_identity(BASTIENS)
    sent = {"recipient": recipient, "locked": b64encode(locked).decode(), "phrase": ""}
    assert as_(cast.bastien).post(PAGE, sent | {"locked": "é"}).status_code == 422
    assert as_(cast.bastien).post(PAGE, sent).status_code == 302
    assert officer(competition, cast.bastien).recipient == recipient


def test_forgetting_a_key_through_the_screen(as_, cast, competition):
    with_a_key(officer(competition, cast.bastien), BASTIENS)
    assert as_(cast.bastien).post(PAGE, {"forget": "1"}).status_code == 302
    assert not officer(competition, cast.bastien).key_made_at
