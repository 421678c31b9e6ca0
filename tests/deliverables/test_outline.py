"""The documents to edit: the words of the PDF, none lost, in both forms; the same bytes again."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable

from atelier_local.ground.files.enums import MediaType
from atelier_local.ground.files.rules import recognise
from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.outline import ORDER

EXAMPLES = Path(__file__).with_name("examples")
BESIDE = {
    "figures",
    "standfirst",
    "sources",
    "colophon",
    "total_cost",
    "actions_note",
    "axes_title",
}
"""What opens or closes a document, or goes with another key."""
SPOKEN = {"title", "words", "question", "reading", "why", "what", "first_step", "summary", "note"}
SPOKEN |= {"standfirst", "label", "meaning", "reason", "who", "initial", "divides", "place"}
OF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
HOSTILE = (
    '#read("/etc/passwd") {{ 7*7 }} {% x %} <w:p/> & ]]> \x00\x07 \ufffe \U0001f600 ${x} مرحبا'
)


def example(document: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))


def plain(text: str) -> str:
    """Words alone: neither spaces, nor brackets of codes, nor what cuts a long word."""
    return re.sub(r"[\s\u200b\[\]]+", "", text)


def of_docx(docx: bytes) -> str:
    parts = []
    for block in Document(BytesIO(docx)).iter_inner_content():
        if isinstance(block, WordTable):
            parts += [c.text for row in block._tbl.tr_lst for c in _cells(row)]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def _cells(row):
    class Cell:
        def __init__(self, cell):
            self.text = "\n".join(p.text for p in cell.p_lst)

    return [Cell(cell) for cell in row.tc_lst]


def body_of(odt: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(odt)) as archive:
        assert archive.namelist()[0] == "mimetype"
        for name in ("styles.xml", "meta.xml", "META-INF/manifest.xml"):
            ElementTree.fromstring(archive.read(name))
        root = ElementTree.fromstring(archive.read("content.xml"))
    return root.find(f".//{OF % ('office', 'text')}")


def of_odt(odt: bytes) -> str:
    said = body_of(odt)
    for kind in ("title", "desc"):
        for parent in said.iter():
            for space in ("svg-compatible", "table"):
                for child in parent.findall(OF % (space, kind)):
                    parent.remove(child)
    return "\n".join(said.itertext())


def spoken(value: Any, key: str = "") -> list[str]:
    """What the data says to a reader, wherever it stands."""
    if isinstance(value, dict):
        if "svg" in value:
            return [value.get("title", "")] if value.get("alt") else []
        return [text for k, item in value.items() for text in spoken(item, k)]
    if isinstance(value, list):
        return [text for item in value for text in spoken(item, key)]
    return [value] if isinstance(value, str) and key in SPOKEN else []


@pytest.fixture(scope="module", params=press.DOCUMENTS)
def made(request) -> tuple[str, dict[str, bytes]]:
    return request.param, press.editable(request.param, example(request.param))


def test_no_word_is_lost(made) -> None:
    document, files = made
    shown = press.printed(example(document))
    kept = {key: value for key, value in shown.items() if key != "cover"}
    for text in (of_odt(files["odt"]), of_docx(files["docx"])):
        held = plain(text)
        assert [said for said in spoken(kept) if plain(said) not in held] == []


def test_both_forms_say_the_same(made) -> None:
    _, files = made
    assert plain(of_odt(files["odt"])) == plain(of_docx(files["docx"]))


def test_a_machine_reads_their_structure(made) -> None:
    """Headings of one level after the other, a header for each table, words for each drawing."""
    _, files = made
    assert recognise(files["odt"], "x.odt") is MediaType.ODT
    assert recognise(files["docx"], "x.docx") is MediaType.DOCX
    body = body_of(files["odt"])
    levels = [int(h.get(OF % ("text", "outline-level"))) for h in body.iter(OF % ("text", "h"))]
    assert levels
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    for table in body.iter(OF % ("table", "table")):
        header = table.find(OF % ("table", "table-header-rows"))
        assert "".join(header.itertext()).strip()
    frames = list(body.iter(OF % ("drawing", "frame")))
    assert all(frame.findtext(OF % ("svg-compatible", "desc")).strip() for frame in frames)
    written = Document(BytesIO(files["docx"]))
    assert len(written.inline_shapes) == len(frames)
    named = [shape._inline.docPr for shape in written.inline_shapes]
    assert all(one.get("descr") for one in named)
    assert len({one.get("id") for one in named}) == len(named)
    for table in written.element.body.iter(qn("w:tbl")):
        assert table.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def test_the_same_data_give_the_same_files(made) -> None:
    document, files = made
    assert press.editable(document, example(document)) == files


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_almost_nothing_is_a_document_to_edit(document: str) -> None:
    data = {
        "document": {"title": "Un document", "date": "2027-01-02"},
        "atelier": {"name": "Un territoire"},
    }
    for form, read in (("odt", of_odt), ("docx", of_docx)):
        assert "Un territoire" in read(press.editable(document, data)[form])


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_every_chapter_of_the_pdf_has_its_place(document: str) -> None:
    """A key that feeds the PDF and not the text to edit is a chapter lost."""
    template = (press.TEMPLATES / f"{document}.typ").read_text("utf-8")
    printed = set(re.findall(r'(?:has|get)\(d, "(\w+)"', template)) | {"sources", "colophon"}
    told = {key for key, _ in ORDER[document]} | BESIDE
    assert printed - told == set()


@pytest.mark.parametrize("document", press.DOCUMENTS)
def test_words_of_people_stay_words(document: str) -> None:
    data = example(document)

    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict) and "draw" not in value:
            return {k: poisoned(item, k) for k, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item, key) for item in value]
        return HOSTILE if key in SPOKEN and isinstance(value, str) else value

    hostile = poisoned({k: v for k, v in data.items() if k != "territory"})
    files = press.editable(document, hostile | {"territory": data["territory"]})
    for text in (of_odt(files["odt"]), of_docx(files["docx"])):
        assert "#read(" in text
        assert "root:" not in text
        assert "<w:p/>" in text
        assert "[grinning face]" in text
