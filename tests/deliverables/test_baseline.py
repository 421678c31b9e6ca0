"""What was asked in the specification is answered or dropped before the Atelier closes."""

import pytest
from django.urls import reverse

from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Sight
from atelier_local.refusal import Refused
from atelier_local.steps.application.enums import Heading, NoteState
from atelier_local.steps.application.models import (
    NoteVersion,
    OpportunityNote,
    SpecificationItem,
)
from atelier_local.steps.application.operations import make_specification
from atelier_local.steps.application.queries import baseline
from atelier_local.steps.deliverables import queries, rules
from atelier_local.steps.deliverables.models import BaselineAnswer, Section
from atelier_local.steps.deliverables.operations import answer_item, close_atelier, drop_item
from tests.factories.ateliers import an_epci
from tests.factories.deliverables import AT, Told, a_draft, an_atelier_to_write
from tests.pages import assert_queries

ITEMS = 5
"""Paragraphs of the note that ask something: one for each of five headings."""


def specified(told: Told, cast) -> list[SpecificationItem]:
    """The Atelier of these tests was opened at its framing: its note is set as it was selected."""
    note = OpportunityNote.objects.create(atelier=told.atelier, state=NoteState.SELECTED)
    for heading in Heading:
        NoteVersion.objects.create(
            note=note, heading=heading, text=f"{heading.label} : ceci.", by=cast.camille, at=AT
        )
    make_specification(note, by=cast.camille, at=AT)
    return list(baseline(told.atelier).select_related("specification__note__atelier__stream"))


def a_section(told: Told, cast) -> Section:
    return a_draft(told, cast).sections.select_related("node").get()


def url(name: str, told: Told, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, *args])


def lines(told: Told, kind: str) -> int:
    return told.atelier.stream.lines.filter(kind=f"deliverables.{kind}").count()


def against_closing(told: Told) -> str:
    return " ; ".join(map(str, queries.board(told.atelier, Sight.PARTIES).against_closing))


def test_an_atelier_without_a_specification_is_not_concerned(told, cast, as_):
    found = queries.facts(told.atelier)
    assert (found.asked, found.unmet) == (0, 0)
    assert "cahier des charges" not in against_closing(told)
    page = as_(cast.camille).get(url("conformity", told)).content.decode()
    assert "n’a pas de cahier des charges" in page
    board = as_(cast.camille).get(url("deliverables", told)).content.decode()
    assert "Conformité" not in board


def test_closing_counts_what_has_no_answer(told, cast):
    items, section = specified(told, cast), a_section(told, cast)
    assert len(items) == ITEMS
    assert f"{ITEMS} articles du cahier des charges sans réponse" in against_closing(told)
    with pytest.raises(Refused, match=f"{ITEMS} articles"):
        close_atelier(told.atelier, by=cast.camille, at=AT)
    for item in items[:-2]:
        answer_item(item, section, by=cast.dina, at=AT)
    drop_item(items[-2], "Hors du champ depuis mars.", by=cast.camille, at=AT)
    assert "1 article du cahier des charges sans réponse" in against_closing(told)
    answer_item(items[-1], section, by=cast.dina, at=AT)
    assert "cahier des charges" not in against_closing(told)
    assert queries.facts(told.atelier).met == ITEMS


def test_each_word_said_of_an_item_is_told_once(told, cast):
    item, section = specified(told, cast)[0], a_section(told, cast)
    for _ in range(2):
        answer_item(item, section, by=cast.dina, at=AT)
    drop_item(item, "Finalement écarté.", by=cast.camille, at=AT)
    answer_item(item, section, by=cast.dina, at=AT)
    found = BaselineAnswer.objects.get()
    assert (found.section, found.reason, found.dropped) == (section, "", False)
    assert (lines(told, "item_answered"), lines(told, "item_dropped")) == (2, 1)


def test_what_cannot_be_said_of_an_item(told, cast):
    items, section = specified(told, cast), a_section(told, cast)
    with pytest.raises(Refused, match="écrivez pourquoi"):
        drop_item(items[0], "  ", by=cast.camille, at=AT)
    informs = SpecificationItem.objects.filter(expects_answer=False).first()
    with pytest.raises(Refused, match="cet article informe"):
        answer_item(informs, section, by=cast.dina, at=AT)
    other = an_atelier_to_write(cast, slug="ailleurs", epci=an_epci("200072999", "CC du Houlme"))
    with pytest.raises(Refused, match="autre Atelier"):
        answer_item(items[0], a_section(other, cast), by=cast.dina, at=AT)
    Atelier.objects.filter(pk=told.atelier.pk).update(stage=Stage.FOLLOW_UP)
    with pytest.raises(Refused, match="ne change plus"):
        answer_item(items[0], section, by=cast.dina, at=AT)
    assert BaselineAnswer.objects.count() == 0


def test_the_rule_names_each_reason():
    assert rules.against_meeting(expects_answer=True, closed=False) == ()
    assert len(rules.against_meeting(expects_answer=False, closed=True)) == 2


def test_members_read_and_strangers_find_nothing(told, cast, as_):
    item = specified(told, cast)[0]
    within = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}
    for path in (url("conformity", told), url("item", told, item.number)):
        seen = {name: as_(person).get(path).status_code for name, person in vars(cast).items()}
        assert seen == {name: 200 if name in within else 404 for name in vars(cast)}


def test_the_team_answers_and_the_pilot_drops(told, cast, as_):
    item, section = specified(told, cast)[0], a_section(told, cast)
    answer, drop = (url(name, told, item.number) for name in ("answer_item", "drop_item"))
    for who, path in (("camille", answer), ("bastien", answer), ("dina", drop), ("paul", drop)):
        assert as_(getattr(cast, who)).post(path).status_code == 403
    assert as_(cast.dina).post(answer, {"section": ""}).status_code == 422
    assert as_(cast.dina).post(answer, {"section": str(section.pk)}).status_code == 302
    assert "Le soir, 1" in as_(cast.paul).get(url("conformity", told)).content.decode()
    assert as_(cast.camille).post(drop, {"reason": " "}).status_code == 422
    assert as_(cast.camille).post(drop, {"reason": "Hors du <b>champ</b>."}).status_code == 302
    page = as_(cast.paul).get(url("conformity", told)).content.decode()
    assert "Hors du &lt;b&gt;champ" in page
    assert "écarté" in page


@pytest.mark.parametrize("number", ["1.1", "8.1", "99.9", "x"])
def test_an_item_that_asks_nothing_has_no_page(told, cast, as_, number):
    specified(told, cast)
    assert as_(cast.dina).get(url("item", told, number)).status_code == 404


def test_queries_do_not_grow_with_sections_and_answers(told, cast, as_):
    items = specified(told, cast)
    section = a_section(told, cast)
    dina = as_(cast.dina)
    paths = url("conformity", told), url("item", told, items[0].number)
    few = [assert_queries(dina, path) for path in paths]
    a_draft(told, cast, sections=3)
    for item in items:
        answer_item(item, section, by=cast.dina, at=AT)
    assert [assert_queries(dina, path) for path in paths] == few
    assert len(queries.written(told.atelier, Sight.TEAM)) == 3
    assert_queries(dina, url("deliverables", told))
