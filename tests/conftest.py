"""Fixtures and settings for all tests."""

import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test.signals import setting_changed
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

pytest_plugins = ["tests.server", "tests.services"]
ON_A_BACKEND = {"db", "transactional_db", "django_db_setup", "site"}
STARTS_ITS_OWN = {"own_postgres", "own_redis", "many_processes"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", choices=LANES, help="only the tests that are to run side by side with other lanes'")


def pytest_configure() -> None:
    # slow password hashes protect a site, but not hundreds of tests
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = settings.VAR_DIR / "uncollected"  # as in a new clone, also where the site has run
    # a time zone other than UTC, here and in servers started by tests
    settings.TIME_ZONE = "Asia/Seoul"
    setting_changed.send(None, setting="TIME_ZONE", value="Asia/Seoul", enter=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    leaking = [item.nodeid for item in items if _leaks_rows(item)]
    if leaking:
        advice = "An async test with a database needs @pytest.mark.django_db(transaction=True), or its rows stay:"
        raise pytest.UsageError("\n  ".join([advice, *leaking]))
    if lane := config.getoption("--lane"):
        chosen = [item for item in items if LANES[lane](item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> None:
    """Collect the site's own files, without the libraries'."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.STATIC_ROOT = tmp_path  # read again by a storage that knows the new names


def _is_in_browser(item: pytest.Item) -> bool:
    return Path(__file__).parent / "browser" in item.path.parents


def _is_on_a_backend(item: pytest.Item) -> bool:
    touches = item.get_closest_marker("django_db") or ON_A_BACKEND & set(_fixtures(item))
    return bool(touches) and not _is_in_browser(item)


def _runs_once(item: pytest.Item) -> bool:
    return item.get_closest_marker("once") is not None


def _starts_its_own(item: pytest.Item) -> bool:
    return bool(STARTS_ITS_OWN & set(_fixtures(item))) and not _is_on_a_backend(item)


def _asks_a_server(item: pytest.Item) -> bool:
    return "site" in _fixtures(item)


def _leaks_rows(item: pytest.Item) -> bool:
    """Return whether an async test uses a database whose rollback happens on another thread than its writes."""
    marker = item.get_closest_marker("django_db")
    if not inspect.iscoroutinefunction(getattr(item, "obj", None)) or "transactional_db" in _fixtures(item):
        return False
    return ("db" in _fixtures(item)) if marker is None else not marker.kwargs.get("transaction")


def _fixtures(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", []))


LANES: dict[str, Callable[[pytest.Item], bool]] = {
    "browser": _is_in_browser,
    "services": lambda item: (_is_on_a_backend(item) and not _runs_once(item)) or _starts_its_own(item),
    "own": _starts_its_own,  # without a lane for services
    "servers": lambda item: _asks_a_server(item) and not (_is_in_browser(item) or _starts_its_own(item)),
    "memory": lambda item: not (_is_in_browser(item) or _starts_its_own(item) or _asks_a_server(item)),
}


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio, as the servers do."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _usual_language() -> Iterator[None]:
    """Start every test in the site's language, since requests leave their language active."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _kept_as_long_as_a_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a process reads every few seconds for the whole test, so that a slow one counts the same queries."""
    from til import kept

    monkeypatch.setattr(kept, "SECONDS", 3_600)
    if _is_on_a_backend(request.node):
        for one in kept.Kept.every:
            one.forget()


@pytest.fixture(autouse=True)
def _empty_index(request: pytest.FixtureRequest) -> None:
    """Empty the search index, which Django does not know and so does not flush between transactional tests."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM til_search")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Use a separate test database per run, so that runs can be concurrent."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        database["TEST"]["NAME"] = f"test_{Path(str(database['NAME'])).name}_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Close remaining connections, so that PostgreSQL can drop the test database."""
    yield
    from generate.running.database import close_connections

    close_connections()
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            with connection.cursor() as cursor:
                cursor.execute(f"{others} AND pid <> pg_backend_pid()")
        connections.close_all()
