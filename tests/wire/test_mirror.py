"""A site with a mirror pushes published TILs automatically."""

import subprocess
import time
from pathlib import Path

import httpx2
import pytest

from tests.server import Site

pytestmark = pytest.mark.once


def pushed(remote: Path, count: int) -> list[str]:
    """Return the subjects of the commits, once there are ``count``."""
    deadline = time.monotonic() + 60
    command = ["git", "log", "--reverse", "--format=%s", "main"]
    while True:
        log = subprocess.run(command, cwd=remote, check=False, capture_output=True, text=True)
        if len(subjects := log.stdout.splitlines()) >= count or time.monotonic() > deadline:
            return subjects
        time.sleep(0.05)


def test_what_is_published_and_changed_is_pushed(site: Site, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(remote)], check=True)
    headers = {"Authorization": f"Bearer {site.key}", "If-Match": "*"}
    with site.server(tmp_path, TIL_MIRROR=str(remote)) as server:
        api = f"{server.url}/api/v1/tils"
        til = httpx2.post(api, json={"title": "First", "content": "x"}, headers=headers, trust_env=False).json()
        httpx2.post(f"{api}/{til['id']}/publish", headers=headers, trust_env=False).raise_for_status()
        httpx2.patch(f"{api}/{til['id']}", json={"content": "y"}, headers=headers, trust_env=False).raise_for_status()
        assert pushed(remote, 2) == ["Add: First", "Change: First"]
