"""Tables that a French Excel or LibreOffice opens with a double click, and that run nothing."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from django.http import HttpResponse

from .downloads import attachment

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """One value as written in a table: figures in French, words that can never be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    words = str(value)
    return f"'{words}" if words.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else words


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table: semicolons, a mark of UTF-8 first, one line a row."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(title) for title in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The table as a download called `name`.csv."""
    return attachment(
        csv_text(header, rows), media_type="text/csv; charset=utf-8", name=f"{name}.csv"
    )
