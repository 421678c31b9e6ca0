"""A workbook (ODS): tables whose figures stay figures and whose sums add up by themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from .odf import HEAD, NAMES, packed

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NARROWEST, _WIDEST = 22, 90
_SIGN = 1.9
"""Millimetres: how wide a column may be, how wide a sign is."""
_NEVER_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Table:
    """A table of a workbook; `summed` are the columns (from 0) whose sum its last row gives."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]
    summed: Sequence[int] = ()


def compose(title: str, tables: Sequence[Table], made_at: datetime) -> bytes:
    """The bytes of the workbook, one sheet a table, with buttons to filter and sort. Words are
    words, whatever they start with: they never become a formula.
    """
    ranges = "".join(map(_filtered, tables))
    content = (
        f"{HEAD}<office:document-content {NAMES}><office:automatic-styles>{_STYLES}"
        f"</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(map(_table, tables))}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(MIME, title, made_at, {"content.xml": content})


def letters(column: int) -> str:
    """What a spreadsheet calls its column, from 0: A, B, … Z, AA, AB…"""
    before, rest = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(65 + rest)


def _table(table: Table) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="Wide{_width(table, rank)}"/>'
        for rank in range(len(table.header))
    )
    heading = "".join(_words(title, "Head") for title in table.header)
    rows = "".join(_row(map(_cell, row)) for row in table.rows)
    last = _row(_sums(table)) if table.summed and table.rows else ""
    return (
        f"<table:table table:name={quoteattr(table.name)}>{columns}<table:table-header-rows>"
        f"{_row([heading])}</table:table-header-rows>{rows}{last}</table:table>"
    )


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _width(table: Table, column: int) -> int:
    """Millimetres, by the longest figure or word of the column; long texts take several lines."""
    told = [table.header[column], *(row[column] for row in table.rows)]
    longest = max(len(f"{one:,}" if isinstance(one, int) else str(one or "")) for one in told)
    return min(max(int(longest * _SIGN) + 4, _NARROWEST), _WIDEST)


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return _words("oui" if value else "non")
    if isinstance(value, int | float | Decimal):
        return _figure(value)
    if isinstance(value, date):
        day = value.isoformat()[:10]
        return (
            '<table:table-cell table:style-name="Day" office:value-type="date" '
            f'office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>'
        )
    return _words(str(value))


def _figure(value: float | Decimal, formula: str = "") -> str:
    style = ("Sum" if formula else "") + ("Whole" if value == int(value) else "Broken")
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="float" '
        f'office:value="{value}"{formula}><text:p>{value}</text:p></table:table-cell>'
    )


def _words(text: str, style: str = "Words") -> str:
    lines = "".join(
        f"<text:p>{escape(line)}</text:p>" for line in _NEVER_IN_XML.sub("", text).splitlines()
    )
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{lines}'
        "</table:table-cell>"
    )


def _sums(table: Table) -> Iterable[str]:
    yield _words("Total", "Head")
    for column in range(1, len(table.header)):
        if column not in table.summed:
            yield _words("", "Head")
            continue
        name, last = letters(column), len(table.rows) + 1
        formula = f' table:formula="of:=SUM([.{name}2:.{name}{last}])"'
        known = [row[column] for row in table.rows]
        total = sum(one for one in known if isinstance(one, int | Decimal))
        yield _figure(total, formula)


def _filtered(table: Table) -> str:
    """Where the buttons stand: over the rows, the sum left out."""
    corner = f"{letters(len(table.header) - 1)}{len(table.rows) + 1}"
    name = "'" + table.name.replace("'", "''") + "'"
    return (
        f"<table:database-range table:name={quoteattr(table.name)} "
        f"table:target-range-address={quoteattr(f'{name}.A1:{name}.{corner}')} "
        'table:display-filter-buttons="true"/>'
    )


def _style(name: str, shown: str = "", words: str = "", cell: str = "") -> str:
    data = f' style:data-style-name="{shown}"' if shown else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{data}>'
        f'<style:table-cell-properties style:vertical-align="top" {cell}/>'
        f'<style:text-properties fo:font-family="Arial" fo:font-size="10pt" {words}/></style:style>'
    )


def _number(name: str, decimals: int) -> str:
    return (
        f'<number:number-style style:name="{name}" {_FRENCH}><number:number number:decimal-places='
        f'"{decimals}" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    )


_FRENCH = 'number:language="fr" number:country="FR"'
_BOLD = 'fo:font-weight="bold"'
_STYLES = "".join(
    (
        _number("InUnits", 0),
        _number("InCents", 2),
        f'<number:date-style style:name="AsDay" {_FRENCH}><number:day number:style="long"/>'
        '<number:text>/</number:text><number:month number:style="long"/>'
        '<number:text>/</number:text><number:year number:style="long"/></number:date-style>',
        _style("Words", cell='fo:wrap-option="wrap"'),
        _style("Whole", "InUnits"),
        _style("Broken", "InCents"),
        _style("Day", "AsDay"),
        _style("Head", words=_BOLD, cell='fo:wrap-option="wrap" fo:background-color="#EDEAE4"'),
        _style("SumWhole", "InUnits", _BOLD, 'fo:background-color="#EDEAE4"'),
        _style("SumBroken", "InCents", _BOLD, 'fo:background-color="#EDEAE4"'),
        *(
            f'<style:style style:name="Wide{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width}mm"/></style:style>'
            for width in range(_NARROWEST, _WIDEST + 1)
        ),
    )
)
