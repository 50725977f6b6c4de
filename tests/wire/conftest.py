"""A provider slow enough to be interrupted, and a site configured to use it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Literal

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site, free_port
from tests.wire.reader import client

Kind = Literal["uvicorn", "daphne"]
Servers = Callable[..., Server]  # called with a Kind, or nothing for uvicorn
LINES = 60
DRAFT = "\n".join(f"{number}. 한글과 English, `code_{number * 7919}` 🎉" for number in range(LINES))


@pytest.fixture(scope="module")
def offline(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site without a provider, shared by the tests of a file that only read."""
    with site.server(tmp_path_factory.mktemp("offline")) as server:
        yield server


@pytest.fixture(scope="session")
def provider_port() -> int:
    """The provider's fixed port, since it restarts for each test while servers keep running."""
    return free_port()


@pytest.fixture
async def fake(provider_port: int) -> AsyncIterator[FakeProvider]:
    """The provider; it writes DRAFT as content, one piece every 10 ms."""
    async with FakeProvider(provider_port) as provider:
        provider.text = DRAFT
        provider.by_model["draft"] = Behaviour(piece=16, delay=0.01)
        yield provider


def settings_for(port: int) -> dict[str, str]:
    """Return the settings of a site that uses the provider at ``port``."""
    return {
        "TIL_PROVIDER": "openai",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "OPENAI_MODEL": "draft",
        "TIL_LEASE_SECONDS": "2",
        "TIL_STARTS_PER_MINUTE": "100000",
        "TIL_STARTS_PER_DAY": "100000",
        "TIL_RUNNING_PER_KEY": "1000",
        "TIL_MAX_RUNS": "1000",
    }


@pytest.fixture
def writes(fake: FakeProvider) -> dict[str, str]:
    """The settings of a site that drafts with ``fake``."""
    return settings_for(fake.port)


@pytest.fixture(scope="module")
def _servers(site: Site, provider_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    started: dict[Kind, Server] = {}
    with ExitStack() as stack:

        def server(kind: Kind = "uvicorn") -> Server:
            if kind not in started:
                made = site.server(tmp_path_factory.mktemp(kind), kind, **settings_for(provider_port))
                started[kind] = stack.enter_context(made)
            return started[kind]

        yield server
    for made in started.values():
        assert "Traceback" not in made.log


@pytest.fixture
def shared(_servers: Servers, fake: FakeProvider) -> Servers:
    """Servers that draft with ``fake``, one of each kind for all tests of a file that leave them running."""
    return _servers


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """A client for many concurrent connections."""
    async with client() as made:
        yield made
