"""What sealing costs: files of a tender against the same bytes kept plainly, one deposit, and all
the files of the fullest tender opened again, as the page of a backup copy does.

Both paths hash the bytes, write them in full and wait for the disk; the sealed one also cuts the
file in pieces, pads and closes each. Medians of `TIMES` runs, taken in turn so that both see the
same machine. Ends with 1 beyond a limit. Run: python -m benchmarks.sealing
"""

import hashlib
import os
import statistics
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

TIMES = 9
MB = 1_000_000
FILE = 10 * MB
LIMIT_RATIO = 10
"""Times the plain path: what a person does not notice of a file of ten megabytes."""
LIMIT_MS = 50
"""What a page may take; a deposit without script seals and closes within it."""
LIMIT_OPENED_S, LIMIT_OPENED_MB = 2, 32
"""Of the processor, and of memory: the page of a copy opens every file of the fullest tender."""
OPENED_TIMES = 3
AT = datetime(2026, 7, 1, tzinfo=UTC)


def sealed_file(content: bytes, folder: Path) -> None:
    """As `files` without script: a key of its own, pieces of one size, each on disk."""
    from atelier_local.steps.competition import sealing
    from atelier_local.steps.competition.operations.pieces import _write

    hashlib.sha256(content).hexdigest()
    recipient = str(sealing.new_key().to_public())
    step = sealing.PIECE - 4
    for start in range(0, len(content), step):
        piece = sealing.seal_piece(content[start : start + step], recipient)
        _write(folder / os.urandom(16).hex(), piece, AT)


def plain_file(content: bytes, folder: Path) -> None:
    """As `files.operations.store` keeps any file."""
    from atelier_local.ground.files.operations import _write

    digest = hashlib.sha256(content).hexdigest()
    _write(folder / os.urandom(4).hex() / digest, content)


def one_deposit() -> tuple[Callable[[], object], Callable[[], object]]:
    """Sealing and closing a full core for two officers; the two turns that open it."""
    from atelier_local.steps.competition import sealing

    identities = [sealing.new_key(), sealing.new_key()]
    keys = [
        sealing.Key(place, party, str(identity.to_public()))
        for place, (party, identity) in enumerate(
            zip(("pilot", "local_authorities"), identities, strict=True), 1
        )
    ]
    core = os.urandom(sealing.CORE // 2)

    def seal() -> sealing.Sealed:
        return sealing.rewrap(sealing.seal(core, keys), keys, b"{}")

    slot = seal()

    def unseal() -> object:
        half = sealing.halves(slot.keys, 1, identities[0])["2"]
        return sealing.open_core(slot, sealing.secret(half, identities[1]))

    return seal, unseal


def fullest(folder: Path) -> Callable[[], object]:
    """Opens as many files, as large, as a tender may hold, one after the other. One is written, and
    read as often as there are: what a disk takes on a first reading is not measured."""
    from django.conf import settings

    from atelier_local.steps.competition import sealing
    from atelier_local.steps.competition.enums import TenderPart
    from atelier_local.steps.competition.models import MiniCompetition
    from atelier_local.steps.competition.operations.pieces import folder as place
    from atelier_local.steps.competition.operations.pieces import opens
    from atelier_local.steps.competition.rules.body import FileEntry

    settings.MEDIA_ROOT = folder
    competition, content = MiniCompetition(stream_id=1), os.urandom(settings.TENDER_FILE_MB * MB)
    key, names = sealing.new_key(), []
    place(competition).mkdir(parents=True)
    step = sealing.PIECE - 4
    for start in range(0, len(content), step):
        names.append(os.urandom(16).hex())
        piece = sealing.seal_piece(content[start : start + step], str(key.to_public()))
        (place(competition) / names[-1]).write_bytes(piece)
    told = (len(content), hashlib.sha256(content).hexdigest(), "application/pdf", str(key))
    file = FileEntry(TenderPart.METHOD, "carnet.pdf", *told, tuple(names))
    files = [file] * (settings.TENDER_TOTAL_MB // settings.TENDER_FILE_MB)

    def opened() -> None:
        if not all(opens(competition, one) for one in files):
            raise SystemExit("a file does not open")

    return opened


def spent(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1000


def processor_and_memory(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds of this process, and the most bytes it holds meanwhile, in megabytes."""
    start = process_time()
    act()
    used = process_time() - start
    tracemalloc.start()
    act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used, most / MB


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    content = os.urandom(FILE)
    seal, unseal = one_deposit()
    runs: dict[str, list[float]] = {"plain": [], "sealed": [], "deposit": [], "opening": []}
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            runs["plain"].append(spent(lambda at=Path(folder): plain_file(content, at)))
            runs["sealed"].append(spent(lambda at=Path(folder): sealed_file(content, at)))
        runs["deposit"].append(spent(seal))
        runs["opening"].append(spent(unseal))
    median = {name: statistics.median(taken) for name, taken in runs.items()}
    ratio = median["sealed"] / median["plain"]
    print(f"{os.cpu_count()} CPU, Python {sys.version.split()[0]}, medians of {TIMES}")
    print(f"{'10 MB kept plainly':32} {median['plain']:8.1f} ms")
    print(f"{'10 MB sealed in pieces':32} {median['sealed']:8.1f} ms {ratio:6.1f} × plain")
    for name, words in (("deposit", "a deposit sealed and closed"), ("opening", "a slot opened")):
        print(f"{words:32} {median[name]:8.1f} ms {median[name] / LIMIT_MS:6.0%} of {LIMIT_MS} ms")
    with tempfile.TemporaryDirectory() as folder:
        opened = fullest(Path(folder))
        seconds = statistics.median([spent(opened) / 1000 for _ in range(OPENED_TIMES)])
        used, taken = processor_and_memory(opened)
    words = "the fullest tender opened"
    print(f"{words:32} {seconds:8.1f} s, {used:.1f} of the processor, {taken:.0f} MB")
    kept = used <= LIMIT_OPENED_S and taken <= LIMIT_OPENED_MB and ratio <= LIMIT_RATIO
    kept = kept and max(median["deposit"], median["opening"]) <= LIMIT_MS
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
