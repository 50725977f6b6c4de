"""What docs/api.md shows works as it is written."""

import re
import subprocess
import sys
from pathlib import Path

import orjson

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


def test_the_error_example_has_the_shape_of_errors() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/api.md").read_text("utf-8"), re.DOTALL)
    schema = orjson.loads((ROOT / "openapi.json").read_bytes())["components"]["schemas"]["ErrorOut"]
    assert set(orjson.loads(example)) == set(schema["properties"])
