"""Each document is made of the Atelier's own data, shows nothing kept, and adds up."""

import json
from datetime import date, timedelta

import pypdfium2 as pdfium
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atelier_local.ground.files.emphasis import bare
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.governance.models import Approval
from atelier_local.steps.deliverables import rules
from atelier_local.steps.deliverables.assembly import compose, data_of
from atelier_local.steps.deliverables.assembly.material import Material
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.operations import write_section
from atelier_local.steps.deliverables.press import unknown_evidence
from atelier_local.steps.deliverables.queries import facts
from atelier_local.steps.evidence.enums import DocumentKind
from atelier_local.steps.evidence.operations import add_document
from atelier_local.steps.framing.enums import CommitteeKind
from atelier_local.steps.framing.models import Framing
from atelier_local.steps.framing.operations import (
    add_indicator,
    add_site,
    add_stakeholder,
    convene_committee,
    receive_document,
    request_document,
    write_decision_rule,
)
from atelier_local.steps.framing.operations import compose as seat
from atelier_local.steps.workshops.models import Workshop
from atelier_local.steps.workshops.operations import set_approach, set_welcome
from tests.factories.ateliers import an_epci
from tests.factories.deliverables import (
    AT,
    DUE,
    HIDDEN,
    KEPT,
    PRIVATE_FUNCTION,
    SAID,
    SHARED,
    a_draft,
    a_shared,
    an_atelier_to_write,
)
from tests.factories.people import LONG_AGO
from tests.factories.roadmap import an_action
from tests.factories.strategy import a_disagreement, a_scenario

K = DeliverableKind
HOSTILE = '#read("/etc/passwd") $x$ <b>gras</b> [[X-002]] [[E-01]] *a* _b_ \\ @ref'


def words_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def number(written: str) -> int:
    return int("".join(c for c in written if c.isdigit()))


@pytest.mark.parametrize("kind", K)
def test_each_document_composes(told, cast, kind):
    """As the parties see it: no hidden card, nothing that someone kept to the team."""
    draft = a_draft(told, cast, kind)
    pdf, pages = compose(draft, at=AT)
    with pdfium.PdfDocument(pdf) as read:
        assert pages == len(read)
    told_words = words_of(pdf)
    for kept in (HIDDEN, KEPT, PRIVATE_FUNCTION, "Elle a demandé le silence"):
        assert kept not in told_words
        assert kept not in json.dumps(data_of(draft, at=AT), ensure_ascii=False)
    assert unknown_evidence(data_of(draft, at=AT)) == []


@pytest.mark.parametrize("kind", K)
def test_as_many_queries_whatever_there_is(told, cast, kind):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            data_of(draft, at=AT)
        return len(captured)

    draft = a_draft(told, cast, kind)
    asked()  # the Atelier of the document learns its territory
    before = asked()
    for rank in (2, 3):
        an_action(cast, told.strategy, f"Faire rouler le car, {rank}")
    a_draft(told, cast, kind, sections=3)
    assert asked() == before < 45


def test_the_same_data_give_the_same_bytes(told, cast):
    draft = a_draft(told, cast, K.FRAMING_NOTE)
    assert compose(draft, at=AT) == compose(draft, at=AT)


def test_one_commune_is_cited_in_the_singular(told, cast):
    """All three cards of a workshop speak of Bellême, and one contribution asked for the action."""
    for kind, key in ((K.LOGBOOK, "steps"), (K.BOOKLET, "sessions")):
        data = data_of(a_draft(told, cast, kind), at=AT)
        assert {"value": "1", "label": "commune citée"} in data[key][0]["facts"]
    [sheet] = data["sheets"]
    assert {"value": "1", "label": "contribution à son origine"} in sheet["figures"]


def test_the_register_holds_each_card_shown_with_its_fate(told, cast):
    data = data_of(a_draft(told, cast, K.LOGBOOK), at=AT)
    lines = [
        line for step in data["steps"] for line in step.get("register", {"lines": []})["lines"]
    ]
    assert len(lines) == 7
    assert lines[0]["code"] == "C-1-001"
    assert lines[0]["words"] == SAID
    assert {line["fate"] for line in lines} == {"Retenue"}
    assert {line["became"] for line in lines} == {"Reprise dans l’action 1.1."}
    assert not any("interviews" in step for step in data["steps"])


