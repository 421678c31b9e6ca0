"""Linking, taking back, answering, numbering, on the real database."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from atelier_local.ground.journal.models import Line
from atelier_local.programme.thread.enums import Fate, Kind, Sight
from atelier_local.programme.thread.forms import SourcesField
from atelier_local.programme.thread.models import Citation, Node
from atelier_local.programme.thread.operations import answer, cite, reveal, withdraw
from atelier_local.programme.thread.rules import ALLOWED
from atelier_local.refusal import Refused
from tests.factories.ateliers import an_atelier, an_epci
from tests.factories.people import LONG_AGO
from tests.factories.thread import a_node


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


@pytest.fixture
def acting(cast):
    return {"by": cast.dina, "at": LONG_AGO}


def acts(kind: str) -> int:
    return Line.objects.filter(kind=kind).count()


def test_numbers_follow_each_other_kind_by_kind(atelier):
    assert [a_node(atelier, Kind.FINDING).number for _ in range(3)] == ["F-001", "F-002", "F-003"]
    assert a_node(atelier, Kind.ISSUE).number == "Enjeu 1"
    assert a_node(atelier, Kind.CONTRIBUTION).number == ""


def test_the_database_allows_the_pairs_of_the_rules_and_no_other():
    """Every pair of the rules goes up (test_rules), hence so does every row."""
    check = next(c for c in Citation._meta.constraints if c.name == "citation_goes_up")
    pairs = [dict(pair.children) for pair in check.condition.children]
    assert {(pair["source_kind"], pair["target_kind"]) for pair in pairs} == ALLOWED


def test_a_link_that_goes_down_cannot_be_written(atelier, acting):
    finding, issue = a_node(atelier, Kind.FINDING), a_node(atelier, Kind.ISSUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.link(issue, finding, "à rebours", **acting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.link(issue, issue, "en rond", **acting)


def test_a_double_click_links_once(atelier, acting):
    finding, issue = a_node(atelier, Kind.FINDING), a_node(atelier, Kind.ISSUE)
    first, second = (cite(finding, issue, "il le fonde", **acting) for _ in range(2))
    assert first == second
    assert acts("thread.cited") == 1


def test_a_link_taken_back_stays_in_the_record_and_may_come_again(atelier, acting):
    finding, issue = a_node(atelier, Kind.FINDING), a_node(atelier, Kind.ISSUE)
    citation = cite(finding, issue, "il le fonde", **acting)
    for _ in range(2):
        withdraw(citation, **acting)
    assert acts("thread.withdrawn") == 1
    assert cite(finding, issue, "mieux dit", **acting) != citation
    assert Citation.objects.count() == 2


def test_what_is_frozen_keeps_its_sources(atelier, acting):
    finding, section = a_node(atelier, Kind.FINDING), a_node(atelier, Kind.SECTION)
    citation = cite(finding, section, "il y figure", **acting)
    section.frozen = True
    for act in (
        lambda: withdraw(citation, **acting),
        lambda: cite(a_node(atelier, Kind.ISSUE), section, "aussi", **acting),
    ):
        with pytest.raises(Refused, match="figé"):
            act()


def test_nothing_is_cited_from_another_atelier(atelier, cast, acting):
    epci = an_epci("200072999", "CC du Houlme")
    other = an_atelier(cast, slug="houlme", epci=epci, framework=atelier.framework)
    with pytest.raises(Refused, match="même Atelier"):
        cite(a_node(other, Kind.FINDING), a_node(atelier, Kind.ISSUE), "d’ailleurs", **acting)


def test_the_latest_answer_counts_and_the_same_again_is_no_other(atelier, acting):
    said = a_node(atelier, Kind.CONTRIBUTION)
    for fate in (Fate.DEFERRED, Fate.ADOPTED, Fate.ADOPTED):
        answer(said, fate, "Voici pourquoi.", **acting)
    assert [given.fate for given in said.answers.all()] == [Fate.DEFERRED, Fate.ADOPTED]
    assert acts("thread.answered") == 2


def test_revealing(atelier, acting):
    node = a_node(atelier, Kind.EXCERPT, seen_by=Sight.TEAM)
    assert not Node.objects.seen_by(Sight.PARTIES).exists()
    reveal([node], Sight.PARTIES, **acting)
    assert Node.objects.seen_by(Sight.PARTIES).get() == node
    reveal([], Sight.PUBLIC, **acting)
    assert acts("thread.revealed") == 1


def test_what_was_hidden_meanwhile_is_not_revealed(atelier, acting):
    """Somebody hides a card while a document that cites it is published."""
    seen, hidden = (Node.add(atelier, Kind.CONTRIBUTION, words, **acting) for words in "ab")
    Node.unfiltered.filter(pk=hidden.pk).update(seen_by=Sight.TEAM)
    reveal([seen, hidden], Sight.PUBLIC, **acting)
    assert [*Node.objects.seen_by(Sight.PUBLIC)] == [seen]
    told = Line.objects.get(kind="thread.revealed").payload
    assert told == {"nodes": [str(seen.pk)], "seen_by": Sight.PUBLIC}


@pytest.fixture
def field(atelier) -> SourcesField:
    field = SourcesField()
    field.of(atelier, Sight.PARTIES, frozenset({Kind.FINDING, Kind.ISSUE}))
    return field


def faults(field: SourcesField, text: str) -> str:
    with pytest.raises(ValidationError) as raised:
        field.clean(text)
    return " ".join(raised.value.messages)


def test_sources_are_typed_a_line_each(atelier, field):
    finding, issue = a_node(atelier, Kind.FINDING), a_node(atelier, Kind.ISSUE)
    typed = "f-001 : le train : sans car\n\n  Enjeu\u00a01\u00a0: parce que  \r\n"
    assert field.clean(typed) == [(finding, "le train : sans car"), (issue, "parce que")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Nommez au moins une source."),
        ("F-001", "il manque les deux points et le pourquoi"),
        ("F-404 : parce que", "« F-404 » ne désigne rien ici"),
        ("F-001 : un\nf-001 : deux", "« f-001 » est cité deux fois"),
        ("F-001 : " + "x" * 501, "dites pourquoi en 500 signes"),
        ("X-001 : hors des natures attendues", "« X-001 » ne désigne rien ici"),
        ("F-002 : caché", "« F-002 » ne désigne rien ici"),
    ],
)
def test_what_is_wrong_in_sources_is_said(atelier, field, typed, said):
    a_node(atelier, Kind.FINDING)
    a_node(atelier, Kind.FINDING, seen_by=Sight.TEAM)
    a_node(atelier, Kind.EXCERPT)
    assert said in faults(field, typed)
