"""No fetch reaches an internal address, measured in a network where every address answers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from generate.sources.address import is_public

ROOT = Path(__file__).parents[3]
CORPUS = ROOT.parent / "shared" / "ssrf_corpus.json"
PUBLIC = "93.184.216.34"
OWN: dict[str, Any] = {
    "zone": {
        "pub.test": [PUBLIC],
        "inside.test": ["192.168.7.7"],
        "mixed.test": [PUBLIC, "10.0.0.9"],
        "xn--3e0b707e.test": [PUBLIC],
        "rebind.test": "round 1: public, later rounds: inside",
    },
    "cases": [
        {"id": "page", "url": "http://pub.test/", "want": "allow"},
        {"id": "tls", "url": "https://pub.test/", "want": "allow"},
        {"id": "korean", "url": "http://한국.test/", "want": "allow"},
        {"id": "hop", "url": "http://pub.test/to/https%3A%2F%2Fpub.test%2F", "want": "allow"},
        {"id": "name", "url": "http://inside.test/", "want": "block"},
        {"id": "one of two", "url": "http://mixed.test/", "want": "block"},
        {"id": "hop inside", "url": "http://pub.test/to/http%3A%2F%2Finside.test%2F", "want": "block"},
        {"id": "hop to metadata", "url": "http://pub.test/to/http%3A%2F%2F169.254.169.254%2F", "want": "block"},
        {"id": "changing name", "url": "http://rebind.test/", "want": "noint"},
        {"id": "changing name, hop", "url": "http://pub.test/to/http%3A%2F%2Frebind.test%2F", "want": "noint"},
        {"id": "port", "url": "http://pub.test:22/", "want": "portpolicy"},
        {"id": "wrong certificate", "url": "https://mixed-not-named.test/", "want": "tlsfail"},
    ],
}
OWN["zone"]["mixed-not-named.test"] = [PUBLIC]


def _can_make_networks() -> bool:
    tools = shutil.which("unshare") and shutil.which("ip")
    if not tools or os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "-n", "-m", "true"], check=False, capture_output=True).returncode == 0


needs_a_network = pytest.mark.skipif(
    not _can_make_networks(), reason="needs root, unshare and ip (iproute2) to make a network of its own"
)


def reached(asked: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Fetch every case in the isolated network and return what was reached for each."""
    done = subprocess.run(
        ["unshare", "-n", "-m", sys.executable, str(Path(__file__).with_name("island.py"))],
        input=orjson.dumps(asked), capture_output=True, check=True, timeout=150, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return {said["id"]: said for said in map(orjson.loads, done.stdout.splitlines())}


def faults(asked: dict[str, Any]) -> list[str]:
    """Return the cases that reached an internal address or had a wrong result."""
    said = reached(asked)
    assert len(said) == len(asked["cases"])
    return [
        f"{case['url']} {case['want']}: {said[case['id']]}"
        for case in asked["cases"]
        if _is_fault(case, said[case["id"]])
    ]


def _is_fault(case: dict[str, str], said: dict[str, Any]) -> bool:
    if not all(map(is_public, said["connected"])):
        return True
    was_read = said["outcome"].startswith("read")
    return bool({"allow": not was_read, "noint": False, "tlsfail": said["asked"]}.get(case["want"], was_read))


@needs_a_network
def test_nothing_inside_is_reached_and_what_must_work_works() -> None:
    assert faults(OWN) == []


@needs_a_network
@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the repository")
def test_nothing_of_the_corpus_reaches_the_inside() -> None:
    assert faults(orjson.loads(CORPUS.read_bytes())) == []


@needs_a_network
def test_the_island_would_notice() -> None:
    asked = {"zone": {"inside.test": [PUBLIC]}, "cases": [{"id": "x", "url": "http://inside.test/", "want": "block"}]}
    assert len(faults(asked)) == 1