def test_the_logbook_says_what_was_planned_and_when_it_happened(told, cast):
    """In the second workshop the question was not in the run of show: it is told apart."""
    first, second, _ = (
        step for step in data_of(a_draft(told, cast, K.LOGBOOK), at=AT)["steps"] if "run" in step
    )
    [line] = first["run"]
    assert (line["time"], line["planned"]) == ("9 h 00", "Écrire")
    assert line["actual"] == "10 h 00 à 18 h 00. 1 h 00 plus tard, 7 h 00 de plus."
    due = {"who": "Région", "due": short_date(DUE)}
    assert first["decisions"] == [{"number": "D2", "text": "Compter les cars."} | due]
    [tables] = [b["table"]["rows"] for b in second["blocks"] if "Table" in str(b.get("table"))]
    assert tables == [["1", "Le soir", "C-2-001, C-2-002"]]
    planned, improvised = second["run"]
    assert (planned["planned"], planned["actual"]) == ("Écrire", "")
    assert improvised["planned"] == "Hors du conducteur"
    assert improvised["aim"] == "Qu’est-ce qui compte ?"
    assert improvised["actual"] == "10 h 00 à 18 h 00."
    assert second["disagreements"] == [{"title": "Le dernier car", "text": "Deux heures ou trois."}]
    assert (second["next"], first.get("next")) == (["Qui paie le soir ?"], None)
    found = facts(told.atelier)
    assert (found.unplanned, found.unasking) == (0, 2)


def test_a_disagreement_left_open_is_told_by_each_college(told, cast):
    second = Workshop.objects.get(ordinal=2)
    a_disagreement(told.atelier, cast, workshop=second)
    heard = {"workshop": second, "settled": "Deux heures.", "residents": ""}
    a_disagreement(told.atelier, cast, title="Le dernier car", **heard)
    a_disagreement(told.atelier, cast, title="La halle")
    left, _ = data_of(a_draft(told, cast, K.FINAL_REPORT), at=AT)["disagreements"]
    who = [one["who"] for one in left["positions"]]
    assert who == ["Collectivité", "État local", "Partenaires", "Habitants"]
    assert (left["title"], left["next"]) == ("Dix trains ou six", "On en reparle en mars.")
    steps = data_of(a_draft(told, cast, K.LOGBOOK), at=AT)["steps"]
    noted, last = (one["disagreements"] for one in steps if one.get("disagreements"))
    assert [one["title"] for one in last] == ["La halle"]
    assert [one["title"] for one in noted] == ["Dix trains ou six", "Le dernier car"]
    assert (noted[1]["next"], len(noted[1]["positions"])) == ("Levé : Deux heures.", 3)


def test_a_finding_cites_what_may_be_read(told, cast):
    """An excerpt is told by its document; the mark of a kept one is gone."""
    data = data_of(a_draft(told, cast, K.FINAL_REPORT), at=AT)
    blocks = data["portrait"]["blocks"]
    text = next(b["text"] for b in blocks if b.get("text", "").startswith("On ne rentre"))
    assert text == "On ne rentre plus [[C-1-001]], [[D-01]]."
    told_codes = {entry["code"]: entry["text"] for g in data["sources"] for entry in g["entries"]}
    assert SAID in told_codes["C-1-001"]
    assert "Relevé des granges" in told_codes["D-01"]
    assert SHARED not in told_codes["D-01"]


def test_totals_reconcile_from_page_to_page(cast):
    elsewhere = an_epci("200072999", "CC du Houlme")
    told = an_atelier_to_write(cast, actions=3, slug="ailleurs", epci=elsewhere)
    data = data_of(a_draft(told, cast, K.ROADMAP), at=AT)
    total = number(data["total_cost"])
    assert total == sum(number(action["cost"]) for action in data["actions"]) == 3 * 480_000
    assert sum(number(axis["cost"]) for axis in data["axes"]) == total
    for table in (data["financing"]["by_year"], data["financing"]["by_action"]):
        assert number(table["total"][-1]) == total
        assert sum(number(row[-1]) for row in table["rows"]) == total
        for column in range(1, len(table["columns"])):
            cells = sum(number(row[column]) for row in table["rows"])
            assert cells == number(table["total"][column])
    plans = [sheet["financing"] for sheet in data["sheets"]]
    assert all(sum(number(x["amount"]) for x in p["lines"]) == number(p["total"]) for p in plans)


