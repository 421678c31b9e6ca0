"""How long a document takes, from its plain data to its bytes, and what it weighs.

Composes the example documents of the tests, then a letter of two pages and an analysis report of
forty tables in both their forms; a PDF takes a new process each time, as in service. `TIMES` runs,
median and slowest. Run: python -m benchmarks.documents
"""

import json
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from atelier_local.ground.files import papers  # noqa: E402
from atelier_local.ground.files.papers import Heading, Paper, Para, Table  # noqa: E402
from atelier_local.steps.deliverables import press  # noqa: E402

EXAMPLES = Path(__file__).parents[1] / "tests" / "deliverables" / "examples"
TIMES = 5
WORDS = "Le groupement décrit comment il va vers les habitants, séance après séance. " * 4


def letter() -> Paper:
    facts = (("Consultation", "Collines du Perche"), ("Référence", "2026-AL-7"))
    blocks = (Para("Madame, Monsieur,"), *(Para(WORDS) for _ in range(9)))
    where = {"sender": ("Direction départementale",), "recipient": ("Atelier des Collines",)}
    return Paper("Rejet de votre offre", "rejection", facts=facts, blocks=blocks, **where)


def report() -> Paper:
    """Five criteria, four tenders, the words of each college: the size of a real one."""
    header = ("Offre", "Note", "Motif")
    rows = tuple((f"Groupement {letter}", "7,5", WORDS) for letter in "ACDE")
    blocks = tuple(
        block
        for number in range(20)
        for block in (
            Heading(1 + number % 2, f"Critère {number}"),
            Table("Notes communes", header, rows, widths=(2, 1, 6), numeric=frozenset({1})),
            Table("Notes par collège", header, rows[:2], widths=(2, 1, 6)),
        )
    )
    return Paper("Rapport d’analyse des offres", "report", blocks=blocks)


def measure(name: str, compose: Callable[[], bytes]) -> None:
    seconds, size = [], 0
    for _ in range(TIMES):
        start = perf_counter()
        size = len(compose())
        seconds.append(perf_counter() - start)
    median, slowest = statistics.median(seconds), max(seconds)
    print(f"{name:14} {median:9.2f} {slowest:10.2f} {size / 1024:6.0f}")


def main() -> None:
    print(f"{'document':14} {'median s':>9} {'slowest s':>10} {'KB':>6}")
    for document in press.DOCUMENTS:
        data = json.loads((EXAMPLES / f"{document}.json").read_text("utf-8"))
        measure(document, lambda document=document, data=data: press.typeset(document, data))
    for name, paper in (("letter", letter()), ("report", report())):
        measure(f"{name} PDF", lambda paper=paper: papers.pdf(paper))
        measure(f"{name} DOCX", lambda paper=paper: papers.docx(paper))


if __name__ == "__main__":
    main()
