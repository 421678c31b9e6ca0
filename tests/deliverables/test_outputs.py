"""What a document is today: its pages counted, its text to edit; who may ask for them."""

import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from atelier_local.ground.files.rules import recognise
from atelier_local.steps.deliverables import rules
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.operations import write_section
from atelier_local.steps.deliverables.press import TEMPLATES
from tests.factories.deliverables import AT, a_draft, a_frozen
from tests.pages import assert_queries

K = DeliverableKind
READERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès", "dina"}


def url(name: str, told, *args) -> str:
    return reverse(f"deliverables:{name}", args=[told.atelier.slug, *args])


def test_the_parts_of_the_pdf_are_those_of_the_budget():
    """A mark of the template that no budget knows would be pages lost; `body` ends what stands
    apart.
    """
    marked = {p for _, p in _marks()}
    apart = {part for length in rules.PAGES.values() for part in length.apart}
    assert marked == {part for part, _, _ in rules.BUDGET[K.BOOKLET]} | apart | {"body"}


def _marks() -> list[tuple[str, str]]:
    pattern = re.compile(r'(part: |mark\()"(\w+)"')
    return [
        found for file in TEMPLATES.glob("*.typ") for found in pattern.findall(file.read_text())
    ]


def test_pages_are_counted_and_counted_again_once_something_is_written(told, cast, as_):
    draft = a_draft(told, cast)
    dina = as_(cast.dina)
    page = dina.get(url("deliverable", told, K.BOOKLET)).content.decode()
    assert f'hx-get="{url("flatplan", told, K.BOOKLET)}"' in page
    whole = dina.get(url("flatplan", told, K.BOOKLET))
    part = dina.get(url("flatplan", told, K.BOOKLET), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert whole.context["pages"] == part.context["pages"]
    for rank in range(3):
        write_section(draft, f"lecon-{rank}", "Une leçon", "Mot. " * 400, by=cast.dina, at=AT)
    longer = dina.get(url("flatplan", told, K.BOOKLET)).context
    assert longer["pages"] > whole.context["pages"]
    lessons = {one.part: one.pages for one in longer["spent"]}["lessons"]
    assert lessons >= 2
    assert_queries(dina, url("flatplan", told, K.BOOKLET))


def test_the_pages_of_a_document_without_a_budget_are_those_that_are_read(told, cast, as_):
    a_draft(told, cast, K.LOGBOOK)
    dina, path = as_(cast.dina), url("flatplan", told, K.LOGBOOK)
    found = dina.get(path)
    assert found.context["bounded"] < found.context["pages"]
    assert f"dont {found.context['bounded']} sans les registres" in found.text
    assert "entre 10 et 30 pages sans les registres" in dina.get(path.rsplit("/", 2)[0] + "/").text
    assert_queries(dina, path)


def test_a_document_read_on_a_page_says_what_was_written_since(told, cast, as_):
    draft, dina = a_draft(told, cast), as_(cast.dina)
    read, words = url("read", told, K.BOOKLET), url("words", told, K.BOOKLET)
    assert_queries(dina, read)
    waiting = dina.get(read).text
    assert f'hx-get="{words}"' in waiting
    assert "Composer le texte" in waiting
    part = dina.get(words, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part in dina.get(read).text
    assert_queries(dina, read)
    write_section(draft, "lecon-1", "Une leçon neuve", "Mot. " * 40, by=cast.dina, at=AT)
    assert f'hx-get="{words}"' in dina.get(read).text
    composed = dina.get(words, follow=True)
    assert composed.redirect_chain == [(read, 302)]
    assert "Une leçon neuve" in composed.text


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_a_document_is_edited_elsewhere(told, cast, as_, form):
    a_draft(told, cast)
    answer = as_(cast.paul).get(url("edit", told, K.BOOKLET, form))
    assert recognise(answer.content, f"x.{form}").name == form.upper()
    assert f"livret-de-capitalisation.{form}" in answer["Content-Disposition"]


@pytest.mark.parametrize("kind", K)
def test_each_document_is_read_on_a_page(told, cast, as_, kind):
    draft = a_draft(told, cast, kind)
    write_section(draft, "recit-9", "Un <b>soir</b>", "Dit <i>ainsi</i>.", by=cast.dina, at=AT)
    page = as_(cast.paul).get(url("words", told, kind), follow=True).content.decode()
    assert "Dit &lt;i&gt;ainsi" in page
    assert "<b>soir" not in page
    levels = [int(level) for level in re.findall(r"<h([1-4])", page.split("<article")[1])]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert page.count("<table") == page.count("<caption>")


def test_the_bundle_is_finished_elsewhere(told, cast, as_):
    """Its page shows the images it holds, its tables open, its contours are those of the map."""
    draft = a_draft(told, cast, K.ROADMAP)
    write_section(draft, "lecture-9", "Un *soir*", "Dit <i>ainsi</i>. =1+1", by=cast.dina, at=AT)
    answer = as_(cast.dina).get(url("bundle", told, K.ROADMAP))
    with zipfile.ZipFile(BytesIO(answer.content)) as held:
        names = set(held.namelist())
        page, words = (held.read(f"texte.{form}").decode() for form in ("html", "md"))
        tables = [held.read(name).decode("utf-8-sig") for name in names if name.endswith(".csv")]
    shown = set(re.findall(r'src="(images/[^"]+)"', page))
    assert shown == {name for name in names if name.startswith("images/")}
    assert shown == set(re.findall(r"\]\((images/[^)]+)\)", words))
    assert "Dit &lt;i&gt;ainsi" in page
    assert "<script" not in page
    assert r"Un \*soir\*" in words
    assert tables
    assert all(";" in table for table in tables)
    assert not any(line.startswith("=") for table in tables for line in table.splitlines())
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links <= set(re.findall(r'id="([^"]+)"', page))


def test_who_reads_and_what_is_nowhere(told, cast, as_):
    a_draft(told, cast)
    paths = [url(name, told, K.BOOKLET) for name in ("flatplan", "read", "words", "bundle")]
    part = {"HX-Request": "true"}
    for path in (*paths, url("edit", told, K.BOOKLET, "odt")):
        answers = {name: as_(person).get(path, headers=part) for name, person in vars(cast).items()}
        seen = {name: answer.status_code for name, answer in answers.items()}
        assert seen == {name: 200 if name in READERS else 404 for name in vars(cast)}
    dina = as_(cast.dina)
    for path in (
        url("flatplan", told, K.LOGBOOK),
        url("edit", told, K.LOGBOOK, "odt"),
        url("read", told, K.LOGBOOK),
        url("words", told, K.LOGBOOK),
        url("bundle", told, K.LOGBOOK),
        url("edit", told, K.BOOKLET, "exe"),
        url("edit", told, "ailleurs", "odt"),
    ):
        assert dina.get(path).status_code == 404


def test_a_frozen_document_is_counted_no_more(told, cast, as_):
    a_frozen(told, cast, K.BOOKLET)
    dina = as_(cast.dina)
    assert dina.get(url("flatplan", told, K.BOOKLET)).status_code == 404
    assert "Chemin de fer" not in dina.get(url("deliverable", told, K.BOOKLET)).content.decode()
