"""A section is written by several: its versions, what changed, what readers remark of it."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.refusal import Refused
from atelier_local.steps.application.differences import Change
from atelier_local.steps.deliverables import rules, versions
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState, Place
from atelier_local.steps.deliverables.models import Comment, Deliverable, Section
from atelier_local.steps.deliverables.operations import (
    add_section,
    ask_validation,
    comment,
    settle,
    write_section,
)
from tests.factories.deliverables import AT, DUE, a_draft, a_frozen
from tests.pages import assert_queries

K = DeliverableKind
RICH = (
    "Avant.\n\n\u200b\n\n## Le soir\n- le car\n- la salle\n\n"
    "> On reste chez soi. — Une habitante\n\nAprès."
)


def url(name: str, told, section, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, section.pk, *args])


def a_section(told, cast) -> Section:
    section = a_draft(told, cast).sections.select_related("node", "deliverable").get()
    section.deliverable.atelier = told.atelier
    return section


def rewritten(section: Section, text: str, by) -> Section:
    return write_section(section.deliverable, section.key, "Le soir, mieux", text, by=by, at=AT)


def test_every_version_is_kept_with_who_wrote_it(told, cast):
    section = a_section(told, cast)
    rewritten(section, "On l’a dit deux fois.", cast.camille)
    listed = versions.versions(section)
    assert [version.by for version in listed] == [cast.camille, cast.dina]
    assert versions.authors(listed) == [cast.dina.full_name, cast.camille.full_name]
    shown = versions.compared(listed, None)
    added = "".join(piece.text for piece in shown.pieces if piece.change is not Change.REMOVED)
    assert added == "Le soir, mieux\n\nOn l’a dit deux fois."
    assert versions.compared(listed, listed[1].seq).old is None
    assert versions.compared(listed, 10**9) is None


def test_the_versions_of_another_document_are_not_its_own(told, cast):
    section = a_section(told, cast)
    a_draft(told, cast, K.LOGBOOK)  # a section of the same key
    assert len(versions.versions(section)) == 1


def test_the_page_of_versions_says_what_changed(told, cast, as_):
    section = a_section(told, cast)
    dina = as_(cast.dina)
    assert "Première version" in dina.get(url("versions", told, section)).content.decode()
    few = assert_queries(dina, url("versions", told, section))
    for text in ("Encore une autre.", "Une <b>autre</b> phrase."):
        rewritten(section, text, cast.dina)
    page = dina.get(url("versions", told, section)).content.decode()
    assert "<ins>" in page
    assert "Une &lt;b&gt;autre" in page
    assert assert_queries(dina, url("versions", told, section)) == few
    for asked in ("?version=9999999", "?version=x", "?version=²"):
        assert dina.get(url("versions", told, section) + asked).status_code == 404


@pytest.mark.parametrize("titles", [("Le soir", "Le soir"), ("مرحبا", "😀"), ("Long " * 30,) * 2])
def test_a_new_section_takes_the_place_of_none(told, cast, as_, titles):
    dina = as_(cast.dina)
    path = reverse("deliverables:write_section", args=[told.atelier.slug, K.FINAL_REPORT])
    for rank, title in enumerate(titles):
        given = {"place": "recit", "title": title, "text": f"Texte {rank}."}
        assert dina.post(path, given).status_code == 302
    written = Section.objects.all()
    assert [section.text for section in written] == ["Texte 0.", "Texte 1."]
    keys = [section.key for section in written]
    assert rules.places(K.FINAL_REPORT, keys) == [Place.VISION] * 2


def test_who_writes_what_another_wrote_meanwhile_is_told(told, cast, as_):
    section, dina = a_section(told, cast), as_(cast.dina)
    path = url("rewrite_section", told, section)
    mine = {"title": "Le soir", "text": "Le car\r\ndu soir.", "read": section.seen}
    rewritten(section, "La salle.", cast.camille)
    refused = dina.post(path, mine)
    assert refused.status_code == 422
    for words in ("a été écrite entre-temps", "<del>La salle", "<ins>Le car"):
        assert words in refused.text
    section = Section.objects.select_related("node").get()
    assert section.text == "La salle."
    assert f'value="{section.seen}"' in refused.text
    assert dina.post(path, mine | {"read": section.seen}).status_code == 302
    assert Section.objects.get().text == "Le car\ndu soir."


def test_nothing_is_written_under_the_eyes_of_the_colleges(told, cast):
    """From a page that was opened before the document was put to them."""
    stale = a_draft(told, cast)
    ask_validation(Deliverable.objects.get(), due_on=DUE, by=cast.dina, at=AT)
    with pytest.raises(Refused, match="ne s’écrit plus"):
        write_section(stale, "recit-1", "Autrement", "Non.", by=cast.dina, at=AT)
    with pytest.raises(Refused, match="ne s’écrit plus"):
        add_section(stale, Place.LESSON, "Une leçon", "Non.", by=cast.dina, at=AT)


def test_a_remark_is_made_then_settled_once(told, cast, as_):
    section = a_section(told, cast)
    answer = as_(cast.paul).post(url("comment", told, section), {"words": "Et le <i>samedi</i> ?"})
    assert answer.status_code == 302
    said = Comment.objects.get()
    assert (said.by, said.settled_at) == (cast.paul, None)
    page = as_(cast.dina).get(url("section", told, section)).content.decode()
    assert "Et le &lt;i&gt;samedi" in page
    assert "Dire qu’elle est traitée" in page
    for _ in range(2):
        assert as_(cast.dina).post(url("settle", told, section, said.pk)).status_code == 302
    said.refresh_from_db()
    assert said.settled_by == cast.dina
    lines = told.atelier.stream.lines
    assert lines.filter(kind="deliverables.commented").count() == 1
    assert lines.filter(kind="deliverables.settled").count() == 1


def test_who_remarks_and_who_settles(told, cast, as_):
    section = a_section(told, cast)
    said = comment(section, "Et le samedi ?", by=cast.camille, at=AT)
    words = {"words": "Oui."}
    path = url("comment", told, section)
    seen = {who: as_(person).post(path, words).status_code for who, person in vars(cast).items()}
    within = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}
    assert {who for who, status in seen.items() if status == 404} == set(vars(cast)) - within
    assert {"dina", "camille", "paul"} <= {who for who, status in seen.items() if status == 302}
    settled = url("settle", told, section, said.pk)
    assert as_(cast.paul).post(settled).status_code == 403
    assert as_(cast.eve).post(settled).status_code == 404
    assert as_(cast.dina).post(path, {"words": "  "}).status_code == 422


def test_what_is_frozen_is_discussed_no_more(told, cast, as_):
    frozen = a_frozen(told, cast, K.BOOKLET)
    section = frozen.sections.select_related("node", "deliverable").get()
    section.deliverable.atelier = told.atelier
    with pytest.raises(Refused, match="ne se discute plus"):
        comment(section, "Trop tard ?", by=cast.dina, at=AT)
    assert Comment.objects.count() == 0
    page = as_(cast.dina).get(url("section", told, section)).content.decode()
    assert "Faire une remarque" not in page


def test_queries_do_not_grow_with_remarks(told, cast, as_):
    section = a_section(told, cast)
    comment(section, "Une.", by=cast.paul, at=AT)
    few = assert_queries(as_(cast.dina), url("section", told, section))
    for person in (cast.camille, cast.hélène):
        settle(comment(section, "Une autre.", by=person, at=AT), by=cast.dina, at=AT)
    assert assert_queries(as_(cast.dina), url("section", told, section)) == few


@given(words=st.text(max_size=2100), state=st.sampled_from(DeliverableState))
def test_the_rule_of_remarks(words, state):
    refused = bool(rules.against_commenting(state, words))
    over = state in (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    assert refused == (over or not words.strip() or len(words) > rules.MOST_WORDS)


def test_rich_text_is_rich_everywhere(told, cast, as_):
    """Subtitle, list and words of somebody, in the data as on the screen."""
    draft = a_draft(told, cast, K.LOGBOOK)
    section = write_section(draft, "atelier1-9", "Une veillée", RICH, by=cast.dina, at=AT)
    blocks = data_of(draft, at=AT)["steps"][0]["blocks"]
    told_blocks = [{k: v for k, v in block.items() if k != "notes"} for block in blocks]
    at = told_blocks.index({"heading": "Le soir"})
    assert told_blocks[at - 1 : at + 4] == [
        {"text": "Avant."},
        {"heading": "Le soir"},
        {"list": ["le car", "la salle"]},
        {"quote": {"text": "On reste chez soi.", "author": "Une habitante"}},
        {"text": "Après."},
    ]
    page = as_(cast.dina).get(url("section", told, section)).content.decode()
    assert "<li>le car</li>" in page
    assert '<blockquote class="voix">' in page
