"""Bold and italics of a narrative, in every form of a document; what others said stays as said."""

import zipfile
from io import BytesIO

from docx import Document

from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.operations import start_deliverable, write_section
from tests.deliverables.reading import fonts_of
from tests.factories.deliverables import AT

TEXT = "Le **dernier car** part *trop tôt*, disent 2 * 3 communes.\n- Un **point** [[{code}]]"


def test_a_narrative_is_bold_where_it_says_so(told, cast):
    note = start_deliverable(told.atelier, DeliverableKind.FRAMING_NOTE, by=cast.dina, at=AT)
    text = TEXT.format(code=told.said.node.number)
    write_section(
        note, "commande-une", "Des *étoiles* \ufdd0au\ufdd1 titre", text, by=cast.dina, at=AT
    )
    data = data_of(note, at=AT)

    words = fonts_of(press.typeset("framing_note", data))
    italic = next(text for name, text in words.items() if "Italic" in name)
    assert "trop tôt" in italic
    assert "dernier car" not in italic
    everything = "".join(words.values())
    assert "*étoiles*" in everything
    assert "**" not in everything

    files = press.editable("framing_note", data)
    runs = [r for p in Document(BytesIO(files["docx"])).paragraphs for r in p.runs]
    assert {r.text for r in runs if r.bold} >= {"dernier car", "point"}
    assert [r.text for r in runs if r.italic] == ["trop tôt"]
    odt = zipfile.ZipFile(BytesIO(files["odt"])).read("content.xml").decode().replace("\xa0", " ")
    assert '"Strong">dernier car</text:span>' in odt
    assert '"Emphasis">trop tôt</text:span>, disent 2 * 3 communes' in odt
    bundle = zipfile.ZipFile(BytesIO(press.bundle("framing_note", data)))
    assert "**dernier car** part *trop tôt*" in bundle.read("texte.md").decode()
    page = bundle.read("texte.html").decode()
    assert "<strong>dernier car</strong> part <em>trop tôt</em>" in page
