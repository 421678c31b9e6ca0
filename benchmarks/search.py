"""How long finding a commune or an EPCI takes, and whether the right one comes first.

All of France in a test database; the queries people type, beside two peers in the same run: the
naive scan (`name` contains the text, case aside) and, on SQLite, a full-text index (FTS5, prefix,
diacritics removed). Ends with 1 when our median is over the limit or a place is not found.

    python -m benchmarks.search
    python -m tests.postgres python -m benchmarks.search
"""

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import django
from django.core.management import call_command
from django.db import connection
from django.test.runner import DiscoverRunner

LIMIT_MS = 50
TIMES = 15
TYPED = {
    "bel": None,  # as one types: anything may come first
    "saint": None,
    "Bellême": "Bellême",
    "belleme": "Bellême",
    "le mans": "Le Mans",
    "mans": "Le Mans",
    "ste mère égl": "Sainte-Mère-Église",
    "st martin du vieux": "Saint-Martin-du-Vieux-Bellême",
    "val au perche": "Val-au-Perche",
    "l’aigle": "L'Aigle",
    "collines perche normand": "CC des Collines du Perche Normand",
    "200071504": "CC des Collines du Perche Normand",
    "61038": "Bellême",
    "zzzz": "",
}
"""What is typed, and the name that must come first ("" for nothing)."""
type Search = Callable[[str], list[str]]


def ours(text: str) -> list[str]:
    from atelier_local.programme.territories import queries

    return [place.name for place in queries.search(text)]


def naive(text: str) -> list[str]:
    """What a first version would do, with the same columns read."""
    from atelier_local.programme.territories.models import Commune, Epci

    communes = Commune.objects.select_related("department", "epci").order_by("-population")
    epcis = Epci.objects.order_by("-population_municipal")
    found = [*communes.filter(name__icontains=text)[:8], *epcis.filter(name__icontains=text)[:8]]
    return [place.name for place in found[:8]]


def full_text() -> Search:
    """An FTS5 index over the same names, each word a prefix, the most populated first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIRTUAL TABLE names USING fts5"
            "(name, population UNINDEXED, prefix='2 3', tokenize='unicode61 remove_diacritics 2')"
        )
        cursor.execute(
            "INSERT INTO names SELECT name, population FROM territories_commune "
            "UNION ALL SELECT name, population_municipal FROM territories_epci"
        )

    def search(text: str) -> list[str]:
        words = "".join(c if c.isalnum() else " " for c in text).split()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM names WHERE names MATCH %s ORDER BY population DESC LIMIT 8",
                [" ".join(f'"{word}"*' for word in words)],
            )
            return [name for (name,) in cursor.fetchall()]

    return search


def measure(search: Search) -> tuple[list[float], int]:
    """(milliseconds of each search, how many of the expected names came first)."""
    spent, right = [], 0
    for text, wanted in TYPED.items():
        search(text)
        for _ in range(TIMES):
            start = perf_counter()
            found = search(text)
            spent.append((perf_counter() - start) * 1000)
        right += wanted is None or (found[:1] or [""])[0] == wanted
    return spent, right


def report() -> bool:
    """Print the table; whether ours is fast enough and always right."""
    peers = {"ours": ours, "naive scan": naive}
    if connection.vendor == "sqlite":
        peers["FTS5 index"] = full_text()
    print(f"| {'search':10} | median ms | p95 ms | of {LIMIT_MS} ms | right first |")
    print(f"|{'-' * 12}|----------:|-------:|---------:|------------:|")
    kept = {}
    for name, search in peers.items():
        spent, right = measure(search)
        median, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
        kept[name] = median <= LIMIT_MS and right == len(TYPED)
        print(
            f"| {name:10} | {median:9.1f} | {p95:6.1f} | {median / LIMIT_MS:8.0%} "
            f"| {right:4} of {len(TYPED)} |"
        )
    return kept["ours"]


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "search.sqlite3")
        databases = runner.setup_databases()
        try:
            start = perf_counter()
            call_command("load_territories", verbosity=0)
            print(f"{connection.vendor}, {os.cpu_count()} CPU, Python {sys.version.split()[0]}")
            print(f"load_territories: {perf_counter() - start:.1f} s\n")
            return 0 if report() else 1
        finally:
            runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main())
