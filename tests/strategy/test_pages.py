"""The pages of the strategy for the whole cast."""

import json
from copy import deepcopy

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line
from atelier_local.steps.strategy.models import (
    Disagreement,
    KeyIssue,
    Objective,
    Recommendation,
    Scenario,
)
from atelier_local.steps.strategy.queries import Weighed
from atelier_local.steps.wall.enums import Method
from atelier_local.steps.wall.models import Activity, Option
from atelier_local.steps.wall.voting import Result
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.evidence import a_finding, an_interim
from tests.factories.strategy import (
    a_disagreement,
    a_recommendation,
    a_scenario,
    an_axis,
    an_issue,
    an_objective,
)
from tests.pages import assert_queries

MEMBERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}
FORMS = (
    "add_issue",
    "add_scenario",
    "add_disagreement",
    "add_axis",
    "add_objective",
    "add_recommendation",
)


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_interim)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


def page(name: str, *args) -> str:
    return reverse(f"strategy:{name}", args=[SLUG, *args])


def text(response) -> str:
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def everything(atelier, cast) -> dict[str, str]:
    """One of each, and the addresses of their pages."""
    finding = a_finding(atelier, cast)
    issue = an_issue(finding.node, cast)
    objective = an_objective(an_axis(atelier, cast), issue.node, cast)
    recommendation = a_recommendation(objective.node, cast)
    return {
        "strategy": page("strategy"),
        "issue": page("issue", issue.pk),
        "objective": page("objective", objective.pk),
        "reword": page("reword", objective.pk),
        "recommendation": page("recommendation", recommendation.pk),
        "scenario": page("revise_scenario", a_scenario(atelier, cast).pk),
        "disagreement": page("revise_disagreement", a_disagreement(atelier, cast).pk),
    }


def test_who_opens_what(as_, cast, atelier):
    paths = [*everything(atelier, cast).values(), *map(page, FORMS)]
    for path in paths:
        writes = path in map(page, FORMS) or any(
            w in path for w in ("reformuler", "scenarios", "desaccords")
        )
        allowed = {"dina"} if writes else MEMBERS
        for name, person in vars(cast).items():
            wanted = 200 if name in allowed else 403 if name in MEMBERS else 404
            assert as_(person).get(path).status_code == wanted, (name, path)


def test_from_a_finding_to_a_recommendation_through_the_forms(as_, cast, atelier):
    a_finding(atelier, cast)
    dina = as_(cast.dina)
    issue = {"title": "Comment aller au train ?", "votes": "41", "rests_on": "F-001 : il le dit"}
    refused = dina.post(page("add_issue"), issue | {"title": "Aller au train"})
    assert refused.status_code == 422
    assert "un enjeu est une question" in text(refused)
    assert "F-001 : il le dit" in text(refused)
    assert dina.post(page("add_issue"), issue).url == page("strategy")
    dina.post(page("add_axis"), {"name": "Se relier"})
    objective = {
        "axis": atelier_axis(dina),
        "title": "Relier chaque bourg à la gare",
        "rests_on": "Enjeu 1 : il commence là",
    }
    refused = dina.post(page("add_objective"), objective | {"rests_on": "1.1 : lui-même"})
    assert "« 1.1 » ne désigne rien ici" in text(refused)
    dina.post(page("add_objective"), objective)
    recommendation = {
        "title": "Annoncer les horaires",
        "addressee": "Région",
        "horizon": "short",
        "kind": "gouvernance",
        "rests_on": "1.1 : la première marche",
    }
    refused = dina.post(page("add_recommendation"), recommendation | {"horizon": ""})
    assert refused.status_code == 422
    assert "Annoncer les horaires" in text(refused)
    dina.post(page("add_recommendation"), recommendation)
    counts = [m.objects.count() for m in (KeyIssue, Objective, Recommendation)]
    assert counts == [1, 1, 1]
    shown = text(dina.get(page("strategy")))
    assert "41 gommettes" in shown
    assert "1 objectif" in shown


def test_a_scenario_is_weighed_then_told_otherwise(as_, cast, atelier):
    dina = as_(cast.dina)
    told = {"title": "Tout au bourg", "text": "On ferme.", "kept": "non", "reason": "Trop loin."}
    refused = dina.post(page("add_scenario"), told | {"reason": ""})
    assert (refused.status_code, "On ferme." in text(refused)) == (422, True)
    assert dina.post(page("add_scenario"), told | {"by_hand": "31"}).url == page("strategy")
    shown = text(as_(cast.paul).get(page("strategy")))
    for words in ("Tout au bourg", "écarté", "Pourquoi non</b> : Trop", "Compté à la main : 31."):
        assert words in shown
    found, dina = Scenario.objects.get(), as_(cast.dina)
    kept = told | {"kept": "oui", "reason": "La halle.", "by_hand": ""}
    assert dina.post(page("revise_scenario", found.pk), kept).url == page("strategy")
    shown = text(dina.get(page("strategy")))
    assert "Ce qui en est gardé</b> : La halle." in shown
    assert "Compté à la main" not in shown
    lines = Line.objects.filter(kind__startswith="strategy.scenario").order_by("seq")
    assert [line.payload["by_hand"] for line in lines] == [31, None]


