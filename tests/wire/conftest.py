"""A provider that answers slowly enough to be interrupted, and the site set up to use it."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.reader import client

LINES = 60
DRAFT = "\n".join(f"{number}. 한글과 English, `code_{number * 7919}` 🎉" for number in range(LINES))


@pytest.fixture(scope="module")
def offline(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site without a provider, for all tests of a file that only ask."""
    with site.server(tmp_path_factory.mktemp("offline")) as server:
        yield server


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    """The provider; every content it writes is DRAFT, a piece each 10 ms."""
    async with FakeProvider() as provider:
        provider.text = DRAFT
        provider.by_model["draft"] = Behaviour(piece=16, delay=0.01)
        yield provider


@pytest.fixture
def writes(fake: FakeProvider) -> dict[str, str]:
    """The settings of a site that drafts with ``fake``."""
    return {
        "TIL_PROVIDER": "openai",
        "OPENAI_BASE_URL": f"{fake.url}/v1",
        "OPENAI_MODEL": "draft",
        "TIL_LEASE_SECONDS": "2",
        "TIL_STARTS_PER_MINUTE": "100000",
        "TIL_STARTS_PER_DAY": "100000",
        "TIL_RUNNING_PER_KEY": "1000",
        "TIL_MAX_RUNS": "1000",
    }


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """A client for many connections at once."""
    async with client() as made:
        yield made
