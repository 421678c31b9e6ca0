"""A workbook: figures stay figures, words stay words, sums add up."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.ods import MIME, Table, compose, letters

AT = datetime(2026, 3, 1, tzinfo=UTC)
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cn", "Cs")), max_size=12)
FIGURES = st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=2)
VALUES = st.one_of(WORDS, FIGURES, st.dates(), st.booleans(), st.none())


def read(workbook: bytes) -> dict[str, list[list[ElementTree.Element]]]:
    """The cells of each sheet, row by row."""
    with ZipFile(BytesIO(workbook)) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.read("mimetype").decode() == MIME
        root = ElementTree.fromstring(archive.read("content.xml"))
    return {
        sheet.get(f"{TABLE}name", ""): [list(row) for row in sheet.iter(f"{TABLE}table-row")]
        for sheet in root.iter(f"{TABLE}table")
    }


def told(cell: ElementTree.Element) -> object:
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "float":
        return Decimal(cell.get(f"{OFFICE}value", ""))
    if kind == "date":
        return date.fromisoformat(cell.get(f"{OFFICE}date-value", ""))
    return "\n".join(line.text or "" for line in cell)


@given(st.lists(st.tuples(VALUES, VALUES), max_size=4))
def test_what_goes_in_is_what_a_spreadsheet_reads(rows):
    workbook = compose("Un classeur", [Table("L’argent d'ici", ("Un", "Deux"), rows)], AT)
    assert workbook == compose("Un classeur", [Table("L’argent d'ici", ("Un", "Deux"), rows)], AT)
    [(name, [heading, *lines])] = read(workbook).items()
    assert name == "L’argent d'ici"
    assert [told(cell) for cell in heading] == ["Un", "Deux"]
    for row, line in zip(rows, lines, strict=True):
        for value, cell in zip(row, line, strict=True):
            assert cell.get(f"{TABLE}formula") is None
            if isinstance(value, bool):
                assert told(cell) == ("oui" if value else "non")
            elif isinstance(value, int | Decimal | date):
                assert told(cell) == value
            else:
                assert told(cell) == "\n".join((value or "").splitlines())


def test_words_never_become_a_formula_and_what_xml_forbids_is_left_out():
    table = Table("A", ("Mots",), [["=1+1"], ["un\x0b \ud800emoji 🐄"], ["deux\nlignes"]])
    [[_, *lines]] = read(compose("", [table], AT)).values()
    assert [told(line[0]) for line in lines] == ["=1+1", "un emoji 🐄", "deux\nlignes"]


def test_the_last_row_adds_up_by_formula_what_it_shows():
    rows = [("A-1", 120_000, None), ("A-2", Decimal("1250.50"), 3)]
    [[*_, last]] = read(compose("", [Table("A", ("N", "Coût", "x"), rows, (1,))], AT)).values()
    assert told(last[1]) == Decimal("121250.50")
    assert last[1].get(f"{TABLE}formula") == "of:=SUM([.B2:.B3])"
    assert [told(last[0]), told(last[2])] == ["Total", ""]


def test_columns_go_on_after_z():
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