def test_a_disagreement_is_told_by_each_college_then_settled(as_, cast, atelier):
    dina = as_(cast.dina)
    told = {
        "title": "Dix trains ou six", "text": "Combien ?", "local_authority": "Six.",
        "state": "Ce que la Région étudie.", "partners": "Pas sans comptage.",
    }  # fmt: skip
    refused = dina.post(page("add_disagreement"), told | {"partners": ""})
    assert (refused.status_code, "Ce que la Région" in text(refused)) == (422, True)
    assert dina.post(page("add_disagreement"), told).url == page("strategy")
    shown = text(as_(cast.paul).get(page("strategy")))
    for words in ("Dix trains ou six", "ouvert", "<dt>État local</dt><dd>Ce que la Région"):
        assert words in shown
    assert "Habitants</dt>" not in shown
    found = Disagreement.objects.get()
    kept = told | {"residents": "Dix.", "settled": "Six, et un septième le vendredi."}
    assert as_(cast.dina).post(page("revise_disagreement", found.pk), kept).status_code == 302
    shown = text(as_(cast.paul).get(page("strategy")))
    assert "<dt>Habitants</dt><dd>Dix." in shown
    assert "levé" in shown
    lines = Line.objects.filter(kind__startswith="strategy.disagreement").order_by("seq")
    assert [line.payload["settled"] for line in lines] == ["", kept["settled"]]


def test_votes_of_phones_and_hands_stay_apart():
    vote = Activity(method=Method.DOTS)
    scenario = Scenario(option=Option(activity=vote, by_hand=12))
    weighed = Weighed(scenario, Result("x", total=21), 12)
    assert (weighed.gave, weighed.by_hand) == ("21 gommettes", 12)
    vote.method = Method.STANCES
    stances = Result("x", 18, 24, {"oui": 18, "non": 2, "passe": 4})
    assert Weighed(scenario, stances, None).gave == "18 d’accord, 2 pas d’accord, 4 sans avis"
    vote.method = Method.MATRIX
    assert Weighed(scenario, Result("x", 9, 2, {}, 9, 5), 0).gave == (
        "impact 4,5 sur 5, faisabilité 2,5 sur 5"
    )


def atelier_axis(browser) -> str:
    """The first axis that the form proposes."""
    form = browser.get(page("add_objective")).context["form"]
    return str(form.fields["axis"].queryset.get().pk)


def test_an_objective_is_reworded_and_its_number_and_links_stay(as_, cast, atelier):
    address, dina = everything(atelier, cast)["reword"], as_(cast.dina)
    read = dina.get(address).context["form"].initial["read"]
    sent = {"read": json.dumps(read), "title": "Ouvrir la gare à tous", "text": "Un\r\ndeux"}
    assert dina.post(address, sent).status_code == 302
    objective = Objective.objects.get()
    assert (objective.node.words, objective.text) == ("Ouvrir la gare à tous", "Un\ndeux")
    assert (objective.node.number, objective.node.rests_on.count()) == ("1.1", 1)
    told = Line.objects.get(kind="strategy.objective_reworded")
    assert told.payload["changes"]["title"] == {"was": read["title"], "said": sent["title"]}
    assert dina.post(address, sent).status_code == 302  # the same words again change nothing
    late = dina.post(address, sent | {"title": "La gare"})
    assert "« Objectif » a changé pendant que vous écriviez" in text(late)
    assert Line.objects.filter(kind="strategy.objective_reworded").count() == 1


def test_an_empty_page_says_what_will_be_there(as_, cast, atelier):
    shown = text(as_(cast.dina).get(page("strategy")))
    for words in (
        "Aucun enjeu",
        "Aucun scénario",
        "Aucun désaccord",
        "Aucun axe",
        "Aucune préconisation",
        "Formuler le premier enjeu",
    ):
        assert words in shown
    assert "Formuler" not in text(as_(cast.paul).get(page("strategy")))
    an_axis(atelier, cast)
    assert "Aucun objectif sous cet axe" in text(as_(cast.paul).get(page("strategy")))


def test_a_node_page_tells_where_it_comes_from_and_what_it_becomes(as_, cast, atelier):
    shown = text(as_(cast.paul).get(everything(atelier, cast)["issue"]))
    for words in ("F-001", "Objectif 1.1", "Préconisation P-01", "il le fonde"):
        assert words in shown


def test_queries_do_not_grow(as_, cast, atelier):
    paths = everything(atelier, cast)
    dina = as_(cast.dina)
    dina.get(paths["strategy"])  # the territory's facts are looked up once in a process
    few = {name: assert_queries(dina, path) for name, path in paths.items()}
    for _ in range(3):
        everything(atelier, cast)
    assert {name: assert_queries(dina, path) for name, path in paths.items()} == few


def test_what_belongs_to_another_atelier_is_not_found(as_, cast, atelier):
    where = {"slug": "ailleurs", "epci": an_epci("200000001"), "framework": atelier.framework}
    theirs = everything(an_interim(cast, **where), cast)
    theirs.pop("strategy")
    dina = as_(cast.dina)
    for here in theirs.values():
        assert dina.get(here).status_code == 404
        assert dina.get(here.replace(SLUG, "ailleurs")).status_code == 200
