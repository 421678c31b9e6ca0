"""How many posts a second a hall is told are on disk, how soon the last screen shows them, and what
a screen costs: beside a socket.io room as durable, and the bare server.

Each is started in a process of its own on an empty database, alone on one core; the load has the
other. `config.asgi` is served as it is: wall plugged in, passes, identifiers, chain, projection,
SQLite with synchronous=FULL, rates checked but set above the load. Repetitions are taken in turn,
so that all see the same machine, and medians are compared. At most eight minutes; on the loopback
only. Needs two cores and Linux; installs Node and socket.io in var/benchmarks the first time.

    .venv/bin/python -m benchmarks.live [--json] [--quick] [--acks [--flush MS]] [--screens N]

`--acks` takes the first part alone, whose bars are told and nothing else, if asked on a disk that
takes `--flush` milliseconds more each time; `--screens` the part of so many screens.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from benchmarks.hall.processes import load, need_tools, serving

POSTERS, RATE, TIMES = 64, 100, 3
OFTEN = 5
"""How many times a hall of 100, told in milliseconds: chance weighs more there."""
SIZES = (100, 500, 2_000, 8_000)
BEYOND = 2_000
"""More screens than this are measured once, and the peer is not: it would need minutes."""
WORDS = "@@@@@@@@@@ Un bus qui attend le train de 18 h 12, et des bancs à l’ombre de l’école."
BARS = {
    "acks_vs_peer": (">=", 5),
    "acks_vs_bound": (">=", 0.5),
    "p95_2000_vs_peer": ("<=", 0.1),
    "p95_100_vs_peer": ("<=", 1.5),
    "kb_per_connection": ("<=", 16),
    "bytes_per_phone_vs_all": ("<=", 0.2),
}
LAG_MS = 1_000
"""How late the projector may be, at 100 posts a second."""


class Hall:
    """An open question on an empty database, and the plans of those who come to it."""

    def __init__(self, folder: Path) -> None:
        from django.core.management import call_command
        from django.db import connections

        from tests.factories.people import the_cast
        from tests.factories.wall import a_phone, an_open_activity

        self.template = folder / "template.sqlite3"
        call_command("migrate", verbosity=0)
        self.activity = an_open_activity(the_cast())
        self.phones = [a_phone(self.activity).ref for _ in range(POSTERS)]
        connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()

    def plan(self, name: str, *, screens: int, face: str = "", seconds: float, rate: int) -> dict:
        """Who comes to the one called `name`: so many screens, and those who post."""
        timing = {"seconds": seconds, "rate": rate, "warm": 1.5, "drain": 20}
        payload = {"activity": str(self.activity.id), "kind": "besoin", "words": WORDS, "place": ""}
        body = {"id": "%%%", "kind": "wall.contributed", "payload": payload}
        told = {"body": json.dumps(body, ensure_ascii=False), "path": "/", "head": "Host: x\r\n"}
        if name != "ours":
            speaks = "socketio" if name == "peer" else "sse"
            return timing | {
                "speaks": speaks, "screens": [{}] * screens, "posters": [told] * POSTERS
            }  # fmt: skip
        return timing | {
            "speaks": "sse",
            "screens": [self._line(face, f"person:{n}", "flux") for n in range(screens)],
            "posters": [told | self._line("telephone", ref, "lignes") for ref in self.phones],
        }

    def _line(self, face: str, subject: str, act: str) -> dict:
        """Where one of them goes and the head of its requests, with a pass of its own."""
        from atelier_local import clock
        from atelier_local.ground.live import passes

        given = passes.issue(
            self.activity.workshop.stream_id, face, subject=subject, kinds=("wall.contributed",),
            at=clock.now(),
        )  # fmt: skip
        head = {
            "Host": "127.0.0.1", "Origin": "http://127.0.0.1",
            "Cookie": f"{passes.COOKIE}={passes.token(given)}",
        }  # fmt: skip
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        return {"path": given.path + act, "head": lines}


def measured(hall: Hall, name: str, flush: float = 0, **how) -> dict:
    with serving(name, hall.template, flush) as server:
        told = load(hall.plan(name, **how), server)
    if told["refused"]:
        raise RuntimeError(f"{name}: {told['refused']} posts were refused")
    return told


def acks(hall: Hall, times: int, seconds: float, flush: float = 0) -> dict[str, list[dict]]:
    """As many posts as 64 phones get acknowledged, one screen watching."""
    runs: dict[str, list[dict]] = {"bound": [], "peer": [], "ours": []}
    for _ in range(times):
        for name, kept in runs.items():
            watching = {"screens": 0 if name == "bound" else 1, "face": "projecteur"}
            kept.append(measured(hall, name, flush, seconds=seconds, rate=0, **watching))
    return runs


def fanned(hall: Hall, size: int, times: int, seconds: float) -> dict[str, list[dict]]:
    """A hundred posts a second, each to be heard by every screen."""
    names = ("peer", "ours") if size <= BEYOND else ("ours",)
    how = {"screens": size, "face": "projecteur", "seconds": seconds, "rate": RATE}
    runs: dict[str, list[dict]] = {name: [] for name in names}
    often = OFTEN if size == SIZES[0] and times > 1 else times
    for _ in range(often if size <= BEYOND else 1):
        for name, kept in runs.items():
            kept.append(measured(hall, name, **how))
    return runs


def median(runs: list[dict], of: Callable[[dict], float]) -> float:
    return statistics.median(of(run) for run in runs)


def per_second(runs: list[dict]) -> float:
    return median(runs, lambda run: run["answered"] / run["seconds"])


def p95(runs: list[dict], what: str = "last") -> float:
    """Milliseconds, for 95 posts of 100; infinite where posts never came to every screen."""
    return median(
        runs,
        lambda run: run[what]["p95"] if run[what]["n"] >= 0.95 * run["sent"] else float("inf"),
    )


def per_screen(runs: list[dict], size: int) -> float:
    """Bytes that one screen gets for one post."""
    return median(runs, lambda run: run["bytes"] / size / run["sent"])


def tell_acks(runs: dict[str, list[dict]]) -> dict[str, float]:
    rates = {name: per_second(kept) for name, kept in runs.items()}
    print(
        f"{'posts on disk and acknowledged':32} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8}"
        f" {'µs each':>8} {'screen p95':>10}"
    )
    for name, kept in runs.items():
        p50 = median(kept, lambda run: run["ack"]["p50"])
        each = median(kept, lambda run: run["cpu"] / run["answered"] * 1e6)
        shown = median(kept, lambda run: run["last"]["p95"] or 0)
        print(
            f"{name:32} {rates[name]:9.0f} {p50:8.1f} {p95(kept, 'ack'):8.1f}"
            f" {each:8.0f} {shown:10.1f}"
        )
    return rates


def tell_screens(size: int, runs: dict[str, list[dict]]) -> dict[str, dict[str, float]]:
    told = {}
    for name, kept in runs.items():
        told[name] = row = {
            "p50_ms": median(kept, lambda run: run["last"]["p50"] or float("inf")),
            "p95_ms": p95(kept),
            "ack_p95_ms": p95(kept, "ack"),
            "cpu": median(kept, lambda run: run["cpu"] / run["seconds"]),
            "kb": median(kept, lambda run: run["kb"]),
            "bytes": per_screen(kept, size),
            "load_cpu": median(kept, lambda run: run["generator"]),
        }
        print(
            f"{size:6} screens {name:6} {row['p50_ms']:9.1f} {row['p95_ms']:9.1f}"
            f" {row['ack_p95_ms']:8.1f} {row['cpu']:6.2f} {row['kb']:6.1f} {row['bytes']:7.0f}"
            f" {row['load_cpu']:6.2f}"
        )
    return told


def measure_acks(quick: bool, flush: float) -> int:
    """The first part alone: 1 if one of its bars is missed."""
    times, seconds = (1, 3.0) if quick else (TIMES, 5.0)
    with tempfile.TemporaryDirectory() as folder:
        rates = tell_acks(acks(set_up(Path(folder)), times, seconds, flush))
    told = {f"acks_vs_{name}": rates["ours"] / rates[name] for name in ("peer", "bound")}
    for name, value in told.items():
        print(f"{name:26} {value:8.3f}   {' '.join(map(str, BARS[name]))}")
    return int(any(value < BARS[name][1] for name, value in told.items()))


def measure_screens(size: int, quick: bool) -> int:
    """The part of so many screens alone, beside the peer."""
    with tempfile.TemporaryDirectory() as folder:
        runs = fanned(set_up(Path(folder)), size, *((1, 3.0) if quick else (TIMES, 5.0)))
    tell_heads()
    told = tell_screens(size, runs)
    if "peer" in told:
        print(f"p95 against the peer: {told['ours']['p95_ms'] / told['peer']['p95_ms']:.2f}")
    return 0


def tell_heads() -> None:
    print(
        f"\n{RATE} posts a second         {'p50 ms':>9} {'p95 ms':>9} {'ack p95':>8} {'cpu':>6}"
        f" {'kB':>6} {'bytes':>7} {'load':>6}"
    )


def measure(quick: bool) -> dict:
    times, seconds = (1, 3.0) if quick else (TIMES, 5.0)
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        hall = set_up(Path(folder))
        rates = tell_acks(acks(hall, times, seconds))
        tell_heads()
        screens = {n: tell_screens(n, fanned(hall, n, times, seconds)) for n in SIZES}
        phones = measured(
            hall, "ours", screens=500, face="telephone", seconds=seconds, rate=RATE
        )  # fmt: skip
    ours, peer = ({n: told[name] for n, told in screens.items() if name in told} for name in NAMES)
    ratios = {
        "acks_vs_peer": rates["ours"] / rates["peer"],
        "acks_vs_bound": rates["ours"] / rates["bound"],
        "p95_2000_vs_peer": ours[2_000]["p95_ms"] / peer[2_000]["p95_ms"],
        "p95_100_vs_peer": ours[100]["p95_ms"] / peer[100]["p95_ms"],
        "kb_per_connection": ours[2_000]["kb"],
        "bytes_per_phone_vs_all": per_screen([phones], 500) / ours[500]["bytes"],
    }
    return {
        "ratios": ratios,
        "bars": {name: f"{sign} {bar}" for name, (sign, bar) in BARS.items()},
        "acks_per_second": rates,
        "screens": screens,
        "projector_lag_p95_ms": ours[100]["p95_ms"],
        "machine": f"{os.cpu_count()} CPU, Python {platform.python_version()}",
        "seconds": monotonic() - began,
    }


NAMES = ("ours", "peer")


def set_up(folder: Path) -> Hall:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'template.sqlite3'}"
    os.environ.setdefault("SECRET_KEY", "benchmark")
    import django

    django.setup()
    return Hall(folder)


def missed(told: dict) -> list[str]:
    """The bars that are not met."""
    beyond = [
        name
        for name, (sign, bar) in BARS.items()
        if (told["ratios"][name] < bar if sign == ">=" else told["ratios"][name] > bar)
    ]
    return beyond + (["projector_lag"] if told["projector_lag_p95_ms"] > LAG_MS else [])


def main() -> int:
    need_tools()
    if "--acks" in sys.argv:
        flush = float(sys.argv[sys.argv.index("--flush") + 1]) if "--flush" in sys.argv else 0
        return measure_acks("--quick" in sys.argv, flush)
    if "--screens" in sys.argv:
        size = int(sys.argv[sys.argv.index("--screens") + 1])
        return measure_screens(size, "--quick" in sys.argv)
    as_json = "--json" in sys.argv
    spoken, sys.stdout = sys.stdout, sys.stderr if as_json else sys.stdout
    told = measure("--quick" in sys.argv)
    print()
    for name, value in told["ratios"].items():
        print(f"{name:26} {value:8.3f}   {told['bars'][name]}")
    print(f"\n{told['machine']}, {told['seconds']:.0f} s; missed: {missed(told) or 'none'}")
    sys.stdout = spoken
    if as_json:
        print(json.dumps(told))
    return 1 if missed(told) else 0


if __name__ == "__main__":
    sys.exit(main())
