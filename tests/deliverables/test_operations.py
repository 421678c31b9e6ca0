"""Writing, approving, freezing, publishing: what each act keeps and what it shows."""

import hashlib

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.governance.enums import College, Opinion
from atelier_local.programme.governance.models import Task
from atelier_local.programme.governance.rules import colleges_of
from atelier_local.programme.people.enums import Role
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.operations import cite
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.deliverables.operations import (
    approve,
    ask_validation,
    close_atelier,
    end_production,
    freeze,
    publish,
    start_deliverable,
    take_back,
    write_section,
)
from atelier_local.steps.deliverables.queries import standing
from tests.factories.deliverables import (
    AT,
    DUE,
    HIDDEN,
    KEPT,
    a_draft,
    a_frozen,
    a_shared,
    an_asked,
)

K = DeliverableKind


def test_beginning_twice_is_beginning_once(told, cast):
    first, again = a_draft(told, cast), a_draft(told, cast)
    assert first.pk == again.pk
    assert first.sections.count() == 1


def test_rewriting_keeps_the_section_and_its_sources(told, cast):
    draft = a_draft(told, cast)
    section = draft.sections.get()
    write_section(draft, section.key, "Autrement", "Un autre texte.", by=cast.dina, at=AT)
    again = draft.sections.select_related("node").get()
    assert (again.pk, again.node.words, again.text) == (section.pk, "Autrement", "Un autre texte.")
    assert again.node.rests_on.count() == 2


def test_an_empty_section_is_refused(told, cast):
    with pytest.raises(Refused, match="un titre et un texte"):
        write_section(a_draft(told, cast), "vide", "Vide", "  ", by=cast.dina, at=AT)


def test_nothing_is_asked_while_something_is_missing(told, cast):
    empty = start_deliverable(told.atelier, K.BOOKLET, by=cast.dina, at=AT)
    with pytest.raises(Refused, match="aucune section"):
        ask_validation(empty, due_on=DUE, by=cast.dina, at=AT)