def test_a_frozen_opinion_is_printed_with_its_reservation(told, cast):
    shared = a_shared(told, cast, K.FRAMING_NOTE)
    Approval.objects.update(reservation="Voir [[ma-note]].")
    data = data_of(shared, at=AT)
    assert {one["reservation"] for one in data["approvals"]} == {"Voir [\u202f[ma-note]]."}
    assert unknown_evidence(data) == []
    assert [one["college"] for one in data["approvals"]] == [
        "Collectivité",
        "État local",
        "Partenaires",
    ]
    assert data["document"]["status"].startswith("Version partagée")
    draft = data_of(a_draft(told, cast, K.BOOKLET), at=AT)
    assert draft["document"]["status"].startswith("Projet")


@pytest.mark.parametrize("kind", K)
def test_words_of_people_stay_words(told, cast, kind):
    draft = a_draft(told, cast, kind)
    write_section(draft, "recit-9", HOSTILE[:180], HOSTILE, by=cast.dina, at=AT)
    text = words_of(compose(draft, at=AT)[0])
    assert "#read(" in text
    assert "root:" not in text
    assert "X-002" not in text


def test_a_code_that_is_nothing_is_told_before_freezing(told, cast):
    draft = a_draft(told, cast, K.BOOKLET)
    write_section(draft, "recit-2", "Faux", "Voir [[C-9-999]].", by=cast.dina, at=AT)
    assert unknown_evidence(data_of(draft, at=AT)) == ["C-9-999"]


def test_a_preface_is_signed_and_a_lesson_has_keywords(told, cast):
    draft = a_draft(told, cast, K.BOOKLET)
    signed = "Nous avons écouté.\n— Hélène Aubry, présidente"
    write_section(draft, "preface-1", "Préface", signed, by=cast.dina, at=AT)
    lesson = "Compter ensemble.\nMots-clés : car, soir"
    write_section(draft, "lecon-1", "Compter", lesson, by=cast.dina, at=AT)
    data = data_of(draft, at=AT)
    [preface], [lesson] = data["prefaces"], data["lessons"]
    assert preface["paragraphs"] == ["Nous avons écouté."]
    assert (preface["name"], preface["role"]) == ("Hélène Aubry", "Présidente")
    assert (lesson["text"], lesson["tags"]) == ("Compter ensemble.", ["car", "soir"])


def test_the_report_shows_a_place_closer_from_what_was_said_there(told, cast):
    draft = a_draft(told, cast, K.FINAL_REPORT)
    text = "À Bellême, le soir, il ne reste qu’un car.\nOn en parle."
    write_section(draft, "zoom-belleme", "Le bourg, le soir", text, by=cast.dina, at=AT)
    data = data_of(draft, at=AT)
    [zoom] = data["zooms"]
    said = [c for c in Material(draft, AT).contributions if c.commune_id]
    assert zoom["place"] == "Bellême"
    assert zoom["standfirst"] == "À Bellême, le soir, il ne reste qu’un car."
    assert {"value": str(len(said)), "label": "contributions d’ici"} in zoom["facts"]
    [quoted] = [block["quote"] for block in zoom["blocks"] if "quote" in block]
    assert (quoted["text"], quoted["code"]) == (SAID, "C-1-001")
    assert len(zoom["before"]) == 3
    assert not any("[[C-1-001]]" in line or HIDDEN in line for line in zoom["before"])
    assert zoom["after"] == ["Faire rouler le car du soir, 1 (action\u00a01.1)"]
    assert SAID in {e["code"]: e["text"] for g in data["sources"] for e in g["entries"]}["C-1-001"]
    booklet = a_draft(told, cast, K.BOOKLET)
    write_section(booklet, "zoom-belleme", "Le bourg", text, by=cast.dina, at=AT)
    assert "before" not in data_of(booklet, at=AT)["zooms"][0]


