"""A site with every kind of caller, for tests of permissions."""

from collections.abc import Iterator

import orjson
import pytest

from tests.contract.world import NAMES, PEOPLE, World
from tests.server import Site


@pytest.fixture(scope="session")
def world(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with site.server(tmp_path_factory.mktemp("permissions")) as server:
        made = server.run("shell", "--no-imports", "-c", f"{NAMES}{PEOPLE}")
        world = World(server, orjson.loads(made.splitlines()[-1]))
        yield world
        for client in world.sessions.values():
            client.close()
