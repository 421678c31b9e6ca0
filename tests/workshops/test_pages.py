"""Preparing, opening and reading a workshop."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.governance.rules import Decided
from atelier_local.refusal import Refused
from atelier_local.steps.wall.operations import close_workshop
from atelier_local.steps.workshops import rules
from atelier_local.steps.workshops.enums import WorkshopState
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.operations import add_table, open_workshop
from tests.factories.framing import a_framed_atelier, an_atelier_to_frame
from tests.factories.workshops import MORNING, PREPARED, a_prepared_workshop, an_open_workshop
from tests.pages import assert_queries

NEW = {
    "title": "Dire le territoire", "purpose": "Diagnostic", "place": "Bellême",
    "starts_on": "07/04/2026", "days": "2",
}  # fmt: skip
LINE = {"sequence-day_position": "1", "sequence-starts_at": "9:30", "sequence-minutes": "45"}


def url(page, atelier, *rest):
    return reverse(f"workshops:{page}", args=[atelier.slug, *rest])


@given(st.text(alphabet=rules.CODE_ALPHABET, min_size=6, max_size=6))
def test_a_code_is_understood_however_it_is_typed(code):
    assert rules.normal_code(rules.shown_code(code).lower()) == code
    assert rules.normal_code(f" {code[:3]}-{code[3:]} ") == code


def test_everyone_of_the_atelier_reads_the_team_and_the_pilot_prepare(as_, cast):
    atelier = a_framed_atelier(cast)
    read = {p: as_(p).get(url("workshops", atelier)).status_code for p in cast.everyone}
    assert {p for p, s in read.items() if s == 404} == {cast.eve, cast.stranger}
    assert set(read.values()) == {200, 404}
    wrote = {p: as_(p).get(url("prepare", atelier, 1)).status_code for p in cast.everyone}
    assert {p for p, s in wrote.items() if s == 200} == {cast.camille, cast.dina}


def test_prepare_plan_and_open_through_the_pages(as_, cast):
    atelier = a_framed_atelier(cast)
    desk = as_(cast.dina)
    assert desk.get(url("workshop", atelier, 1)).status_code == 404
    assert desk.post(url("prepare", atelier, 1), NEW).status_code == 302
    assert desk.post(url("plan_sequence", atelier, 1), LINE).status_code == 422
    desk.post(url("plan_sequence", atelier, 1), LINE | {"sequence-title": "Chacun écrit"})
    desk.post(url("plan_sequence", atelier, 1), LINE | {"sequence-title": "Pause"})
    desk.post(url("add_table", atelier, 1), {"table-number": "1", "table-theme": "Habiter"})
    page = desk.get(url("workshop", atelier, 1))
    assert [p.duration for p in page.context["programmes"]] == ["1 h 30", "0 h"]
    desk.post(url("open", atelier, 1))
    workshop = Workshop.objects.get()
    assert workshop.is_open
    shown = desk.get(url("workshop", atelier, 1)).content.decode()
    assert rules.shown_code(workshop.join_code) in shown


WELCOME = {
    "welcome-access": "De plain-pied, car du soir.", "welcome-supplies": "Repas : la cantine.",
    "welcome-payer": "La communauté de communes.",
}  # fmt: skip


def test_how_people_are_received_is_told_whole_even_once_held(as_, cast):
    """By whoever prepares; an Atelier that told it late may still complete its framing note."""
    workshop = an_open_workshop(cast)
    page = url("set_welcome", workshop.atelier, 1)
    for person in set(cast.everyone) - {cast.dina, cast.camille}:
        assert as_(person).post(page, WELCOME).status_code in (403, 404)
    refused = as_(cast.dina).post(page, WELCOME | {"welcome-payer": ""})
    assert refused.status_code == 422
    assert "De plain-pied, car du soir." in refused.content.decode()
    assert rules.against_welcome("oui", " ", "")
    close_workshop(workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9))
    assert as_(cast.camille).post(page, WELCOME).status_code == 302
    shown = as_(cast.paul).get(url("workshop", workshop.atelier, 1)).content.decode()
    assert all(words.replace(" :", "\u00a0:") in shown for words in WELCOME.values())
    for name, told, shown in (("leave_open", LEFT, LEFT_SHOWN), ("set_approach", *PROMISED)):
        page = url(name, workshop.atelier, 1)
        assert as_(cast.paul).post(page, told).status_code == 403
        assert as_(cast.dina).post(page, told).status_code == 302
        seen = as_(cast.paul).get(url("workshop", workshop.atelier, 1)).content.decode()
        assert all(words in seen.replace("\u00a0", " ") for words in shown), name


LEFT = {
    "leave-disagreements": "La halle : oui pour les uns, non pour : les autres\r\n\r\n",
    "leave-open_questions": "Qui paie ?\r\nQui ouvre ?",
}
LEFT_SHOWN = (
    "Désaccord, La halle",
    "oui pour les uns, non pour : les autres",
    "Qui ouvre",
)
PROMISED = (
    {"approach-publics": "Élus, habitants", "approach-participation": "concert"},
    ("Élus, habitants", "Concerter"),
)


def test_what_stays_open_is_told_once_held_and_a_disagreement_is_about_something():
    known = [("La halle", "oui, non")]
    assert not rules.against_leaving(WorkshopState.HELD, known)
    assert rules.against_leaving(WorkshopState.OPEN, known)
    assert rules.against_leaving(WorkshopState.HELD, [*known, ("La halle sans plus", "")])
    assert rules.against_approach("", "build")
    assert rules.against_approach("Élus", "")


def test_more_days_than_the_agreement_are_refused_and_kept(as_, cast):
    atelier = a_framed_atelier(cast)
    answer = as_(cast.dina).post(url("prepare", atelier, 1), NEW | {"days": "4"})
    assert answer.status_code == 422
    assert 'value="Bellême"' in answer.content.decode()


def test_there_are_three_workshops(as_, cast):
    assert as_(cast.dina).get(url("prepare", a_framed_atelier(cast), 4)).status_code == 404


def test_a_workshop_opens_at_its_stage_only(cast, as_):
    workshop = a_prepared_workshop(cast)
    other = an_atelier_to_frame(cast, slug="autre", framework=workshop.atelier.framework)
    as_(cast.dina).post(url("prepare", other, 1), NEW)
    with pytest.raises(Refused, match="Cadrage"):
        open_workshop(Workshop.objects.get(atelier=other), by=cast.dina, at=MORNING)
    assert as_(cast.camille).post(url("open", workshop.atelier, 1)).status_code == 403


def test_a_code_opens_nothing_once_the_workshop_is_held(cast):
    workshop = an_open_workshop(cast)
    assert open_workshop(workshop, by=cast.dina, at=MORNING) == workshop.join_code
    close_workshop(workshop, attendance={}, minutes="x", by=cast.dina, at=MORNING.replace(day=9))
    workshop.refresh_from_db()
    assert (workshop.join_code, workshop.is_held) == ("", True)


def test_a_held_workshop_shows_who_came_and_what_was_decided(cast, as_):
    workshop = an_open_workshop(cast)
    came = {Audience.RESIDENTS: 22, Audience.ELECTED: 5}
    close_workshop(
        workshop, attendance=came, minutes="On s’est parlé.",
        decisions=[Decided("Trois enjeux.", "Équipe")], by=cast.dina, at=MORNING.replace(day=9),
    )  # fmt: skip
    for page in (url("workshops", workshop.atelier), url("workshop", workshop.atelier, 1)):
        shown = as_(cast.paul).get(page).content.decode()
        assert "27 présents" in shown
        assert "Trois enjeux." in shown
        assert_queries(as_(cast.paul), page)


def test_pages_ask_as_much_with_one_and_three(cast, as_):
    workshop = a_prepared_workshop(cast)
    desk, pages = as_(cast.dina), []
    for page in (url("workshops", workshop.atelier), url("workshop", workshop.atelier, 1)):
        desk.get(page)
        pages.append((page, assert_queries(desk, page)))
    for number in (3, 4, 5):
        add_table(workshop, number, "Encore", by=cast.dina, at=PREPARED)
    for page, before in pages:
        assert assert_queries(desk, page) == before


ASCII = st.characters(min_codepoint=32, max_codepoint=126)


@given(st.text(max_size=16), st.just("") | st.text(ASCII, min_size=8, max_size=63))
def test_a_network_that_is_taken_can_be_joined(name, key):
    """Whatever its signs, a phone reads back the name and the key that were typed."""
    if rules.against_wifi(name, key) or not name:
        return
    text = rules.wifi_text(name, key)
    fields = re.findall(r"([TSP]):((?:\\.|[^\\;])*);", text.removeprefix("WIFI:"), re.DOTALL)
    read = {field: re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL) for field, value in fields}
    assert read == ({"T": "WPA", "S": name, "P": key} if key else {"T": "nopass", "S": name})


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", "huisne2026"),
        ("Bellême", "court"),
        ("Bellême", "é" * 9),
        ("é" * 17, ""),
        ("B", "x" * 64),
    ],
)  # fmt: skip
def test_a_network_nobody_could_join_is_refused_and_stays_typed(as_, cast, name, key):
    atelier = a_prepared_workshop(cast).atelier
    answer = as_(cast.dina).post(url("set_wifi", atelier, 1), {"wifi-name": name, "wifi-key": key})
    assert answer.status_code == 422
    assert (name or key) in answer.content.decode()
    assert not Workshop.objects.get().wifi_name


def test_the_projector_shows_two_codes_where_a_network_is_told(as_, cast):
    atelier = an_open_workshop(cast).atelier
    desk, projector = as_(cast.dina), reverse("wall:projector", args=[atelier.slug, 1])
    assert "Rejoignez le Wi‑Fi" not in desk.get(projector).content.decode()
    told = {"wifi-name": "Atelier-Bellême", "wifi-key": "huisne2026"}
    assert desk.post(url("set_wifi", atelier, 1), told).status_code == 302
    shown = desk.get(projector).content.decode()
    assert shown.count("data:image/svg+xml") == 3
    assert "huisne2026" in shown
    assert "huisne2026" not in str(list(Line.objects.values_list("payload", flat=True)))


def test_only_those_who_prepare_tell_the_network(as_, cast):
    atelier = a_prepared_workshop(cast).atelier
    told = {"wifi-name": "Ailleurs", "wifi-key": ""}
    for person in set(cast.everyone) - {cast.dina, cast.camille}:
        assert as_(person).post(url("set_wifi", atelier, 1), told).status_code in (403, 404)
    assert not Workshop.objects.get().wifi_name