def test_what_is_asked_is_no_longer_written(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    with pytest.raises(Refused, match="ne s’écrit plus"):
        write_section(asked, "recit-1", "Autrement", "Non.", by=cast.dina, at=AT)


def test_a_college_speaks_through_its_own(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    with pytest.raises(Refused, match="vous ne validez pas"):
        approve(
            asked,
            College.STATE,
            Opinion.FAVOURABLE,
            roles=roles_in(told.atelier, cast.paul),
            by=cast.paul,
            at=AT,
        )


def test_silence_is_not_consent(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    for person, college in ((cast.hélène, College.LOCAL_AUTHORITY), (cast.camille, College.STATE)):
        roles = roles_in(told.atelier, person)
        assert not approve(asked, college, Opinion.FAVOURABLE, roles=roles, by=person, at=AT)
    with pytest.raises(Refused, match="soumis aux trois collèges"):
        freeze(asked, b"%PDF-1.7 court", 1, by=cast.camille, at=AT)


def test_a_reservation_is_kept_beside_the_opinion(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    roles = roles_in(told.atelier, cast.paul)
    with pytest.raises(Refused, match="réserve"):
        approve(asked, College.PARTNERS, Opinion.WITH_RESERVATION, roles=roles, by=cast.paul, at=AT)


def says(document, cast, name, opinion, reservation=""):
    person = getattr(cast, name)
    roles = roles_in(document.atelier, person)
    (college,) = colleges_of(roles)
    given = {"roles": roles, "by": person, "at": AT, "reservation": reservation}
    return approve(document, college, opinion, **given)


def test_a_no_gives_the_document_back_and_it_is_put_again(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    with pytest.raises(Refused, match="aucun collège n’a rendu d’avis défavorable"):
        take_back(asked, "Rien.", by=cast.dina, at=AT)
    says(asked, cast, "camille", Opinion.FAVOURABLE)
    says(asked, cast, "paul", Opinion.UNFAVOURABLE, "Rien sur l’eau.")
    rework = Task.objects.get(role=Role.TEAM, done_at=None, key="rework:booklet")
    with pytest.raises(Refused, match="dites ce qui va changer"):
        take_back(asked, " ", by=cast.dina, at=AT)
    take_back(asked, "Une page sur l’eau.", by=cast.dina, at=AT)
    rework.refresh_from_db()
    assert rework.done_at == AT
    assert not Task.objects.filter(key="validate:booklet", done_at=None).exists()
    write_section(asked, "recit-1", "L’eau", "Elle manque.", by=cast.dina, at=AT)
    ask_validation(asked, due_on=DUE, by=cast.dina, at=AT)
    assert Task.objects.filter(key="validate:booklet", done_at=None).count() == 3
    assert not says(asked, cast, "paul", Opinion.FAVOURABLE)
    assert not says(asked, cast, "camille", Opinion.FAVOURABLE)
    assert says(asked, cast, "hélène", Opinion.FAVOURABLE)
    assert asked.state is DeliverableState.SHARED


def test_earlier_opinions_stay_with_their_round(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    says(asked, cast, "camille", Opinion.FAVOURABLE)
    says(asked, cast, "paul", Opinion.UNFAVOURABLE, "Rien sur l’eau.")
    take_back(asked, "Une page sur l’eau.", by=cast.dina, at=AT)
    back = standing(told.atelier, K.BOOKLET, ())
    assert (back.state, back.round, back.opinions) == (DeliverableState.DRAFT, 2, {})
    ask_validation(asked, due_on=DUE, by=cast.dina, at=AT)
    again = standing(told.atelier, K.BOOKLET, ())
    assert again.opinions == {}
    ((first, given),) = again.earlier
    assert (first.round, first.withdrawn_why) == (1, "Une page sur l’eau.")
    assert {c: a.opinion for c, a in given.items()} == {
        College.STATE: Opinion.FAVOURABLE,
        College.PARTNERS: Opinion.UNFAVOURABLE,
    }
    lines = Line.objects.filter(stream=told.atelier.stream)
    told_back = lines.get(kind="governance.validation_taken_back").payload
    assert told_back == {"subject": "booklet", "round": 1, "why": "Une page sur l’eau."}
    assert lines.filter(kind="deliverables.taken_back").count() == 1


def test_the_journal_keeps_what_a_section_said_before(told, cast):
    draft = a_draft(told, cast)
    section = draft.sections.get()
    before = section.text
    write_section(draft, section.key, "Autrement", "Un autre texte.", by=cast.dina, at=AT)
    written = Line.objects.filter(kind="deliverables.section_written").order_by("seq")
    assert [line.payload["text"] for line in written] == [before, "Un autre texte."]


def test_a_college_that_changes_its_mind_calls_the_team_off(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    says(asked, cast, "paul", Opinion.UNFAVOURABLE, "Rien sur l’eau.")
    says(asked, cast, "paul", Opinion.FAVOURABLE)
    assert not Task.objects.filter(key="rework:booklet", done_at=None).exists()
    with pytest.raises(Refused, match="aucun collège"):
        take_back(asked, "Une page.", by=cast.dina, at=AT)


def test_what_was_taken_back_gets_no_opinion_and_is_taken_back_once(told, cast):
    asked = an_asked(told, cast, K.BOOKLET)
    says(asked, cast, "paul", Opinion.UNFAVOURABLE, "Rien sur l’eau.")
    stale = Deliverable.objects.get(pk=asked.pk)
    take_back(asked, "Une page sur l’eau.", by=cast.dina, at=AT)
    with pytest.raises(Refused, match="n’est pas soumis"):
        says(stale, cast, "camille", Opinion.FAVOURABLE)
    with pytest.raises(Refused, match="n’est pas soumis"):
        take_back(stale, "Encore.", by=cast.dina, at=AT)


def test_frozen_words_and_sources_do_not_change(told, cast):
    frozen = a_frozen(told, cast, K.BOOKLET)
    assert frozen.pdf.sha256 == hashlib.sha256(frozen.pdf.read()).hexdigest()
    node = frozen.sections.get().node
    node.refresh_from_db()
    with pytest.raises(Refused, match="figé"):
        cite(told.finding, node, "après coup", by=cast.dina, at=AT)
    with pytest.raises(Refused, match="figé"):
        write_section(frozen, "recit-1", "Autrement", "Non.", by=cast.dina, at=AT)
    with pytest.raises(Refused, match="figé"):
        freeze(frozen, b"%PDF-1.7 autre", 1, by=cast.camille, at=AT)


def test_publishing_shows_what_it_may_and_nothing_kept(told, cast):
    publish(a_frozen(told, cast, K.BOOKLET), by=cast.camille, at=AT)
    public = list(Node.objects.seen_by(Sight.PUBLIC).filter(atelier=told.atelier))
    words = {node.words for node in public}
    assert {told.said.node.words, told.finding.words, "Le soir, 1"} <= words
    assert not {KEPT, HIDDEN} & words


def test_only_what_is_frozen_is_published(told, cast):
    with pytest.raises(Refused, match="partagé"):
        publish(a_shared(told, cast, K.BOOKLET), by=cast.camille, at=AT)


def test_production_ends_and_the_atelier_closes(told, cast):
    with pytest.raises(Refused, match="n’est pas figé"):
        end_production(told.atelier, by=cast.camille, at=AT)
    frozen = [a_frozen(told, cast, kind) for kind in K]
    end_production(told.atelier, by=cast.camille, at=AT)
    with pytest.raises(Refused, match="0 document publié sur 5"):
        close_atelier(told.atelier, by=cast.camille, at=AT)
    for one in frozen:
        one.atelier = told.atelier
        publish(one, by=cast.camille, at=AT)
    close_atelier(told.atelier, by=cast.camille, at=AT)
    told.atelier.refresh_from_db()
    assert told.atelier.at_stage is Stage.FOLLOW_UP
    assert told.atelier.published_at
    assert {one.state for one in frozen} == {DeliverableState.PUBLISHED}
    public = Node.objects.seen_by(Sight.PUBLIC).filter(atelier=told.atelier)
    assert not public.filter(words__in=[KEPT, HIDDEN]).exists()
