"""The sites of the benchmark: on SQLite, on PostgreSQL and Redis with another process, and with each SDK."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.stream.load import HOST
from bench.stream.served import free_port, process, served
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
def on_sqlite() -> Iterator[Product]:
    """One process on SQLite."""
    with _site() as (site, settings), served("product", settings) as port:
        yield Product("product", [port], site.key)


@contextmanager
def on_services(database_url: str, redis_url: str) -> Iterator[Product]:
    """Two processes on PostgreSQL and Redis: one writes, the other is read."""
    with _site(database_url, redis_url) as (site, settings):
        more = settings | {"REDIS_URL": redis_url, "TIL_REDIS_PREFIX": f"bench-{site.folder.name}"}
        with served("product", more) as first, served("product", more) as second:
            yield Product("product, read elsewhere", [first, second], site.key)


@contextmanager
def with_sdks(pieces: int, wait: float) -> Iterator[list[Product]]:
    """One process on SQLite for every SDK, with a model that answers over HTTP."""
    model = free_port()
    command = [sys.executable, "-m", "bench.stream.model", str(model), str(pieces), str(wait)]
    with ExitStack() as stack:
        stack.enter_context(process(command))
        site, settings = stack.enter_context(_site())
        url = f"http://{HOST}:{model}"
        for name, base in SDKS.items():
            settings |= {f"{name.upper()}_API_KEY": "bench", f"{name.upper()}_MODEL": "paced", base: url}
        settings["OPENAI_BASE_URL"] += "/v1"
        port = stack.enter_context(served("with_sdk", settings))
        yield [Product(name, [port], site.key, name) for name in SDKS]


@contextmanager
def _site(database_url: str = "", redis_url: str = "") -> Iterator[tuple[Site, dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="til-bench-") as folder:
        site = make_template(Path(folder), database_url, redis_url)
        settings = clean_environment(DATABASE_URL=site.template, TIL_VAR=folder, **LIMITS)
        settings |= {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "DJANGO_SETTINGS_MODULE": "tilsite.settings"}
        try:
            yield site, settings
        finally:
            drop_databases(site.template)
