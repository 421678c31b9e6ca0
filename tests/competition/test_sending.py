"""The wait counts from the last letter proved sent; a holder not compared reads why."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files.models import Filed
from atelier_local.programme.people import operations as people
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import Sending
from atelier_local.steps.competition.models import Invitation, Letter
from atelier_local.steps.competition.rules import Dispatch, wait
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, invited, letters_leave
from tests.pages import assert_queries

DAY = day_of(AFTER)


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_decided)


@pytest.fixture
def award(made):
    return made


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def written(cast, award):
    operations.send_letters(award, by=cast.camille, at=AFTER)
    return award


def letter_to(award, consortium: str) -> Letter:
    return award.letters.get(invitation__consortium__letter=consortium)


def why(award, days: int) -> str:
    reasons = queries.against_signing_before(award, DAY + timedelta(days=days))
    return " ; ".join(map(str, reasons))


# The rule ---------------------------------------------------------------------------------


def a_letter():
    proved = st.none() | st.dates(date(2026, 7, 1), date(2026, 8, 1))
    return st.builds(Dispatch, st.just("X"), proved, st.booleans(), st.booleans())


@given(st.lists(a_letter(), min_size=1, max_size=6), st.none() | st.just(date(2026, 7, 14)))
def test_the_wait_starts_with_the_last_letter_proved_whatever_their_order(letters, announced):
    found = wait(letters, announced=announced, days=11, days_other=16)
    back = wait(letters[::-1], announced=announced, days=11, days_other=16)
    assert (back.until, set(back.unproved)) == (found.until, set(found.unproved))
    unproved = [one for one in letters if one.proved_on is None]
    assert list(found.unproved) == unproved
    if announced is None or unproved:
        assert found.until == announced
        return
    lasts = timedelta(days=11 if all(one.electronic for one in letters) else 16)
    assert found.until >= announced
    assert all(found.until >= one.proved_on + lasts for one in letters)
    assert found.until in {announced, *(one.proved_on + lasts for one in letters)}


# What is proved ---------------------------------------------------------------------------


def test_a_click_proves_nothing(cast, award):
    written(cast, award)
    for name in ("Groupement A", "Groupement C", "Groupement E"):
        assert f"l’envoi de la lettre à {name} n’est pas encore prouvé" in why(award, 60)
    letters_leave(award, cast.eve)
    assert why(award, 60) == "l’envoi de la lettre à Groupement E n’est pas encore prouvé"


def test_the_wait_counts_from_the_day_the_last_one_left(cast, award):
    letters_leave(written(cast, award), cast.eve)
    letters_leave(award, at=AFTER + timedelta(days=4))
    assert "fin du délai" in why(award, 4 + 11)
    assert why(award, 4 + 12) == ""


def test_a_message_that_fails_stops_the_signature_and_names_its_letter(cast, award, settings):
    letters_leave(written(cast, award), cast.eve)
    Message.objects.filter(to=cast.eve.email, sent_at=None).update(error="refusé")
    assert "la lettre à Groupement E n’est pas partie" in why(award, 60)


def test_another_person_of_the_holder_reached_is_enough(cast, award):
    written(cast, award)
    letter = letter_to(award, "E")
    letter.messages.add(
        people.post(to="second@demo.example", subject="Issue", body="", at=AFTER),
    )
    letters_leave(award, cast.eve)
    letter.messages.filter(sent_at=None).update(error="refusé")
    assert why(award, 12) == ""


def test_what_did_not_leave_is_sent_again(as_, cast, award, django_capture_on_commit_callbacks):
    letters_leave(written(cast, award), cast.eve)
    letter = letter_to(award, "E")
    letter.messages.update(error="refusé")
    clock.advance_to(AFTER + timedelta(days=2))
    camille = as_(cast.camille)
    assert "Renvoyer" in camille.get(at("letters")).text
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert camille.post(at("send_again", letter.pk)).status_code == 302
    assert [one.to for one in mail.outbox] == [[cast.eve.email]]
    assert "fin du délai" in why(award, 13)
    assert why(award, 14) == ""
    with django_capture_on_commit_callbacks(execute=True):
        camille.post(at("send_again", letter.pk))
    assert len(mail.outbox) == 1
    assert award.competition.stream.lines.filter(kind="competition.letter_sent_again").count() == 1


# Sent otherwise ---------------------------------------------------------------------------


def record(cast, letter, sending=Sending.PLACE, day=DAY + timedelta(days=1), proof="Accusé n° 12"):
    moment = AFTER + timedelta(days=10)
    operations.record_sending(letter, sending, day, proof, by=cast.camille, at=moment)


def test_sent_on_place_it_counts_as_electronic(cast, award):
    letters_leave(written(cast, award), cast.eve)
    record(cast, letter_to(award, "E"))
    assert "fin du délai" in why(award, 12)
    assert why(award, 13) == ""
    line = award.competition.stream.lines.get(kind="competition.sending_recorded")
    assert line.payload["proof"] == "Accusé n° 12"


def test_one_letter_on_paper_makes_the_wait_longer_for_all(cast, award):
    letters_leave(written(cast, award), cast.eve)
    record(cast, letter_to(award, "E"), Sending.POST)
    assert "fin du délai" in why(award, 17)
    assert why(award, 18) == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"proof": " "}, "ce qui prouve l’envoi"),
        ({"day": DAY - timedelta(days=1)}, "avant le choix"),
        ({"day": DAY + timedelta(days=11)}, "pas encore venue"),
    ],
)
def test_a_sending_is_proved_and_dated(cast, award, changed, said):
    written(cast, award)
    with pytest.raises(Refused, match=said):
        record(cast, letter_to(award, "E"), **changed)


def test_what_left_from_here_is_not_proved_twice(cast, award):
    letters_leave(written(cast, award))
    with pytest.raises(Refused, match="déjà prouvé"):
        record(cast, letter_to(award, "E"))


def test_the_sending_is_recorded_on_its_page_with_its_proof(as_, cast, award):
    letters_leave(written(cast, award), cast.eve)
    letter = letter_to(award, "E")
    clock.advance_to(AFTER + timedelta(days=3))
    camille = as_(cast.camille)
    page = at("sending", letter.pk)
    assert camille.post(page, {"sending": "post"}).status_code == 422
    given = {
        "sending": "post",
        "sent_on": f"{DAY + timedelta(days=2):%d/%m/%Y}",
        "proof": "Recommandé A-42",
        "upload": SimpleUploadedFile("avis.pdf", b"%PDF-1.4\n%%EOF\n"),
    }
    assert camille.post(page, given).status_code == 302
    letters = camille.get(at("letters")).text
    assert "Recommandé A-42" in letters
    assert "Renvoyer" not in letters
    assert camille.get(at("sending_proof", letter.pk)).content.startswith(b"%PDF")
    assert camille.get(at("sending_proof", letter_to(award, "A").pk)).status_code == 404


def test_only_whoever_awards_records_a_sending(as_, cast, award):
    letters_leave(written(cast, award), cast.eve)
    page = at("sending", letter_to(award, "E").pk)
    seen = {name: as_(who).get(page).status_code for name, who in vars(cast).items()}
    assert seen.pop("camille") == 200
    assert {seen.pop(name) for name in ("dina", "eve", "stranger")} == {404}
    assert set(seen.values()) == {403}
    assert_queries(as_(cast.camille), page)
    assert_queries(as_(cast.camille), at("letters"))


def test_the_page_of_the_signature_says_which_letter_it_waits_for(as_, cast, award):
    letters_leave(written(cast, award), cast.eve)
    page = reverse("contract:sign", args=[SLUG])
    seen = as_(cast.camille).get(page).text
    assert "L’envoi de la lettre à Groupement E n’est pas encore prouvé." in seen
    given = {"amount_eur": "97800", "signed_on": f"{DAY:%d/%m/%Y}"}
    answer = as_(cast.camille).post(page, given)
    assert answer.status_code == 422
    assert "Groupement E n’est pas encore prouvé" in answer.text


def test_the_page_of_the_signature_says_how_long_one_waits_by_the_law(
    as_, cast, award, settings, tmp_path
):
    page = reverse("contract:sign", args=[SLUG])
    seen = as_(cast.camille).get(page).text
    assert "Attendre 11 jours après le dernier envoi prouvé" in seen
    assert "16 jours si l’un est fait sur papier" in seen
    own = tmp_path / "law.toml"
    own.write_text(
        '[[rule]]\nkey = "standstill_days"\nlabel = "Ici"\nvalue = 12\nunit = "jours"\n'
        'article = "art. X"\nsource = "service juridique"\nchecked_on = 2026-11-01\n'
        'status = "confirmed"\n'
    )
    settings.LAW_FILE = str(own)
    assert "Attendre 12 jours" in as_(cast.camille).get(page).text


# Why a tender was not compared -------------------------------------------------------------


def told(cast, award, consortium: str) -> str:
    written(cast, award)
    return str(letter_to(award, consortium).filed.paper)


ASKS = "Vous pouvez demander par écrit à l’acheteur les motifs détaillés du rejet"


def test_a_silent_holder_reads_who_is_chosen_and_no_more(cast, award):
    """It has no tender that was rejected (art. R2181-2 and R2181-3)."""
    text = told(cast, award, "A")
    assert "Aucun pli de votre groupement n’a été ouvert." in text
    assert "Groupement C" in text
    assert "Le marché ne sera pas signé avant" in text
    for more in ("La meilleure méthode.", "82,72", ASKS):
        assert more not in text


def test_whoever_declined_reads_who_is_chosen_and_no_more(cast, award):
    Invitation.objects.filter(pk=invited(award.competition, "A").pk).update(declined_at=AFTER)
    text = told(cast, award, "A")
    assert "vous ne répondriez pas" in text
    assert "Groupement C" in text
    assert "La meilleure méthode." not in text
    assert ASKS not in text


def test_a_late_tender_is_told_when_it_came_and_who_is_chosen(cast, award):
    kept = {"core": b"", "keys": {}, "digest": "0" * 64, "commitment": "0" * 64}
    invited(award.competition, "A").late_tenders.create(arrived_at=AFTER, by=cast.camille, **kept)
    text = told(cast, award, "A")
    assert "Votre pli est arrivé le 3 juillet 2026 à 14 h 00 min 00 s" in text
    assert "éliminée" in text
    assert "La meilleure méthode." in text
    assert ASKS in text
    assert "art. R2181-2" in text


def test_a_tender_that_does_not_read_is_told_what_is_wrong(cast, award):
    read = invited(award.competition, "E").tender
    read.fault, read.price_eur = "le prix est à zéro", None
    read.save()
    text = told(cast, award, "E")
    assert "n’a pu être lu comme une offre : le prix est à zéro" in text
    assert "La meilleure méthode." in text
    assert ASKS in text


def test_an_envelope_that_stayed_shut_is_told_what_the_minutes_say(cast, award):
    minutes = award.competition.opening.minutes
    told_shut = json.dumps(minutes.paper, ensure_ascii=False).replace(
        "pas de pli", "pli altéré, resté fermé"
    )
    Filed.objects.filter(pk=minutes.pk).update(paper=json.loads(told_shut))
    text = told(cast, award, "A")
    assert "« pli altéré, resté fermé »" in text
    assert "La meilleure méthode." in text


def test_who_declined_is_told_so(cast, award):
    silent = invited(award.competition, "A")
    silent.declined_at = AFTER
    silent.save()
    assert "que vous ne répondriez pas" in told(cast, award, "A")
