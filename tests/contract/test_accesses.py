"""Who opened which tender, when: the journal as a table, nothing before the opening, no secret."""

import csv
import io

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.enums import StreamKind
from atelier_local.ground.journal.models import Line
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.operations import read
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.competition import AFTER, BEFORE, PITCHES, an_evaluator, invited, tender

SEALED = "scellee"
PATH = reverse("contract:access_log", args=[SLUG])


@pytest.fixture(scope="module")
def made(kept):
    def both(cast):
        factory.an_opened(cast)
        where = {"slug": SEALED, "epci": an_epci("200072999", "CC du Houlme")}
        tender(cast.dina, factory.a_published(cast, **where))

    return kept(both)


@pytest.fixture
def competition(made, db) -> MiniCompetition:
    return MiniCompetition.objects.select_related("stream").get(atelier__slug=SLUG)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def rows(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200
    text = answer.content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_reading_is_a_row_with_who_what_when_and_its_line(as_, cast, competition):
    theirs = invited(competition, "E").pk
    camille = as_(cast.camille)
    camille.get(reverse("competition:tender", args=[SLUG, theirs]))
    told = rows(camille.post(PATH))
    assert [one["Acte"] for one in told] == [
        "Intérêts déclarés", "Intérêts déclarés", "Clé tournée", "Clé tournée", "Plis ouverts",
        "Offre lue",
    ]  # fmt: skip
    last, line = told[-1], Line.objects.get(kind="competition.tender_read")
    assert (last["Qui"], last["Organisation"]) == ("Camille Roussel", "DDT de l’Orne")
    assert last["Groupement"] == "Groupement E"
    assert last["Le (heure de Paris)"].startswith("03/07/2026 14:00")
    assert (last["Ligne"], last["Empreinte de la ligne"]) == (str(line.seq), line.hash.hex())
    assert {one["Qui"] for one in told} == {"Camille Roussel", "Bastien Lemoine"}


def test_the_table_says_nothing_of_what_tenders_hold(as_, cast, competition):
    answer = as_(cast.camille).post(PATH).content.decode()
    for secret in (*PITCHES.values(), "97800", "88900", "97 800"):
        assert secret not in answer


def test_a_hostile_file_name_is_no_formula(as_, cast, competition):
    an_evaluator(cast.camille, competition)
    theirs = invited(competition, "C").tender
    theirs.invitation.competition = competition
    read(theirs, by=cast.camille, at=AFTER, file="=cmd|calc.pdf")
    (told,) = [one for one in rows(as_(cast.camille).post(PATH)) if one["Pièce"]]
    assert told["Pièce"] == "'=cmd|calc.pdf"


def test_taking_it_away_is_written_down_and_in_it_the_next_time(as_, cast, competition):
    camille = as_(cast.camille)
    first = rows(camille.post(PATH))
    again = rows(camille.post(PATH))
    assert len(again) == len(first) + 1
    assert again[-1]["Acte"] == "Registre des accès téléchargé"
    kinds = Line.objects.filter(stream__kind=StreamKind.AUDIT).values_list("kind", flat=True)
    assert list(kinds) == ["contract.access_log_taken"] * 2


def test_the_pilot_alone_takes_it_and_by_a_form(as_, cast, competition):
    statuses = {name: as_(who).post(PATH).status_code for name, who in vars(cast).items()}
    outside = {"dina", "eve", "stranger"}
    assert statuses == {
        name: 200 if name == "camille" else 404 if name in outside else 403 for name in statuses
    }
    assert as_(cast.camille).get(PATH).status_code == 405


def test_before_the_opening_there_is_nothing_to_take(as_, cast):
    """Nor the button: nobody learns from it that a tender is there."""
    clock.reset()
    clock.advance_to(BEFORE)
    camille = as_(cast.camille)
    assert camille.post(reverse("contract:access_log", args=[SEALED])).status_code == 403
    assert not Line.objects.filter(stream__kind=StreamKind.AUDIT).exists()
    page = camille.get(reverse("competition:competition", args=[SEALED])).content.decode()
    assert "registre des accès" not in page
    opened = camille.get(reverse("competition:competition", args=[SLUG])).content.decode()
    assert "Télécharger le registre des accès" in opened