def test_the_framing_note_says_how_each_workshop_receives(told, cast):
    draft = a_draft(told, cast, K.FRAMING_NOTE)
    assert data_of(draft, at=AT)["logistics"] == []
    second = Workshop.objects.select_related("atelier__stream").get(ordinal=2)
    welcome = {"access": "De plain-pied.", "supplies": "La cantine.", "payer": "La commune."}
    set_welcome(second, **welcome, by=cast.dina, at=AT)
    said = welcome | {"session": "Atelier 2", "room": "Bellême, salle des fêtes"}
    assert data_of(draft, at=AT)["logistics"] == [said]
    assert facts(told.atelier).welcomed == 1
    Workshop.objects.filter(ordinal=2).update(access="", payer="")
    assert facts(told.atelier).welcomed == 0
    partly = {"access": "à préciser", "supplies": "La cantine.", "payer": "à préciser"}
    assert data_of(draft, at=AT)["logistics"] == [said | partly]


def test_the_framing_note_describes_three_workshops_and_what_is_done_between(told, cast):
    phases = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)["phases"]
    assert [phase["title"].partition(",")[0] for phase in phases] == [
        "Atelier 1", "Inter-atelier 1", "Atelier 2", "Inter-atelier 2", "Atelier 3",
    ]  # fmt: skip
    assert all(phase["dates"] and phase["aim"] for phase in phases)
    assert not any(phase.get("participation") for phase in phases)
    second = Workshop.objects.select_related("atelier__stream").get(ordinal=2)
    promised = {"publics": "Habitants", "guarantees": "Une réponse à chacun."}
    set_approach(second, **promised, participation="build", by=cast.dina, at=AT)
    told_of = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)["phases"][2]
    assert (told_of["audiences"], told_of["participation"], told_of["guarantees"]) == (
        "Habitants", "Co-construire", "Une réponse à chacun.",
    )  # fmt: skip
    assert facts(told.atelier).approached == 1
    for name, audience in (("A", "EL"), ("B", "EL"), ("C", "HA")):
        add_stakeholder(
            told.atelier, name=name, audience=audience, influence=1, interest=1, by=cast.dina, at=AT
        )
    found = facts(told.atelier)
    assert (found.stakeholders, found.audiences, found.prepared) == (3, 2, 3)
    assert "8 publics sur 10 sans personne ni structure" in map(
        str, rules.gaps(K.FRAMING_NOTE, found)
    )


def test_the_framing_note_says_where_it_looks_and_who_decides(told, cast):
    """Of what is not said yet, the parties stand in, and each hole leads where it is filled."""
    draft, by = a_draft(told, cast, K.FRAMING_NOTE), {"by": cast.camille, "at": AT}
    before = data_of(draft, at=AT)["governance"]
    assert [body["name"] for body in before["bodies"]][:2] == ["Comité de pilotage", "Partenaires"]
    igé = told.atelier.epci.communes.get(name="Igé")
    for name in ("L’école", "Mairie d’Igé"):
        add_site(told.atelier, name=name, commune=igé, why="Fermée.", **by)
    said = {"role": "Décide", "rhythm": "Quatre fois"}
    seated = [cast.hélène, cast.bastien, cast.camille, cast.olivia]
    seat(told.atelier, CommitteeKind.STEERING, **said, members=seated, others="x", **by)
    write_decision_rule(told.atelier, decision_rule="À l’accord de tous.", **by)
    convene_committee(
        told.atelier, CommitteeKind.STEERING, starts_at=AT, ends_at=AT + timedelta(hours=1), **by
    )
    data = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)
    steering = data["governance"]["bodies"][0]
    assert (steering["role"], steering["rhythm"]) == ("Décide", "Quatre fois")
    houses = [cast.camille.organisation, cast.bastien.organisation, cast.olivia.organisation]
    where = [steering["members"].index(str(house)) for house in houses]
    assert where == sorted(where)
    assert steering["members"].endswith(" ; x")
    assert data["governance"]["rule"].startswith("À l’accord de tous.\nUn texte est partagé")
    dates = [one["date"] for one in data["calendar"]["dates"] if "pilotage" in one["label"]]
    assert dates == ["9\u00a0nov.\u00a02026"]
    found = facts(told.atelier)
    assert (found.sites, found.ruled, found.committees) == (2, True, ["steering"])
    assert set(found.seated) == {"pilot", "local_authority", "operator"} == set(found.taking_part)
    told_holes = set(map(str, rules.gaps(K.FRAMING_NOTE, found)))
    assert "« Comité technique » : l’instance n’est pas composée" in told_holes
    assert not any("ne siège dans aucune" in hole for hole in told_holes)


