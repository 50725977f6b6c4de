"""The container without an engine: both files parsed, and the entry script run on what the image would hold.

It runs in a virtual environment of its own, as a user without rights, on a tree that user cannot write to.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fakes.provider import FakeProvider
from tests.server import ROOT, Server, clean_environment
from tests.test_docs import settings_read
from tests.wire.reader import Reader, client

pytestmark = pytest.mark.once
NOBODY = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


def instructions(name: str, text: str = CONTAINERFILE) -> list[str]:
    return re.findall(rf"^{name} +(.*)$", text, re.MULTILINE)


def image() -> str:
    """Return the last stage: what is in the image."""
    return CONTAINERFILE[CONTAINERFILE.rindex("\nFROM") :]


def copied() -> Iterator[tuple[str, str]]:
    """Yield what goes from the checkout into the image, and where to."""
    for line in instructions("COPY", image()):
        if not line.startswith("--from"):
            *sources, target = line.split()
            yield from ((source, target) for source in sources)


def without_rights() -> list[str]:
    """Return what takes root's rights from a command: all power over files, and the name where Python lies open."""
    if os.geteuid() != 0:
        return []
    folders = [*Path(sys.executable).resolve().parents, *Path(sysconfig.get_path("purelib")).resolve().parents]
    is_open = all(folder.stat().st_mode & 0o001 for folder in folders)
    return ["setpriv", *(NOBODY if is_open else []), "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs"]


@dataclass
class Contained(Server):
    """The entry script as the image starts it, with ``tree`` in the place of /site."""

    tree: Path = field(default_factory=Path)
    binaries: Path = field(default_factory=Path)

    def start(self) -> "Contained":
        """Start it and wait until it answers."""
        self.process = self.popen([str(self.tree / "deploy" / "entry")])
        self._wait_until_ready()
        return self

    def popen(self, command: list[str]) -> "subprocess.Popen[bytes]":
        """Run ``command`` as the container would."""
        variables = dict(word.split("=", 1) for line in instructions("ENV", image()) for word in line.split())
        variables |= {"PATH": f"{self.binaries}:/usr/bin:/bin", "TIL_VAR": str(self.folder), "HOST": "127.0.0.1"}
        environment = clean_environment(**variables, PORT=str(self.port), **self.environment)
        with self._log_file.open("ab") as log:
            return subprocess.Popen([*without_rights(), *command], cwd="/", env=environment, stdout=log, stderr=log)

    def asked(self, *command: str) -> int:
        """Return the status of a command."""
        return self.popen(list(command)).wait(60)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that everybody may enter, with the tree of the image and an environment."""
    folder = Path(tempfile.mkdtemp(prefix="til-container-"))
    folder.chmod(0o755)
    for source, target in copied():
        to = folder / target.lstrip("/")
        to = to / Path(source).name if target.endswith("/") else to
        to.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, to)
    venv.create(folder / "venv", symlinks=True)
    packages = next((folder / "venv").glob("lib/python*/site-packages"))
    (packages / "installed.pth").write_text(sysconfig.get_path("purelib"))
    uvicorn = folder / "venv" / "bin" / "uvicorn"
    uvicorn.write_text(f"#!{folder}/venv/bin/python\nfrom uvicorn.main import main\nmain()\n")
    uvicorn.chmod(0o755)
    subprocess.run(["chmod", "-R", "a-w,a+rX", folder / "site"], check=True)
    (folder / "var").mkdir()
    (folder / "var").chmod(0o777)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


@pytest.mark.anyio
@pytest.mark.skipif(sys.platform != "linux", reason="the image is for Linux")
async def test_the_entry_serves_from_a_tree_it_cannot_write_to(place: Path) -> None:
    async with FakeProvider() as fake, client() as http:
        settings = {"OPENAI_BASE_URL": f"{fake.url}/v1", "OPENAI_MODEL": "plain", "TIL_PROVIDER": "openai"}
        site = Contained(settings, place / "var", tree=place / "site", binaries=place / "venv" / "bin")
        check = json.loads(CONTAINERFILE.partition("HEALTHCHECK")[2].partition("CMD")[2].splitlines()[0])
        tree = set(site.tree.rglob("*"))
        assert site.asked(*check) != 0
        said = len(site.log)
        with site:
            assert site.asked(*check) == 0, site.log
            assert site.asked(str(site.tree / "deploy" / "entry"), "manage", "create_api_key", "tests") == 0
            key = re.findall(r"til_\w+", site.log)[-1]
            reader = Reader(key)
            await reader.start(http, site)
            reader.prove()
            page = await http.get(f"{site.url}/")
            style = re.findall(r'href="(/static/[^"]+\.css)"', page.text)[0]
            assert (await http.get(f"{site.url}{style}")).status_code == 200
            assert (place / "var" / "static").is_dir()
            assert site.stop() < 15
    assert "Traceback" not in site.log[said:]
    assert set(site.tree.rglob("*")) == tree


def test_the_image_is_small_pinned_and_has_no_rights() -> None:
    assert len(instructions("FROM")) == 2
    assert all("${PYTHON}" in base for base in instructions("FROM"))
    assert instructions("USER") == ["10001"]
    assert "--platform" not in CONTAINERFILE  # for whichever processor it is built on
    assert "--require-hashes" in CONTAINERFILE
    assert "pip" not in "".join(instructions("RUN", image()))
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["/site/deploy/entry"]
    assert [source for source, _ in copied() if not (ROOT / source).exists()] == []
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert {source for source, _ in copied()} | {"requirements.txt"} == kept
    for script in ("entry", "manage"):
        assert subprocess.run(["sh", "-n", ROOT / "deploy" / script], check=False).returncode == 0
    assert {"postgresql-client", "git", "openssh-client", "tesseract-ocr"} <= set(
        image().split()
    )  # what the site calls


def services(profile: str) -> dict[str, Any]:
    return {
        name: service
        for name, service in yaml.safe_load(COMPOSE)["services"].items()
        if profile in service.get("profiles", [profile])
    }


def test_compose_knows_the_site_alone_and_with_all_around_it() -> None:
    assert set(services("")) == {"site"}
    full = services("full")
    assert set(full) == {"site", "second", "postgres", "redis", "caddy"}
    for name in ("site", "second"):
        service = full[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert set(service["environment"]) - {"TIL_MIGRATE"} <= set(settings_read())
        assert "/var/lib/til" in service["volumes"][0]
        assert "/var/lib/til" in instructions("VOLUME")[0]
    assert [one for service in full.values() for one in service.get("depends_on", []) if one not in full] == []
    upstreams = full["caddy"]["environment"]["UPSTREAMS"].split()
    assert upstreams == ["site:8000", "second:8000"]
    caddy = (ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    assert set(re.findall(r"\{\$(\w+)", caddy)) == set(full["caddy"]["environment"])
    assert ":latest" not in COMPOSE
    told = set(re.findall(r"^#   (\w+)=", COMPOSE, re.MULTILINE)) - {"COMPOSE_PROFILES"}
    assert set(re.findall(r"\$\{(\w+)", COMPOSE)) == told
