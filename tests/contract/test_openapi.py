"""The API matches openapi.json, according to all checks of schemathesis.

SCHEMATHESIS_CASES=n sets the number of cases per operation and phase (``make fuzz``).
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.server import ROOT, Server, Site, clean_environment
from tilsite.management.commands.write_api_docs import written

CASES = os.environ.get("SCHEMATHESIS_CASES", "")
WITHOUT_END = {"TIL_STARTS_PER_MINUTE": "1000000", "TIL_STARTS_PER_DAY": "1000000", "TIL_RUNNING_PER_KEY": "10000"}


@pytest.fixture(scope="module")
def fuzzed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("openapi")
    with site.server(folder, TIL_UPLOADS_KEPT="100000", **WITHOUT_END) as server:
        yield server


def schemathesis(server: Server, *options: str) -> str:
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(ROOT / "schemathesis.toml")]
    command += ["run", f"{server.url}/api/v1/openapi.json"]
    command += ["--checks", "all", "--no-color", "--max-failures", "20", "--request-timeout", "30", *options]
    done = subprocess.run(
        command, cwd=server.folder, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr
    return done.stdout


@pytest.mark.once
@pytest.mark.timeout(1800)
def test_nothing_is_found_with_a_key(fuzzed: Server) -> None:
    key = fuzzed.run("create_api_key", "fuzz", "--scope", "admin").strip()
    phases = ["-n", CASES] if CASES else ["--phases", "coverage"]
    said = schemathesis(fuzzed, "--header", f"Authorization: Bearer {key}", *phases)
    assert int(re.findall(r"(\d+) generated", said)[0]) > (2_000 if int(CASES or 0) >= 20 else 500)
    assert "Traceback" not in fuzzed.log


@pytest.mark.once
@pytest.mark.timeout(1800)
def test_nothing_is_found_without_a_key(fuzzed: Server) -> None:
    phases = ["-n", CASES] if CASES else ["--phases", "examples,fuzzing", "-n", "3"]
    said = schemathesis(fuzzed, *phases)
    assert int(re.findall(r"(\d+) generated", said)[0]) > (2_000 if int(CASES or 0) >= 20 else 50)


def test_what_is_written_down_is_what_is_served(fuzzed: Server) -> None:
    for path, text in written(settings.BASE_DIR).items():
        assert (ROOT / path).read_text("utf-8") == text, f"{path} is stale: manage.py write_api_docs"