def test_the_places_of_the_framing_are_those_of_the_zooms(told, cast):
    igé = told.atelier.epci.communes.get(name="Igé")
    add_site(told.atelier, name="La gare", commune=igé, why="Fermée.", by=cast.dina, at=AT)
    report = a_draft(told, cast, K.FINAL_REPORT)
    text = "De Bellême on la voit. La gare est fermée."
    write_section(report, "zoom-gare", "Un quai", text, by=cast.dina, at=AT)
    assert data_of(report, at=AT)["zooms"][0]["place"] == "Igé"


def test_a_calendar_out_of_bounds_is_a_hole_until_somebody_says_why(told, cast):
    def holes() -> list[str]:
        return list(facts(told.atelier).out_of_bounds)

    assert holes() == []
    type(told.atelier.framework).objects.update(duration_max_months=11)
    [hole] = holes()
    assert hole.startswith("calendrier : 12,3 mois, l’accord-cadre en prévoit au plus 11")
    Framing.objects.update(justification="Les élections.")
    assert holes() == []
    note = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)
    assert note["calendar"]["why"] == "Les élections."


def test_the_framing_note_says_what_is_awaited_and_what_will_tell(told, cast):
    by, day = cast.dina, date(2026, 10, 30)
    asked = {"owner": "Syndicat", "by": by, "at": LONG_AGO}
    _, came, _ = (
        request_document(told.atelier, title=title, due_on=due_on, **asked)
        for title, due_on in (("Crues", day), ("Haies", date(2026, 12, 1)), ("Gare", None))
    )
    receive_document(came, by=by, at=AT)
    add_indicator(told.atelier, name="Venus", target="dix", source="Comptages", by=by, at=AT)
    data = data_of(a_draft(told, cast, K.FRAMING_NOTE), at=AT)
    assert [(one["what"], one["due"], one["status"]) for one in data["requests"]] == [
        ("Crues", "30\u00a0oct.\u00a02026", "en retard"),
        ("Gare", "", "attendu"),
        ("Haies", "1er\u00a0déc.\u00a02026", "reçu le 9\u00a0nov.\u00a02026"),
    ]
    assert data["indicators"] == [
        {"name": "Venus", "baseline": "", "target": "dix", "source": "Comptages"}
    ]
    found = facts(told.atelier)
    assert (found.requests, list(found.unscheduled.values()), found.indicators) == (3, ["Gare"], 1)
    assert "« Gare » : document attendu sans date" in map(str, rules.gaps(K.FRAMING_NOTE, found))


def test_the_report_tells_the_scenarios_and_the_votes_they_got(told, cast):
    a_scenario(told.atelier, cast, by_hand=14)
    a_scenario(told.atelier, cast, title="La navette", kept=True, reason="Le car du soir.")
    found = data_of(a_draft(told, cast, K.FINAL_REPORT), at=AT)["strategy"]["scenarios"]
    assert found["title"] == "Les scénarios pesés, et ce qu’ils sont devenus"
    first, second = found["list"]
    assert bare(first["text"]) == "On ferme les écoles.\nCompté à la main\u00a0: 14."
    assert (first["kept"], first["reason"]) == (False, "Treize communes perdent.")
    assert (second["kept"], bare(second["text"])) == (True, "On ferme les écoles.")
    assert found["votes"] is None
    assert "scenarios" not in data_of(a_draft(told, cast, K.BOOKLET), at=AT)["strategy"]


def test_the_report_lists_what_was_read_and_is_not_cited(told, cast):
    asked = {"kind": DocumentKind.STUDY, "year": 2021, "by": cast.dina, "at": AT}
    add_document(told.atelier, title="Étude que rien ne cite", author="Un bureau", **asked)
    report = data_of(a_draft(told, cast, DeliverableKind.FINAL_REPORT), at=AT)
    cited = {one["code"] for group in report["sources"] for one in group["entries"]}
    assert "D-01" in cited
    assert report["annexes"]["bibliography"] == [
        {"title": "Étude que rien ne cite", "author": "Un bureau", "year": "2021"}
    ]
