"""An action sheet of the roadmap says all that was written of its action, and what became of it."""

import re
from datetime import date

from atelier_local.programme.governance.rules import Decided
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind as K
from atelier_local.steps.deliverables.queries import facts
from atelier_local.steps.financing.models import CostLine, FundingLine
from atelier_local.steps.roadmap import rules as against
from atelier_local.steps.roadmap.enums import MilestoneKind, Progress
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.roadmap.operations import add_milestone, hold_review, update_action
from tests.deliverables.test_assembly import number
from tests.factories.deliverables import AT, a_draft


def test_a_sheet_says_all_that_was_written_of_its_action(told, cast):
    action = Action.objects.select_related("plan").get(node__number="A1.1")
    Action.objects.filter(pk=action.pk).update(
        contracting="Le syndicat", pilot="Directrice", backing="resolved", accuracy="30",
        results="On *rentre* le soir.", vigilance="Le chauffeur seul.", baseline_when="mars 2026",
        target_when="fin 2031", urgency="3", effect="2", ease="1", assistance="Un programmiste",
        reversible="partly", climate="AM", soil_taken=300, soil_restored=1_200,
        resolved_on=date(2027, 12, 6),
    )  # fmt: skip
    FundingLine.objects.filter(plan=action.plan, funder="État").update(
        due_on=date(2028, 1, 31), article="CGCT, art. L2334-33", document="Dossier 12"
    )
    CostLine.objects.filter(plan=action.plan, label="Études").update(year=2027)
    step = {"kind": MilestoneKind.CONTRACT, "by": cast.dina, "at": AT}
    add_milestone(action, "Marché notifié", date(2028, 3, 1), **step)
    add_milestone(action, "Clés", date(2029, 3, 1), by=cast.dina, at=AT)
    data = data_of(a_draft(told, cast, K.ROADMAP), at=AT)
    [sheet] = data["sheets"]
    details = {pair["label"]: pair["value"] for pair in sheet["details"]}
    assert details.items() >= {
        "Enjeu": "Comment sortir le soir sans voiture ?", "Thèmes": "Habitat",
        "Qui pilote": "Directrice", "Maître d’ouvrage": "Le syndicat", "Engagement": "Délibéré",
        "Résultats attendus": "On *rentre* le soir.", "Vigilance": "Le chauffeur seul.",
        "Coût par nature": "Travaux 400\u202f000 €, études 80\u202f000 €, hors taxes, à 30 % près, "
        "soit de 336\u202f000 à 624\u202f000 €",
        "Mesure": f"Actes de vente ; chaque année ; {action.owner.name}",
        "Ce qui fait la priorité": "Urgence 3 sur 3, effet 2 sur 3, facilité 1 sur 3, soit 6 sur 9 "
        "; 1 contribution à son origine",
        "Assistance à maîtrise d’ouvrage": "Un programmiste", "Délibération": "6\xa0déc.\xa02027",
        "Sol": "300 m² artificialisés, 1\u202f200 m² renaturés",
        "Climat": "Adaptation, atténuation", "Réversible": "En partie",
        "Avancement": "À venir",
    }.items()  # fmt: skip
    assert {"Publics visés", "Dernière revue", "Dernière nouvelle"}.isdisjoint(details)
    assert sum(map(number, re.findall(r": ([^€]*) €", details["Coût par année"]))) == 480_000
    funding = {line["funder"]: line for line in sheet["financing"]["lines"]}
    assert (funding["État"]["due"], funding["État"]["ground"]) == (
        "31\xa0janv.\xa02028", "CGCT, art. L2334-33, Dossier 12",
    )  # fmt: skip
    due = [(line["date"].replace("\xa0", " "), line["kind"]) for line in data["calendar"]["dates"]]
    assert due == [("6 déc. 2027", "Délibération"), ("31 janv. 2028", "Dépôt de dossier"),
                   ("1er mars 2028", "Marché")]  # fmt: skip
    assert [line["text"] for line in data["calendar"]["steps"]] == ["Clés"]
    assert data["soil"].startswith("300 m² artificialisés, 1\u202f200 m² renaturés")
    assert data["actions"][0]["status"] == "à venir"
    [measured] = sheet["indicators"]
    assert (measured["baseline"], measured["year"]) == ("0 (mars 2026)", "fin 2031")
    [line] = data["indicators"]
    assert (line["source"], line["owner"]) == (
        "Actes de vente", f"{action.owner.name}, chaque année",
    )  # fmt: skip
    held = {
        "months_after": 6,
        "summary": "Deux.",
        "place": "Bellême",
        "decisions": list(map(Decided, ("On relance.", "A1.1 reçoit un an.", "A1.10 attend."))),
    }
    hold_review(told.atelier, **held, starts_at=AT, by=cast.camille, at=AT)
    blocked = {"progress": Progress.BLOCKED, "percent": 20, "next_step": "Chercher."}
    update_action(action, **blocked, news="Pas de chauffeur.", by=cast.bastien, at=AT)
    data = data_of(a_draft(told, cast, K.ROADMAP), at=AT)
    [review], [sheet] = data["reviews"], data["sheets"]
    assert review["date"] == "9 novembre 2026"
    assert review["decisions"] == ["On relance.", "A1.1 reçoit un an.", "A1.10 attend."]
    life = {pair["label"]: pair["value"] for pair in sheet["details"]}
    assert life.items() >= {
        "Avancement": "Bloquée, 20 %, au 9\xa0nov.\xa02026", "Dernière revue": "9 novembre 2026",
        "Ce qui bloque": "Pas de chauffeur.", "Décisions": "A1.1 reçoit un an.",
        "La suite": "Chercher.",
    }.items()  # fmt: skip
    [brief] = data_of(a_draft(told, cast, K.BOOKLET), at=AT)["sheets"]
    assert brief["details"] == []


def test_a_sheet_is_unfinished_as_long_as_it_lacks_one_thing(told, cast):
    """The count of the documents asks what the rule of the sheet asks."""
    action = Action.objects.filter(node__number="A1.1")
    assert facts(told.atelier).unfinished == 0
    for name, said in against.NEEDED.items():
        kept = getattr(action.get(), name)
        action.update(**{name: type(kept)()})
        assert list(map(str, against.against_showing(vars(action.get())))) == [said]
        assert facts(told.atelier).unfinished == 1
        action.update(**{name: kept})
