"""How long each page of the demonstration takes inside the process, and what it asks the database.

Tells the whole story in a test database, opens every page of PAGES as someone of the cast through
config.asgi itself (one worker, warm), and prints median and 95th percentile, queries and the ratio
to the limit. Ends with 1 when a page is beyond a limit. `make benchmark` runs it.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.runner import DiscoverRunner
from django.urls import reverse

from benchmarks.requests import Counter, get
from benchmarks.things import (
    APPLYING,
    DONE,
    FOLLOWED,
    OPEN,
    UNDER_WAY,
    a_cell,
    a_committee,
    a_copy,
    a_disagreement,
    a_firm,
    a_letter,
    a_place,
    a_prepared,
    a_question,
    a_scenario,
    a_sheet,
    a_tender,
    an_awaited,
    beside,
    of_the_contract,
)

LIMIT_MS = 50
LIMIT_QUERIES = 12
WARM_UP, TIMES, ROUNDS = 2, 10, 3
"""Every page in each round: a machine that slows down for a while slows all of them a little."""
NOBODY = ""


@dataclass(frozen=True)
class Page:
    """A page and who opens it: the beginning of an e-mail address of the cast, or nobody.

    `about` says which thing of the Atelier the page shows: the number of a node (`F-008`), of a
    document or interview (`D-05`, `E-08`), plain arguments of the route, or what finds them.
    """

    who: str
    route: str
    slug: str = ""
    about: str | dict[str, object] | Callable[[], dict[str, object]] = ""

    @property
    def path(self) -> str:
        told = self.about() if callable(self.about) else self.about
        wanted = told if isinstance(told, dict) else {"pk": self._key()}
        kwargs = ({"slug": self.slug} if self.slug else {}) | (wanted if self.about else {})
        return reverse(self.route, kwargs=kwargs)

    def _key(self) -> object:
        from atelier_local.programme.thread.models import Node
        from atelier_local.steps.evidence.models import Document, Interview

        if not self.about:
            return None
        tables = {"D": Document.objects, "E": Interview.objects}
        by_prefix = tables if str(self.about)[1] == "-" else {}
        found = by_prefix.get(str(self.about)[0], Node.unfiltered)
        return found.get(atelier__slug=self.slug, number=self.about).pk


TEAM = "groupement-d"
DRAFTED, ON_PLACE, PLACE_OPENED = "a-publier", "sur-place", "sur-place-ouverte"

# One line per page; add yours in story order.
PAGES = [
    Page(NOBODY, "public:programme"),
    Page(NOBODY, "public:ateliers"),
    Page(NOBODY, "public:atelier", DONE),
    Page(NOBODY, "public:receipt"),
    Page(NOBODY, "public:atelier_receipt", DONE),
    Page(NOBODY, "public:memory"),
    Page(NOBODY, "public:accessibility"),
    Page(NOBODY, "public:privacy"),
    Page(NOBODY, "public:licence"),
    Page(NOBODY, "people:sign_in"),
    Page(NOBODY, "people:lost_password"),
    Page(NOBODY, "territories:search"),
    Page(NOBODY, "agreement:framework"),
    Page(NOBODY, "competition:check_receipt"),
    Page(NOBODY, "competition:seal"),
    Page(NOBODY, "wall:join"),
    Page("camille", "people:account"),
    Page("dgaln", "people:services"),
    Page("dgaln", "agreement:create"),
    Page("dgaln", "agreement:amend", about={"framework": "demonstration"}),
    Page("dgaln", "agreement:environment", about={"framework": "demonstration"}),
    Page("dgaln", "agreement:add_consortium", about={"framework": "demonstration"}),
    Page("dgaln", "agreement:members", about={"consortium": "demonstration-a"}),
    Page("dgaln", "agreement:agents", about={"consortium": "demonstration-a"}),
    Page("dgaln", "agreement:firms"),
    Page("dgaln", "agreement:firm", about=a_firm),
    Page(NOBODY, "agreement:consortium", about={"consortium": "demonstration-a"}),
    Page("dgaln", "agreement:spellings"),
    Page("dgaln", "agreement:law"),
    Page("dgaln", "home:agreement", about={"framework": "demonstration"}),
    Page("dgaln", "home:today"),
    Page("dgaln", "home:ateliers"),
    Page("camille", "home:today"),
    Page("bastien", "home:today"),
    Page("dina", "home:today"),
    Page("eve", "home:today"),
    Page("dina", "home:search"),
    Page("camille", "home:overview", DONE),
    Page("manche", "home:overview", UNDER_WAY),
    Page("camille", "home:overview", APPLYING),
    Page("eure", "home:overview", OPEN),
    Page("camille", "home:people", DONE),
    Page("camille", "governance:decisions", DONE),
    Page("camille", "governance:minutes", DONE, a_committee),
    Page("camille", "application:begin"),
    Page("camille", "application:note", APPLYING),
    Page("camille", "application:note", DONE),
    Page("camille", "application:versions", APPLYING, {"heading": "goals"}),
    Page("camille", "application:letters", APPLYING),
    Page("dgaln", "application:decide", APPLYING),
    Page("eure", "application:specification", OPEN),
    Page("camille", "competition:try_out", APPLYING),
    Page("camille", "competition:direct", APPLYING),
    Page("eure", "competition:competition", OPEN),
    Page("eure", "competition:prepare", OPEN),
    Page("camille", "competition:publish", DRAFTED, beside(DRAFTED)),
    Page("eure", "competition:answer", OPEN, a_question),
    Page("eure", "competition:expected", OPEN),
    Page("eure", "competition:sent_letter", OPEN),
    Page("eure", "competition:amend", OPEN),
    Page("eure", "competition:discontinue", OPEN),
    Page("eure", "competition:opening", OPEN),
    Page("eure", "competition:officers", OPEN),
    Page("eure", "competition:key", OPEN),
    Page("eure", "competition:interests", OPEN),
    Page("camille", "competition:opening", DONE),
    Page("camille", "competition:backups", DONE),
    Page("camille", "competition:backup", DONE, a_copy),
    Page("camille", "competition:unsuccessful", DONE),
    Page("eve", "competition:mine"),
    Page("eve", "competition:letter", OPEN),
    Page("eve", "competition:questions", OPEN),
    Page("eve", "competition:my_tender", OPEN),
    Page("eve", "competition:decline", OPEN),
    Page("eve", "competition:tender_key", OPEN),
    Page("eve", "competition:tender_part", OPEN, {"part": "method"}),
    Page("eve", "competition:tender_team", OPEN),
    Page("eve", "competition:tender_price", OPEN),
    Page("eve", "competition:tender_calendar", OPEN),
    Page("eve", "competition:tender_files", OPEN),
    Page("eve", "competition:receipt", OPEN),
    Page("camille", "competition:competition", DONE),
    Page("camille", "competition:tender", DONE, a_tender),
    Page("camille", "competition:grid", DONE),
    Page("camille", "competition:grid_cell", DONE, a_cell),
    Page("camille", "competition:analysis", DONE),
    Page("camille", "competition:settle", DONE, a_cell),
    Page("camille", "competition:interests", DONE),
    Page("camille", "competition:withdraw", DONE),
    Page("camille", "competition:regularity", DONE),
    Page("camille", "competition:judge", DONE, a_tender),
    Page("camille", "competition:low", DONE, a_tender),
    Page("camille", "competition:hearings", DONE),
    Page("camille", "competition:hearing", DONE, a_tender),
    Page("camille", "competition:move_hearing", DONE, a_tender),
    Page("camille", "competition:consensus", DONE),
    Page("camille", "competition:report", DONE),
    Page("camille", "competition:award", DONE),
    Page("camille", "competition:letters", DONE),
    Page("camille", "competition:sending", DONE, a_letter),
    Page("camille", "competition:runner_up", DONE),
    Page("camille", "competition:group_changes", DONE),
    Page("eve", "competition:my_group", DONE),
    Page("eve", "competition:my_result", DONE),
    Page("eve", "competition:verify", DONE),
    Page(TEAM, "competition:explain", DONE),
    Page("camille", "competition:place_opening", ON_PLACE, beside(ON_PLACE, published=True)),
    Page("camille", "competition:opening", PLACE_OPENED, beside(PLACE_OPENED, opened=True)),
    Page("camille", "competition:place_files", PLACE_OPENED, beside(PLACE_OPENED, opened=True)),
    Page("camille", "contract:contract", DONE),
    Page("camille", "contract:sign", DONE),
    Page("camille", "contract:notify", DONE),
    Page("camille", "contract:essential", DONE),
    Page("camille", "contract:describe", DONE),
    Page("camille", "contract:payments", DONE),
    Page("camille", "contract:number", DONE),
    Page("camille", "contract:advance", DONE),
    Page("camille", "contract:penalise", DONE),
    Page("camille", "contract:penalty", DONE, of_the_contract("penalties")),
    Page("camille", "contract:termination", DONE),
    Page("camille", "contract:give_notice", DONE),
    Page("camille", "contract:terminate", DONE),
    Page("camille", "contract:modifications", DONE),
    Page("camille", "contract:modify", DONE),
    Page("camille", "contract:modification", DONE, of_the_contract("modifications")),
    Page("camille", "contract:archives", DONE),
    Page("camille", "contract:team", DONE),
    Page("camille", "contract:declare", DONE),
    Page(TEAM, "contract:invite_named", UNDER_WAY, {"rank": 5}),
    Page("camille", "contract:join", DONE),
    Page("camille", "contract:spread", DONE),
    Page("camille", "contract:replace", DONE, of_the_contract("team", to_on=None)),
    Page("camille", "contract:leave", DONE, of_the_contract("team", to_on=None)),
    Page("camille", "contract:subcontracting", DONE, of_the_contract("subcontractings")),
    Page("dina", "contract:amend", DONE, of_the_contract("subcontractings", state="accepted")),
    Page(TEAM, "framing:framing", UNDER_WAY),
    Page(TEAM, "framing:governance", UNDER_WAY),
    Page(TEAM, "framing:add_site", UNDER_WAY),
    Page(TEAM, "framing:change_site", UNDER_WAY, a_place),
    Page("manche", "framing:committee", UNDER_WAY, {"kind": "steering"}),
    Page(TEAM, "framing:await_document", UNDER_WAY, an_awaited),
    Page(TEAM, "workshops:workshops", UNDER_WAY),
    Page(TEAM, "workshops:workshop", UNDER_WAY, {"ordinal": 2}),
    Page(TEAM, "workshops:workshop", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:activities", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:correct_activity", UNDER_WAY, a_prepared),
    Page(TEAM, "wall:withdraw_activity", UNDER_WAY, a_prepared),
    Page(TEAM, "wall:console", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:projector", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:rescue", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:attendance", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "upkeep:kits", UNDER_WAY),
    Page(TEAM, "wall:grouping", UNDER_WAY, {"ordinal": 2}),
    Page(TEAM, "wall:tables", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:scribe", UNDER_WAY, {"ordinal": 3}),
    Page("dina", "wall:replay", DONE, {"ordinal": 1}),
    Page(TEAM, "wall:paper", UNDER_WAY, {"ordinal": 2}),
    Page(TEAM, "wall:paper", UNDER_WAY, {"ordinal": 3}),
    Page(TEAM, "wall:sheet", UNDER_WAY, a_sheet),
    Page("dina", "wall:wall", DONE),
    Page("dina", "wall:contribution", DONE, "C-1-042"),
    Page("dina", "wall:group", DONE, "G-03"),
    Page("dina", "evidence:evidence", DONE),
    Page("dina", "evidence:finding", DONE, "F-008"),
    Page("dina", "evidence:add_finding", DONE),
    Page("dina", "evidence:document", DONE, "D-05"),
    Page("dina", "evidence:interview", DONE, "E-08"),
    Page("dina", "evidence:excerpt", DONE, "X-011"),
    Page("dina", "evidence:figure", DONE, "I-005"),
    Page("dina", "strategy:strategy", DONE),
    Page("dina", "strategy:issue", DONE, "Enjeu 2"),
    Page("dina", "strategy:objective", DONE, "2.1"),
    Page("dina", "strategy:reword", DONE, "2.1"),
    Page("dina", "strategy:recommendation", DONE, "P-05"),
    Page("dina", "strategy:add_objective", DONE),
    Page("dina", "strategy:add_scenario", DONE),
    Page("dina", "strategy:revise_scenario", DONE, a_scenario),
    Page("dina", "strategy:add_disagreement", DONE),
    Page("dina", "strategy:revise_disagreement", DONE, a_disagreement),
    Page("dina", "roadmap:roadmap", DONE),
    Page("dina", "roadmap:action", DONE, "A2.1"),
    Page("dina", "roadmap:complete", DONE, "A2.1"),
    Page("dina", "roadmap:funding", DONE, "A2.1"),
    Page("dina", "roadmap:take_up", DONE, "A2.1"),
    Page("dina", "roadmap:add_action", DONE),
    Page("dina", "roadmap:compass", DONE),
    Page("manche", "roadmap:follow_up", FOLLOWED),
    Page("camille", "deliverables:deliverables", DONE),
    Page(TEAM, "deliverables:due_dates", UNDER_WAY),
    Page("camille", "deliverables:deliverable", DONE, {"kind": "booklet"}),
    Page("camille", "deliverables:read", DONE, {"kind": "roadmap"}),
    Page("camille", "deliverables:terms", DONE, {"kind": "final_report"}),
    Page("camille", "deliverables:conformity", DONE),
    Page("dina", "deliverables:item", DONE, {"number": "4.1"}),
]


def cookie_of(who: str) -> str:
    """The session cookie of someone of the cast who has signed in."""
    if who == NOBODY:
        return ""
    client = Client()
    client.force_login(get_user_model().objects.get(email__startswith=who))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


async def measure(
    application: Callable, path: str, who: str, counter: Counter
) -> tuple[list[float], int]:
    """(milliseconds of each GET of a round, queries of one)."""
    cookie = await asyncio.to_thread(cookie_of, who)
    spent = []
    for _ in range(WARM_UP + TIMES):
        counter.asked.clear()
        start = perf_counter()
        status = await get(application, path, cookie)
        spent.append((perf_counter() - start) * 1000)
        tells = status == 302 and len(spent) == 1  # it first writes who sees prices
        if status != 200 and not tells:
            raise SystemExit(f"{path} answered {status} to {who or 'nobody'}")
    return spent[WARM_UP:], len(counter.asked)


async def report() -> bool:
    """Print the table; whether every page keeps within the limits."""
    from config.asgi import application

    counter, kept = Counter(), True
    print(f"| {'page':44} | {'who':8} | median ms | p95 ms | of {LIMIT_MS} ms | queries |")
    print(f"|{'-' * 46}|{'-' * 10}|----------:|-------:|---------:|--------:|")
    paths = await asyncio.to_thread(lambda: [page.path for page in PAGES])
    pages = list(zip(PAGES, paths, strict=True))
    rounds = [
        [await measure(application, path, page.who, counter) for page, path in pages]
        for _ in range(ROUNDS)
    ]
    for (page, path), measured in zip(pages, zip(*rounds, strict=True), strict=True):
        spent = [one for times, _ in measured for one in times]
        queries = max(asked for _, asked in measured)
        median, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        kept = kept and median <= LIMIT_MS and queries <= LIMIT_QUERIES
        print(
            f"| {path:44} | {page.who or '–':8} | {median:9.1f} | {p95:6.1f} "
            f"| {median / LIMIT_MS:8.0%} | {queries:7} |"
        )
    return kept


def main() -> int:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1"}
    django.setup()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = Path(folder) / "files"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "pages.sqlite3")
        databases = runner.setup_databases()
        try:
            for command in ("load_territories", "load_agreement", "tell_story"):
                call_command(command, verbosity=0)
            print(f"{connection.vendor}, {os.cpu_count()} CPU, Python {sys.version.split()[0]}")
            return 0 if asyncio.run(report()) else 1
        finally:
            runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main())
