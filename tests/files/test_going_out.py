"""Tables, calendars and codes: what a person typed is never a formula, a line or a drawing."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.calendars import Event, calendar
from atelier_local.ground.files.qr import data_uri
from atelier_local.ground.files.tables import cell, csv_response, csv_text
from atelier_local.ground.files.typography import coverage, drawable, figure, french

AT = datetime(2026, 11, 12, 8, tzinfo=UTC)


def test_table_opens_in_a_french_spreadsheet() -> None:
    answer = csv_response("actions", ["N°", "Coût"], [[1, Decimal("2.5")], ["a;b", None]])
    assert answer.content.decode() == '\ufeffN°;Coût\r\n1;2,5\r\n"a;b";\r\n'
    assert 'filename="actions.csv"' in answer["Content-Disposition"]


@given(st.text())
def test_no_cell_is_a_formula(words: str) -> None:
    assert not cell(words).lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=2, max_size=2))
)
def test_table_reads_back(rows: list[list[str]]) -> None:
    read = list(csv.reader(StringIO(csv_text(["a", "b"], rows)[1:], newline=""), delimiter=";"))
    assert read[1:] == [[cell(value) for value in row] for row in rows]


def meeting(**more: object) -> Event:
    plain = {"uid": "1@x", "starts": AT, "ends": AT + timedelta(hours=2), "title": "Séance 1"}
    return Event(**plain | {"modified": AT} | more)


def test_calendar_is_what_phones_expect() -> None:
    text = calendar("Atelier", [meeting(place="Halle, Bellême", cancelled=True, sequence=2)])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART:20261112T080000Z\r\n" in text
    assert "LOCATION:Halle\\, Bellême\r\n" in text
    assert "SEQUENCE:2\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


@given(st.text(st.characters(codec="utf-8")))
def test_calendar_words_open_no_line(words: str) -> None:
    text = calendar(words, [meeting(title=words, description=words, url=words)])
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert sum(line == "BEGIN:VEVENT" for line in unfolded) == 1
    assert len(unfolded) in {16, 17, 18}
    assert "\n" not in text.replace("\r\n", "")


def test_code_is_an_image_of_ours() -> None:
    assert data_uri("https://atelier.example/r/C-1-017").startswith("data:image/svg+xml")


def test_french_typography() -> None:
    assert (
        french("L'eau : 3 000 habitants, 12 %!")
        == "L’eau\u00a0: 3\u202f000\u00a0habitants, 12\u00a0%!"
    )
    assert french('Il dit "oui" ; et ?') == "Il dit «\u00a0oui\u00a0»\u202f; et\u202f?"
    assert french("le 12 novembre, n° 4...") == "le 12\u00a0novembre, n°\u00a04…"
    assert figure(1_850_000, "€") == "1\u202f850\u202f000\u00a0€"


def test_what_no_font_draws_is_named() -> None:
    assert drawable("Été 😀 \u202eà l’envers\u202c\x07") == "Été [grinning face] à l’envers"
    assert {ord(c) for c in "Œuvre àÉçûŸ«»’–… \u202f\u00a0²°€ΩЖ"} <= coverage()


@given(st.text())
def test_everything_left_can_be_drawn(words: str) -> None:
    assert all(c == "\n" or ord(c) in coverage() for c in drawable(words))
