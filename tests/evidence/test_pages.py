"""The pages of evidence for the whole cast: who opens what, what is kept, how many queries."""

from copy import deepcopy

import pytest
from django.urls import reverse

from atelier_local.ground.journal.models import Line, Stream
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.models import Node
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Document, Figure, Finding, Interview
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.evidence import (
    a_document,
    a_figure,
    a_finding,
    an_excerpt,
    an_interim,
    an_interview,
)
from tests.factories.strategy import an_issue
from tests.pages import assert_queries

MEMBERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_interim)


@pytest.fixture
def atelier(made, db) -> Atelier:
    return deepcopy(made)


def page(name: str, *args) -> str:
    return reverse(f"evidence:{name}", args=[SLUG, *args])


def text(response) -> str:
    """What a page says, spaces made plain."""
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def statuses(as_, cast, path: str) -> dict[str, int]:
    return {name: as_(person).get(path).status_code for name, person in vars(cast).items()}


def expected(cast, allowed: set[str]) -> dict[str, int]:
    return {n: 200 if n in allowed else 403 if n in MEMBERS else 404 for n in vars(cast)}


def test_who_opens_what(as_, cast, atelier):
    document, interview = a_document(atelier, cast), an_interview(atelier, cast)
    excerpt, figure = an_excerpt(document, cast), a_figure(atelier, cast)
    finding = a_finding(atelier, cast, excerpt.node)
    for path in (
        page("evidence"),
        page("document", document.pk),
        page("excerpt", excerpt.pk),
        page("figure", figure.pk),
        page("finding", finding.pk),
    ):
        assert statuses(as_, cast, path) == expected(cast, MEMBERS), path
    for path in (page("interview", interview.pk), page("add_finding"), page("add_figure")):
        assert statuses(as_, cast, path) == expected(cast, {"dina"}), path


def test_a_visitor_signs_in_first(client, cast, atelier):
    assert client.get(page("evidence")).url.endswith(f"?next={page('evidence')}")


def test_reading_an_interview_is_written_down_where_no_screen_looks(as_, cast, atelier):
    interview = an_interview(atelier, cast)
    dina = as_(cast.dina)
    assert "votre lecture est consignée" in text(dina.get(page("interview", interview.pk)))
    dina.post(page("interview", interview.pk), {"words": ""})
    read = Line.objects.filter(kind="evidence.interview_read")
    assert [line.by for line in read] == [cast.dina.ref] * 2
    assert {line.stream for line in read} == {Stream.objects.get(kind="audit", subject=SLUG)}
    as_(cast.camille).get(page("interview", interview.pk))
    assert read.count() == 2


def test_internal_words_are_never_shown_to_the_parties(as_, cast, atelier):
    interview = an_interview(atelier, cast, visibility=Visibility.INTERNAL)
    secret = an_excerpt(interview, cast, "Le notaire le sait bien.")
    finding = a_finding(atelier, cast, secret.node, a_figure(atelier, cast).node)
    paths = [page("evidence"), page("finding", finding.pk)]
    for person in (cast.camille, cast.bastien, cast.paul, cast.agnès):
        browser = as_(person)
        assert not any("Le notaire" in text(browser.get(path)) for path in paths)
        assert browser.get(page("excerpt", secret.pk)).status_code == 404
        assert "1 source réservée à l’équipe" in text(browser.get(paths[1]))
    dina = as_(cast.dina)
    assert "Le notaire" in text(dina.get(paths[1]))
    assert "réservée à l’équipe" not in text(dina.get(paths[1]))


def test_a_finding_and_its_form(as_, cast, atelier):
    a_figure(atelier, cast)
    dina = as_(cast.dina)
    typed = {"title": "Le train part", "text": "Voir [[I-001]].", "silent_audiences": ["AG"]}
    for sources, said in (
        ("", "Nommez au moins une source."),
        ("I-404 : mesuré", "« I-404 » ne désigne rien ici"),
    ):
        refused = dina.post(page("add_finding"), typed | {"rests_on": sources})
        assert refused.status_code == 422
        assert said in text(refused)
        assert all(kept in text(refused) for kept in ("Le train part", "Voir [[I-001]].", sources))
    done = dina.post(page("add_finding"), typed | {"rests_on": "I-001 : mesuré"})
    finding = Finding.objects.get()
    assert done.url == page("finding", finding.pk)
    shown = text(dina.get(done.url))
    assert "[[I-001]]" not in shown
    assert "Pas entendus : monde agricole" in shown


def test_a_taken_back_source_no_longer_counts(as_, cast, atelier):
    finding = a_finding(atelier, cast)
    assert as_(cast.paul).get(page("evidence")).context["findings"][0].sources == 1
    finding.node.rests_on.update(withdrawn_at=finding.node.at)
    assert "sans source" in text(as_(cast.paul).get(page("evidence")))


def test_attaching_a_finding_to_an_issue(as_, cast, atelier):
    finding, other = (a_finding(atelier, cast) for _ in range(2))
    issue = an_issue(other.node, cast)
    path = page("link_finding", finding.pk)
    dina = as_(cast.dina)
    assert "Enjeu 1" in text(dina.get(path))
    assert dina.post(path, {"target": issue.pk, "why": ""}).status_code == 422
    assert dina.post(path, {"target": finding.pk, "why": "en rond"}).status_code == 422
    for _ in range(2):
        assert dina.post(path, {"target": issue.pk, "why": "il pèse"}).status_code == 302
    assert Node.unfiltered.get(pk=finding.pk).used_by.count() == 1
    assert "Enjeu 1" in text(dina.get(page("finding", finding.pk)))
    assert as_(cast.camille).post(path, {}).status_code == 403


