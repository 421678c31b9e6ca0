"""Counts what a page asks of the database."""

from collections import Counter

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

AT_MOST = 12
"""Queries a page may need in all: session, person, Atelier, roles and menu use about six."""
FIRST_AT_MOST = 22
"""Statements of the answer that shows nothing yet: it writes who opens the page, in two tables.

Three of them open the Atelier's register of accesses, the first time that anybody reads a tender.
"""


def assert_queries(client: Client, path: str, at_most: int = AT_MOST) -> int:
    """Get `path`, which must answer 200 within `at_most` queries; how many it took.

    Call it with one row, then with three: the two numbers must be the same. It is opened once
    before: a process keeps what it has drawn of a territory, whichever test asked for it first. A
    page of prices answers by its own address then, once the register says who opens it.
    """
    before, response = _asked(client, path)
    if response.status_code == 302 and response["Location"] == path:
        assert len(before) <= FIRST_AT_MOST, f"{path}: {len(before)} to write who opens it"
        Client.get(client, path)
    captured, response = _asked(client, path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    counts = Counter(query["sql"].split(" WHERE ")[0] for query in captured.captured_queries)
    listed = "\n".join(f"{count} × {sql[:200]}" for sql, count in counts.most_common())
    assert len(captured) <= at_most, f"{path}: {len(captured)} queries\n{listed}"
    return len(captured)


def _asked(client: Client, path: str) -> tuple[CaptureQueriesContext, HttpResponse]:
    with CaptureQueriesContext(connection) as captured:
        response = Client.get(client, path)
    return captured, response
