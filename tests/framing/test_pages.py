"""The framing page: read by all, written by the team and the pilot, validated by the pilot."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.governance.models import Meeting
from atelier_local.refusal import Refused
from atelier_local.steps.framing.enums import CommitteeKind
from atelier_local.steps.framing.models import (
    Committee,
    DocumentRequest,
    Framing,
    Risk,
    Site,
    Stakeholder,
)
from atelier_local.steps.framing.operations import (
    add_indicator,
    add_risk,
    add_site,
    add_stakeholder,
    compose,
    request_document,
    set_calendar,
    write_framing,
)
from tests.factories.ateliers import an_epci
from tests.factories.framing import CALENDAR, MET, an_atelier_to_frame, meet
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier_to_frame)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


def url(atelier, page="framing", *about):
    return reverse(f"framing:{page}", args=[atelier.slug, *about])


def typed(periods=CALENDAR, **more):
    """What one types in the calendar's form."""
    fields = {}
    for stage, (start, end) in periods.items():
        fields[f"{stage}_start"] = f"{start:%d/%m/%Y}"
        fields[f"{stage}_end"] = f"{end:%d/%m/%Y}" if end else ""
    return fields | more


def test_members_read_strangers_see_nothing(as_, cast, atelier):
    expected = {
        cast.camille: 200, cast.bastien: 200, cast.hélène: 200, cast.olivia: 200,
        cast.paul: 200, cast.agnès: 200, cast.dina: 200, cast.eve: 404, cast.stranger: 404,
    }  # fmt: skip
    got = {person: as_(person).get(url(atelier)).status_code for person in expected}
    assert got == expected


def test_only_team_and_pilot_write_only_the_pilot_validates(as_, cast, atelier):
    writing = {p: as_(p).get(url(atelier, "calendar")).status_code for p in cast.everyone}
    assert {p for p, status in writing.items() if status == 200} == {cast.camille, cast.dina}
    assert as_(cast.dina).post(url(atelier, "validate")).status_code == 403
    assert as_(cast.bastien).post(url(atelier, "write"), {}).status_code == 403


def test_from_nothing_to_validated_through_the_pages(as_, cast, atelier):
    desk = as_(cast.dina)
    said = {"methodology": "Écouter, croiser.", "out_of_scope": ""}
    assert desk.post(url(atelier, "write"), said).status_code == 302
    told = {
        "day": "09/02/2026", "starts": "9:30", "ends": "12:00", "place": "Bellême",
        "minutes": "On se parle.", "decisions": "Un\n\nDeux / DDT / 12/05/2999",
        "present": [cast.dina.pk],
    }  # fmt: skip
    assert desk.post(url(atelier, "meeting"), told).status_code == 302
    assert desk.post(url(atelier, "calendar"), typed()).status_code == 302
    page = as_(cast.camille).get(url(atelier))
    assert [one.text for _, one in page.context["work"].held.decisions] == ["Un", "Deux"]
    assert page.context["work"].against_validating == ()
    as_(cast.camille).post(url(atelier, "validate"))
    atelier.refresh_from_db()
    assert atelier.at_stage is Stage.WORKSHOP_1
    assert as_(cast.camille).get(url(atelier)).status_code == 200


def test_validating_too_early_says_why(as_, cast, atelier):
    page = as_(cast.camille).get(url(atelier)).content.decode()
    assert 'aria-disabled="true"' in page
    assert "la méthode n’est pas écrite" in page
    as_(cast.camille).post(url(atelier, "validate"))
    assert not Framing.objects.exclude(validated_at=None).exists()


def test_a_calendar_out_of_bounds_comes_back_with_what_was_typed(as_, cast, atelier):
    late = CALENDAR | {Stage.FEEDBACK: (CALENDAR[Stage.FEEDBACK][0].replace(year=2028), None)}
    late[Stage.FOLLOW_UP] = (late[Stage.FEEDBACK][0].replace(month=3), None)
    answer = as_(cast.dina).post(url(atelier, "calendar"), typed(late))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "24,3\u202fmois" in page or "24,3 mois" in page
    assert 'value="11/02/2028"' in page
    assert as_(cast.dina).post(
        url(atelier, "calendar"), typed(late, justification="Les élections.")
    ).status_code == 302  # fmt: skip


