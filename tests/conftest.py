"""What every test stands on: a database in a real file, quick passwords, files kept apart."""

import asyncio
from collections.abc import Callable, Generator, Iterator
from copy import deepcopy
from functools import wraps
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as properties

from atelier_local import clock
from atelier_local.programme.people.models import Person
from atelier_local.steps.competition import sealing
from tests import databases, quick_keys
from tests.factories.people import Cast
from tests.kept import Kept, nothing

# The same examples at every run, and no fault found in a machine that is busy.
properties.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
properties.load_profile("house")


LONGEST = {"story", "test_interests.py", "test_paper.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, only what asks it something new: the rest was checked on SQLite.

    What takes longest goes first: others would wait for it at the end.
    """
    items.sort(key=lambda item: not LONGEST & {item.path.parent.name, item.path.name})
    if connection.vendor == "postgresql":
        asked: set[tuple] = set()
        known = [item for item in items if not _asks_something_new(item, asked)]
        config.hook.pytest_deselected(items=known)
        items[:] = [item for item in items if item not in set(known)]


def _asks_something_new(item: pytest.Item, asked: set[tuple]) -> bool:
    """Of cases that differ only by what is marked `alike`, the first one."""
    if not _reaches_a_database(item):
        return False
    alike = {name for mark in item.iter_markers("alike") for name in mark.args}
    if not alike:
        return True
    others = {k: str(v) for k, v in item.callspec.params.items() if k not in alike}
    case = (item.nodeid.split("[")[0], *sorted(others.items()))
    is_new = case not in asked
    asked.add(case)
    return is_new


def _reaches_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or "django_db_setup" in fixtures


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Once a browser is open, Playwright keeps a loop running in this thread: a test that drives
    none does not see it, and may run its own.
    """
    kept = asyncio._get_running_loop()
    if kept is None or item.get_closest_marker("browser"):
        return (yield)
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(kept)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failure: what could not be checked was not checked."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a run without a failed test fails all the same."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"skipped, hence failed: {report.nodeid}", red=True)


@pytest.fixture(scope="session", autouse=True)
def quick_locks() -> Iterator[None]:
    """Keys that a test makes are locked in no time, and unlocked as others are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "new_identity", wraps(sealing.new_identity)(quick_keys.new_identity))
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The database of this process, in a file on SQLite: threads, locks and WAL as in service.

    Yields the name of one like it in which nobody writes.
    """
    with django_db_blocker.unblock():
        template, folder = databases.migrated(), tmp_path_factory.mktemp("database")
        with databases.own(template, folder):
            yield template


@pytest.fixture(scope="session")
def migrated(django_db_setup: str) -> str:
    """A database with every table, to be copied and never written in."""
    return django_db_setup


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory):
    """Nothing a test writes reaches `var/`; passwords are hashed in no time; no static manifest."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(autouse=True)
def real_time():
    """A test that advances the clock gives it back."""
    yield
    clock.reset()


# --- States that tests start from -----------------------------------------------------------------
# Tests that need real commits (`transaction=True`) make theirs themselves, in a module of their
# own: test_at_once.py.

_kept = Kept()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Who does not start from what is kept finds an empty database."""
    if not _kept.claimed and _reaches_a_database(item) and "kept" not in item.fixturenames:
        _kept.let_go()


@pytest.fixture(scope="session")
def states(django_db_setup, django_db_blocker) -> Iterator[Kept]:
    """From one module to the next, while the database of the process is there."""
    with django_db_blocker.unblock():
        yield _kept
        _kept.let_go()


@pytest.fixture(scope="module")
def kept(states: Kept, django_db_blocker) -> Iterator[Kept]:
    """`kept(make)`: what `make(cast)` writes is there for the tests of the module."""
    with django_db_blocker.unblock(), states.claim():
        yield states


@pytest.fixture(scope="module")
def made(kept) -> None:
    """What a module's tests start from, beyond the cast: nothing, unless it says otherwise."""
    kept(nothing)


@pytest.fixture
def cast(kept, made, db) -> Cast:
    """Everyone that access is tested with, each in their own organisation."""
    return deepcopy(kept.cast)


class Visitor(Client):
    """Asks again when a page answers by its own address: it first wrote who opens it."""

    def get(self, path: str, *args: Any, **kwargs: Any) -> Any:
        answer = super().get(path, *args, **kwargs)
        again = (
            answer.status_code == 302 and answer["Location"] == answer.wsgi_request.get_full_path()
        )
        return super().get(path, *args, **kwargs) if again else answer


@pytest.fixture
def client() -> Client:
    return Visitor()


@pytest.fixture
def as_(client) -> Callable[[Person], Client]:
    """`as_(person)`: a browser where that person is signed in."""

    def sign_in(person: Person) -> Client:
        client.force_login(person)
        return client

    return sign_in
