"""Reading, hearing, extracting, concluding, on the real database."""

from copy import deepcopy

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Excerpt, Finding
from atelier_local.steps.evidence.operations import (
    add_finding,
    end_interim,
    revise_finding,
    validate_interview,
)
from tests.factories.evidence import (
    a_document,
    a_figure,
    a_finding,
    an_excerpt,
    an_interim,
    an_interview,
)
from tests.factories.people import LONG_AGO
from tests.factories.thread import a_node


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_interim)


@pytest.fixture
def atelier(made, db):
    return deepcopy(made)


def test_everything_gets_its_number(atelier, cast):
    document, interview = a_document(atelier, cast), an_interview(atelier, cast)
    assert (document.number, interview.number) == ("D-01", "E-01")
    assert a_document(atelier, cast).number == "D-02"
    assert an_excerpt(document, cast).node.number == "X-001"
    assert a_figure(atelier, cast).node.number == "I-001"
    assert a_finding(atelier, cast).node.number == "F-001"


def test_an_interview_gives_no_words_before_the_person_agrees(atelier, cast):
    interview = an_interview(atelier, cast, validated=False)
    with pytest.raises(Refused, match="n’a pas encore validé"):
        an_excerpt(interview, cast)
    for _ in range(2):
        validate_interview(interview, by=cast.dina, at=LONG_AGO)
    an_excerpt(interview, cast)
    assert Line.objects.filter(kind="evidence.interview_validated").count() == 1


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [(Visibility.INTERNAL, 0), (Visibility.ANONYMOUS, 1), (Visibility.PUBLIC, 1)],
)
def test_words_go_no_further_than_agreed(atelier, cast, visibility, seen):
    an_excerpt(an_interview(atelier, cast, visibility=visibility), cast)
    assert Excerpt.objects.seen_by(Sight.TEAM).count() == 1
    assert Excerpt.objects.seen_by(Sight.PARTIES).count() == seen
    assert Excerpt.objects.seen_by(Sight.PUBLIC).count() == 0


def test_the_journal_keeps_no_word_of_an_interview(atelier, cast):
    interview = an_interview(atelier, cast)
    for line in Line.objects.all():
        assert interview.synthesis not in str(line.payload)


def test_a_finding_without_source_leaves_nothing(atelier, cast):
    with pytest.raises(Refused, match="au moins une contribution"):
        add_finding(atelier, "Titre", "Texte", rests_on=[], by=cast.dina, at=LONG_AGO)
    issue = a_node(atelier, Kind.ISSUE)
    with pytest.raises(Refused, match="ne s’appuie pas sur un élément « Enjeu »"):
        a_finding(atelier, cast, issue)
    with pytest.raises(Refused, match="dites pourquoi"):
        add_finding(
            atelier,
            "Titre",
            "Texte",
            rests_on=[(a_figure(atelier, cast).node, " ")],
            by=cast.dina,
            at=LONG_AGO,
        )
    assert not Finding.objects.exists()
    assert not Node.unfiltered.filter(kind=Kind.FINDING).exists()


def test_a_finding_is_explained_better_but_not_once_frozen(atelier, cast):
    finding = a_finding(atelier, cast)
    for _ in range(2):
        revise_finding(finding, "Mieux dit.", by=cast.dina, at=LONG_AGO)
    assert Line.objects.filter(kind="evidence.finding_revised").count() == 1
    finding.node.frozen = True
    with pytest.raises(Refused, match="document figé"):
        revise_finding(finding, "Encore.", by=cast.dina, at=LONG_AGO)


def test_the_phase_ends_once(atelier, cast):
    with pytest.raises(Refused, match="aucun document n’a été lu"):
        end_interim(atelier, by=cast.dina, at=LONG_AGO)
    an_excerpt(a_document(atelier, cast), cast)
    a_finding(atelier, cast)
    end_interim(atelier, by=cast.dina, at=LONG_AGO)
    assert atelier.at_stage is Stage.WORKSHOP_2
    with pytest.raises(Refused, match="n’est pas dans une phase inter-atelier"):
        end_interim(atelier, by=cast.dina, at=LONG_AGO)