def test_warnings_come_while_typing(as_, cast, atelier):
    long = {Stage.WORKSHOP_1: (CALENDAR[Stage.WORKSHOP_1][0], CALENDAR[Stage.INTERIM_1][0])}
    answer = as_(cast.dina).get(url(atelier, "warnings"), typed(long))
    assert "dure 3 jours" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_end_before_the_start_is_said_beside_the_field(as_, cast, atelier):
    wrong = typed() | {"workshop-1_end": "01/01/2026", "workshop-2_start": "demain"}
    answer = as_(cast.dina).post(url(atelier, "calendar"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= {"workshop-1_end", "workshop-2_start"}


def test_a_refused_form_keeps_what_was_typed_and_opens(as_, cast, atelier):
    given = {"stakeholder-name": "Les maraîchers", "stakeholder-influence": "9"}
    answer = as_(cast.dina).post(url(atelier, "add_stakeholder"), given)
    assert answer.status_code == 422
    assert 'value="Les maraîchers"' in answer.content.decode()
    assert not Stakeholder.objects.exists()
    good = given | {
        "stakeholder-influence": "2", "stakeholder-interest": "5", "stakeholder-audience": "AG",
    }  # fmt: skip
    assert as_(cast.dina).post(url(atelier, "add_stakeholder"), good).status_code == 302
    missing = as_(cast.dina).get(url(atelier)).context["work"].missing_audiences
    assert Audience.FARMING not in missing
    assert len(missing) == 9


TOLD = {
    "indicator-name": "Publics venus", "indicator-baseline": "six", "indicator-target": "dix",
    "indicator-source": "Comptages",
}  # fmt: skip


def test_what_will_tell_that_the_atelier_succeeded(as_, cast, atelier):
    add = url(atelier, "add_indicator")
    assert as_(cast.bastien).post(add, TOLD).status_code == 403
    desk = as_(cast.dina)
    assert desk.post(add, TOLD | {"indicator-source": ""}).status_code == 422
    assert desk.post(add, TOLD).status_code == 302
    shown = as_(cast.paul).get(url(atelier)).content.decode()
    assert all(words in shown for words in TOLD.values())


def test_places_looked_at_closer(as_, cast, atelier):
    """Chosen, told otherwise, withdrawn; never in a commune of elsewhere."""
    add, here = url(atelier, "add_site"), url(atelier, "governance")
    elsewhere = an_epci("200000009", "CC d’ailleurs").communes.first()
    inside = atelier.epci.communes.first()
    told = {"name": "Gare", "commune": inside.pk, "why": "Du mauvais côté des voies."}
    assert as_(cast.bastien).post(add, told).status_code == 403
    desk = as_(cast.dina)
    assert desk.post(add, told | {"commune": elsewhere.pk}).status_code == 422
    with pytest.raises(Refused, match="pas du territoire"):
        add_site(atelier, name="x", commune=elsewhere, why="x", by=cast.dina, at=LONG_AGO)
    assert desk.post(add, told).url == here
    change = url(atelier, "change_site", Site.objects.get().pk)
    for path in (add, change):
        assert_queries(desk, path)
    assert desk.post(change, told | {"name": "La gare"}).url == here
    assert "La gare" in desk.get(here).text
    other = an_atelier_to_frame(cast, slug="autre", framework=atelier.framework)
    assert desk.post(url(other, "change_site", Site.objects.get().pk), told).status_code == 404
    withdraw = url(atelier, "withdraw_site", Site.objects.get().pk)
    assert [desk.post(withdraw).status_code for _ in range(2)] == [302, 404]
    kinds = Line.objects.filter(kind__startswith="framing.site").values_list("kind", flat=True)
    assert list(kinds) == [f"framing.site_{act}" for act in ("added", "changed", "withdrawn")]


SEATED = {"role": "Décide", "rhythm": "Quatre fois", "others": ""}


def test_who_sits_where_and_when_they_meet(as_, cast, atelier):
    desk, steering = as_(cast.dina), url(atelier, "committee", "steering")
    day = f"{clock.today() + timedelta(days=9):%d/%m/%Y}"
    call = {"day": day, "starts": "14:00", "ends": "16:00", "place": "Bellême"}
    meet = url(atelier, "convene", "steering")
    assert "pas composée" in desk.post(meet, call).text
    assert desk.post(steering, SEATED).status_code == 422
    members = {"members": [cast.camille.pk, cast.hélène.pk]}
    assert desk.post(steering, SEATED | {"members": [cast.stranger.pk]}).status_code == 422
    with pytest.raises(Refused, match="rôle dans l’Atelier"):
        compose(atelier, "steering", **SEATED, members=[cast.eve], by=cast.dina, at=LONG_AGO)
    assert desk.post(steering, SEATED | members).status_code == 302
    assert desk.post(steering, SEATED | members | {"rhythm": "Cinq fois"}).status_code == 302
    assert Committee.objects.get().rhythm == "Cinq fois"
    assert desk.post(meet, call | {"day": "01/01/2020"}).status_code == 422
    assert desk.post(meet, call).status_code == 302
    called = Meeting.objects.get(kind="steering")
    assert {i.person for i in called.invitations.all()} == {cast.camille, cast.hélène}
    assert_queries(desk, steering)
    read = as_(cast.paul).get(url(atelier, "governance")).text
    assert cast.hélène.full_name in read
    assert read.count("Pas encore composée") == 2
    assert url(atelier, "committee", "steering") not in read
    assert as_(cast.dina).get(url(atelier, "committee", "parents")).status_code == 404


def test_the_pilot_writes_how_they_decide(as_, cast, atelier):
    path, rule = url(atelier, "write_decision_rule"), "À l’accord le plus large."
    assert as_(cast.dina).post(path, {"rule-decision_rule": rule}).status_code == 403
    pilot = as_(cast.camille)
    assert pilot.post(path, {"rule-decision_rule": " "}).status_code == 422
    assert pilot.post(path, {"rule-decision_rule": rule}).status_code == 302
    assert Framing.objects.get().decision_rule == rule
    assert rule in as_(cast.paul).get(url(atelier, "governance")).text


def test_as_many_queries_whoever_sits_there(as_, cast, atelier):
    desk, told = as_(cast.camille), {"by": cast.dina, "at": LONG_AGO}
    commune = atelier.epci.communes.first()

    def fill(kind, *members):
        compose(atelier, kind, **SEATED, members=members, **told)
        add_site(atelier, name=str(kind), commune=commune, why="x", **told)

    desk.get(url(atelier, "governance"))
    fill(CommitteeKind.STEERING, cast.camille)
    one = assert_queries(desk, url(atelier, "governance"))
    fill(CommitteeKind.TECHNICAL, cast.dina, cast.paul)
    fill(CommitteeKind.PROJECT, cast.dina, cast.hélène)
    assert assert_queries(desk, url(atelier, "governance")) == one


def test_a_document_is_asked_for_a_day_awaited_and_received(as_, cast, atelier):
    """Late, it says so where the team reads; received twice, it is received once."""
    due = clock.today() + timedelta(days=9)
    desk, evidence = as_(cast.dina), reverse("evidence:evidence", args=[atelier.slug])
    told = {"request-title": "Cartes de crue", "request-owner": "Syndicat"}
    assert desk.post(url(atelier, "request_document"), told).status_code == 422
    told["request-due_on"] = f"{clock.today() - timedelta(days=1):%d/%m/%Y}"
    assert desk.post(url(atelier, "request_document"), told).status_code == 422
    told["request-due_on"] = f"{due:%d/%m/%Y}"
    assert desk.post(url(atelier, "request_document"), told).status_code == 302
    asked = DocumentRequest.objects.get()
    assert asked.due_on == due
    follow = reverse("framing:await_document", args=[atelier.slug, asked.pk])
    reads = {person: as_(person).get(follow).status_code for person in cast.everyone}
    assert {person for person, status in reads.items() if status == 200} == {
        cast.camille, cast.dina,
    }  # fmt: skip
    assert_queries(as_(cast.dina), follow)
    clock.advance_to(clock.now() + timedelta(days=12))
    desk, later = as_(cast.dina), due + timedelta(days=20)
    for page in (url(atelier), follow, evidence):
        assert "3 jours de retard" in desk.get(page).content.decode()
    assert desk.post(follow, {"due_on": f"{due:%d/%m/%Y}"}).status_code == 422
    assert desk.post(follow, {"due_on": f"{later:%d/%m/%Y}"}).status_code == 302
    assert "de retard" not in desk.get(evidence).content.decode()
    received = reverse("framing:receive_document", args=[atelier.slug, asked.pk])
    for _ in range(2):
        assert desk.post(received).status_code == 302
    assert Line.objects.filter(kind="framing.document_received").count() == 1
    assert desk.post(follow, {"due_on": f"{later:%d/%m/%Y}"}).status_code == 422
    assert "Cartes de crue" not in desk.get(evidence).content.decode()


def test_a_document_of_another_atelier_is_not_there(as_, cast, atelier):
    other = an_atelier_to_frame(cast, slug="autre", framework=atelier.framework)
    asked = request_document(other, title="Plan", owner="x", by=cast.dina, at=LONG_AGO)
    for page in ("await_document", "receive_document"):
        path = reverse(f"framing:{page}", args=[atelier.slug, asked.pk])
        assert as_(cast.dina).post(path, {"due_on": "01/01/2099"}).status_code == 404
    asked.refresh_from_db()
    assert (asked.due_on, asked.received_at) == (None, None)


def test_words_are_shown_as_words(as_, cast, atelier):
    add_risk(atelier, risk="<script>oh</script>", answer="x", by=cast.dina, at=LONG_AGO)
    assert "&lt;script&gt;" in as_(cast.dina).get(url(atelier)).content.decode()
    assert Risk.objects.count() == 1


def test_the_page_asks_as_much_with_one_and_three(as_, cast, atelier):
    by, at = cast.dina, MET.replace(day=20)
    meet(atelier, cast)
    write_framing(atelier, methodology="x", out_of_scope="", by=by, at=at)
    set_calendar(atelier, CALENDAR, by=by, at=at)

    def fill(name):
        add_stakeholder(
            atelier, name=name, audience=Audience.FARMING, influence=1, interest=5, by=by, at=at
        )
        add_risk(atelier, risk=name, answer="x", by=by, at=at)
        request_document(atelier, title=name, owner="x", by=by, at=at)
        add_indicator(atelier, name=name, target="x", source="x", by=by, at=at)

    desk = as_(cast.camille)
    desk.get(url(atelier))
    fill("un")
    one = assert_queries(desk, url(atelier))
    fill("deux")
    fill("trois")
    assert assert_queries(desk, url(atelier)) == one