def test_adding_what_was_read_heard_and_measured(as_, cast, atelier):
    dina = as_(cast.dina)
    forms = {
        "add_document": {"title": "SCoT", "author": "Pays", "kind": "scot", "year": "2023"},
        "add_interview": {
            "function": "Maraîchère",
            "audience": "AG",
            "held_on": "24/11/2026",
            "synthesis": "Elle vend au marché.",
            "visibility": "anonymous",
        },
        "add_figure": {"label": "Part", "value": "83,4", "vintage": "2022", "source": "INSEE"},
    }
    for name, given in forms.items():
        for missing in given:
            refused = dina.post(page(name), given | {missing: ""})
            assert refused.status_code == 422
            kept = [value for key, value in given.items() if key != missing]
            assert all(value in text(refused) for value in kept)
        assert dina.post(page(name), given).status_code == 302
    assert [m.objects.count() for m in (Document, Interview, Figure)] == [1, 1, 1]
    assert as_(cast.bastien).post(page("add_document"), forms["add_document"]).status_code == 403


def test_extracting(as_, cast, atelier):
    interview = an_interview(atelier, cast, validated=False)
    dina = as_(cast.dina)
    path = page("interview", interview.pk)
    refused = dina.post(path, {"words": "Je pars à l’heure."})
    assert refused.status_code == 422
    assert "n’a pas encore validé" in text(refused)
    assert "Je pars à l’heure." in text(refused)
    assert dina.post(page("validate_interview", interview.pk)).status_code == 302
    assert dina.post(path, {"words": "Je pars à l’heure."}).url == path
    assert "pas encore cité" in text(dina.get(path))
    document = a_document(atelier, cast)
    assert as_(cast.paul).post(page("document", document.pk), {"words": "x"}).status_code == 200
    assert not document.excerpts.exists()


def test_ending_the_phase_explains_itself(as_, cast, atelier):
    dina = as_(cast.dina)
    assert "aucun document n’a été lu" in text(dina.get(page("evidence")))
    dina.post(page("end_interim"))
    assert "Pas encore : aucun document n’a été lu" in text(dina.get(page("evidence")))
    an_excerpt(a_document(atelier, cast), cast)
    a_finding(atelier, cast)
    dina.post(page("end_interim"))
    assert "Place à l’étape « Atelier 2 »" in text(dina.get(page("evidence")))


def test_an_empty_page_says_what_will_be_there(as_, cast, atelier):
    assert "Écrire le premier constat" in text(as_(cast.dina).get(page("evidence")))
    assert "L’équipe les écrira" in text(as_(cast.paul).get(page("evidence")))


def test_queries_do_not_grow(as_, cast, atelier):
    document, interview = a_document(atelier, cast), an_interview(atelier, cast)
    excerpts = [an_excerpt(document, cast), an_excerpt(interview, cast)]
    figure = a_figure(atelier, cast)
    finding = a_finding(atelier, cast, figure.node, *(e.node for e in excerpts))
    an_issue(finding.node, cast)
    paths = [
        page("evidence"),
        page("document", document.pk),
        page("excerpt", excerpts[0].pk),
        page("figure", figure.pk),
        page("finding", finding.pk),
        page("add_finding"),
        page("interview", interview.pk),  # with the line that its reading leaves
    ]
    dina = as_(cast.dina)
    few = [assert_queries(dina, path) for path in paths]
    for _ in range(3):
        an_interview(atelier, cast)
        said = [an_excerpt(a_document(atelier, cast), cast), an_excerpt(interview, cast)]
        a_finding(atelier, cast, figure.node, excerpts[0].node, *(e.node for e in said))
        an_excerpt(document, cast)
        an_issue(finding.node, cast)
    assert [assert_queries(dina, path) for path in paths] == few
    opened = 4  # twice each time
    assert Line.objects.filter(kind="evidence.interview_read").count() == opened


def test_what_belongs_to_another_atelier_is_not_found(as_, cast, atelier):
    """Dina is in both teams: what is of the one has no address in the other."""
    where = {"slug": "ailleurs", "epci": an_epci("200000001"), "framework": atelier.framework}
    other = an_interim(cast, **where)
    document, interview = a_document(other, cast), an_interview(other, cast)
    found = a_finding(other, cast)
    theirs = {
        "document": document.pk,
        "interview": interview.pk,
        "ask_to_reread": interview.pk,
        "excerpt": an_excerpt(document, cast).pk,
        "figure": a_figure(other, cast).pk,
        "finding": found.pk,
        "link_finding": found.pk,
    }
    dina = as_(cast.dina)
    for name, pk in theirs.items():
        assert dina.get(reverse(f"evidence:{name}", args=["ailleurs", pk])).status_code == 200, name
        assert dina.get(page(name, pk)).status_code == 404, name
    assert dina.post(page("validate_interview", interview.pk)).status_code == 404
    typed = {"title": "x", "text": "y", "rests_on": "X-001 : d’ailleurs"}
    refused = dina.post(page("add_finding"), typed)
    assert "« X-001 » ne désigne rien ici" in text(refused)
