"""The sites of the benchmark: on SQLite, on PostgreSQL and Redis with another process, and with each SDK."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.stream.load import HOST
from bench.stream.served import process, served
from bench.stream.site import Product
from tests.server import Site, clean_environment, drop_databases, make_template

SDKS = {"anthropic": "ANTHROPIC_BASE_URL", "openai": "OPENAI_BASE_URL", "google": "GOOGLE_GEMINI_BASE_URL"}
LIMITS = {
    "TIL_STARTS_PER_MINUTE": "1000000",
    "TIL_STARTS_PER_DAY": "1000000",
    "TIL_RUNNING_PER_KEY": "100000",
    "TIL_RUNNING_IN_ALL": "100000",
}


@contextmanager
def new_site(database_url: str = "", redis_url: str = "") -> Iterator[Site]:
    """Make a migrated database with a key: a file, or one on a server."""
    with tempfile.TemporaryDirectory(prefix="til-bench-") as folder:
        site = make_template(Path(folder), database_url, redis_url)
        try:
            yield site
        finally:
            drop_databases(site.template)


@contextmanager
def on_sqlite(site: Site) -> Iterator[Product]:
    """One process on SQLite."""
    with served("product", _settings(site)) as port:
        yield Product("product", [port], site.key)


@contextmanager
def on_services(database_url: str, redis_url: str) -> Iterator[Product]:
    """Two processes on PostgreSQL and Redis: one writes, the other is read."""
    with new_site(database_url, redis_url) as site:
        settings = _settings(site) | {"REDIS_URL": redis_url, "TIL_REDIS_PREFIX": f"bench-{site.folder.name}"}
        with served("product", settings) as first, served("product", settings) as second:
            yield Product("product, read elsewhere", [first, second], site.key)


@contextmanager
def with_sdks(site: Site, model: int) -> Iterator[list[Product]]:
    """One process on SQLite for every SDK; the port ``model`` is for a model (see ``answering``)."""
    url = f"http://{HOST}:{model}"
    settings = _settings(site)
    for name, base in SDKS.items():
        settings |= {f"{name.upper()}_API_KEY": "bench", f"{name.upper()}_MODEL": "paced", base: url}
    settings["OPENAI_BASE_URL"] += "/v1"
    with served("with_sdk", settings) as port:
        yield [Product(name, [port], site.key, name) for name in SDKS]


@contextmanager
def answering(model: int, pieces: int, wait: float) -> Iterator[None]:
    """Run a model at the port ``model`` that writes so many pieces over HTTP."""
    with process([sys.executable, "-m", "bench.stream.model", str(model), str(pieces), str(wait)], port=model):
        yield


def _settings(site: Site) -> dict[str, str]:
    settings = clean_environment(DATABASE_URL=site.database(site.folder), TIL_VAR=str(site.folder), **LIMITS)
    settings["SECRET_KEY"] = "tests" * 12  # as of the process that makes sessions and keys
    return settings | {"OPENAI_BASE_URL": f"http://{HOST}:9/v1", "DJANGO_SETTINGS_MODULE": "tilsite.settings"}
