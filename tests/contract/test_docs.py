"""The examples in docs/api.md work as written."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.server import ROOT, Server, Site, clean_environment


def test_the_python_example(site: Site, server: Server, tmp_path: Path) -> None:
    (example,) = re.findall(
        r"<!-- httpx2 -->\n```python\n(.*?)```", (ROOT / "docs/api.md").read_text("utf-8"), re.DOTALL
    )
    assert len(example.strip().splitlines()) <= 15
    environment = clean_environment(TIL_SITE=server.url, TIL_KEY=site.key, NO_PROXY="127.0.0.1")
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    content, _, found = done.stdout.rstrip().rpartition("\n")
    assert "git bisect halves the history" in content
    assert "git bisect" in found


@pytest.mark.once
def test_the_lines_for_the_shell(site: Site, tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)```", (ROOT / "docs/api.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    with site.server(tmp_path) as server:
        environment = clean_environment(TIL_SITE=server.url, TIL_KEY=site.key, NO_PROXY="127.0.0.1")
        text = "".join(blocks).replace(",\n  {", ", {").replace("curl ", "curl --fail-with-body ")
        lines = ["set -eu", *text.splitlines()]
        said = "\necho; echo ---\n".join(lines[2:])
        script = "\n".join([*lines[:2], said])
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    stream, begun, repeated, whole, rest, state, cancelled, retried, saved, several = done.stdout.split("---\n")
    assert "event: complete" in stream
    assert orjson.loads(begun)["id"] == orjson.loads(repeated)["id"] == 2
    assert whole.count("event: day_number") == 1
    assert "event: day_number" not in rest
    assert "event: complete" in rest
    assert (orjson.loads(state)["id"], orjson.loads(retried)["id"]) == (2, 2)
    assert orjson.loads(cancelled)["id"] == 2
    assert orjson.loads(saved)["status"] == "draft"
    assert "git bisect run" in orjson.loads(several)["content"]
    assert "125" in orjson.loads(several)["content"]


def test_the_error_example_has_the_shape_of_errors() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/api.md").read_text("utf-8"), re.DOTALL)
    schema = orjson.loads((ROOT / "openapi.json").read_bytes())["components"]["schemas"]["ErrorOut"]
    assert set(orjson.loads(example)) == set(schema["properties"])
