"""Counts what a page asks of the database."""

from collections import Counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

LINE_AT_MOST = 9
TELLING = (
    'SELECT "journal_stream"', 'INSERT INTO "journal_stream"', 'UPDATE "journal_stream"',
    "UPDATE journal_stream SET head_seq",
    "1 times: INSERT INTO journal_line", "INSERT INTO journal_line",
    "BEGIN", "SAVEPOINT", "RELEASE",
)  # fmt: skip
"""How what writes a line begins: its stream, opened and locked, the line, the stream's head."""
AT_MOST = 12
"""Queries a page may need in all: session, person, Atelier, roles and menu use about six."""


def assert_queries(client: Client, path: str, at_most: int = AT_MOST) -> int:
    """Get `path`, which must answer 200 within `at_most` queries; how many it took.

    Call it with one row, then with three: the two numbers must be the same. The line that a page
    writes when it shows prices is counted apart: one, in at most nine statements.
    """
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    asked = [query["sql"] for query in captured.captured_queries]
    told, read = apart(asked)
    assert len(told) <= LINE_AT_MOST, f"{path}: {len(told)} statements to write one line"
    counts = Counter(sql.split(" WHERE ")[0] for sql in read)
    listed = "\n".join(f"{count} × {sql[:200]}" for sql, count in counts.most_common())
    assert counts.total() <= at_most, f"{path}: {counts.total()} queries\n{listed}"
    return counts.total()


def apart(asked: list[str]) -> tuple[list[str], list[str]]:
    """What writes the line of a page that shows prices, nothing on others; and what it reads."""
    told = [sql for sql in asked if sql.startswith(TELLING)] if _tells(asked) else []
    return told, [sql for sql in asked if sql not in told]


def _tells(asked: list[str]) -> bool:
    """Whether the page wrote a line, and no more than one."""
    lines = sum("INSERT INTO journal_line" in sql for sql in asked)
    assert lines <= 1, f"{lines} lines written by reading one page"
    return lines == 1
