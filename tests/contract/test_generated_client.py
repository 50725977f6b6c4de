"""A client generated from openapi.json by openapi-python-client works with a running site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT, Server, Site, clean_environment

CONFIG = "content_type_overrides:\n  application/zip: application/octet-stream\npost_hooks: []\n"
USED = """
import os, sys, time
from made import AuthenticatedClient
from made.api.generations import get_generation, save_generation, start_generation
from made.api.tils import create_til, list_tils, publish_til, update_til
from made.models import ErrorOut, GenerateRequest, SaveRequest, TilChanges, TilIn

til = AuthenticatedClient(base_url=os.environ["TIL_SITE"], token=os.environ["TIL_KEY"], httpx_args={"trust_env": False})
begun = start_generation.sync(client=til, body=GenerateRequest(content="git bisect halves the history."))
while (state := get_generation.sync(begun.id, client=til)).status == "running":
    time.sleep(0.05)
kept = save_generation.sync(begun.id, client=til, body=SaveRequest())
made = create_til.sync_detailed(client=til, body=TilIn(title="rebase", content="`git rebase --onto`"))
etag = made.headers["ETag"]
changed = update_til.sync(made.parsed.id, client=til, body=TilChanges(title="git rebase"), if_match=etag)
late = update_til.sync(made.parsed.id, client=til, body=TilChanges(title="?"), if_match=etag)
assert isinstance(late, ErrorOut) and late.code == "changed_meanwhile", late
assert publish_til.sync(kept.til_id, client=til).status == "published"
print([one.title for one in list_tils.sync(client=til, q="rebase").items], state.content)
"""


@pytest.mark.once
def test_a_generated_client_drafts_changes_and_finds(site: Site, server: Server, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, "utf-8")
    generate = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--fail-on-warning"]
    generate += ["--path", str(ROOT / "openapi.json"), "--config", "config.yaml", "--meta", "none"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = clean_environment(TIL_SITE=server.url, TIL_KEY=site.key, PATH=path)
    said = ""
    for command in ([*generate, "--output-path", "made"], [sys.executable, "-c", USED]):
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        said = done.stdout.strip()
    assert said == "['git rebase'] git bisect halves the history."
