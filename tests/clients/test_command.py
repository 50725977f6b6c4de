"""The ``til`` command as a process: in a pipe, in a terminal, with an editor, and offline."""

import os
import pty
import re
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.server import ROOT, Server, Site, clean_environment, free_port

pytestmark = pytest.mark.once
NOTES = "git switch - goes back to the branch before."


@dataclass
class Shell:
    """A home folder with a login to a site."""

    home: Path
    url: str
    key: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {"HOME": str(self.home), "NO_PROXY": "127.0.0.1", "PYTHONPATH": str(ROOT / "clients/python")}
        folders = {"XDG_CONFIG_HOME": str(self.home / "config"), "XDG_STATE_HOME": str(self.home / "state")}
        return clean_environment(**kept, **folders, TIL_URL=self.url, TIL_KEY=self.key) | self.more

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tilsite_client.command", *arguments]

    def til(self, *arguments: str, piped: bytes = b"") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments),
            input=piped,
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            check=False,
            timeout=60,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def outbox(self) -> list[Path]:
        return sorted((self.home / "state/til/outbox").glob("*.json"))

    def site(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx2.get(f"{self.url}/api/v1{path}", headers=headers, trust_env=False).raise_for_status().json()


@pytest.fixture(scope="module")
def running(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    many = {"TIL_STARTS_PER_MINUTE": "1000"}
    with site.server(tmp_path_factory.mktemp("command"), **many) as server:
        yield server


@pytest.fixture
def shell(site: Site, running: Server, tmp_path: Path) -> Shell:
    return Shell(tmp_path, running.url, site.key)


def test_notes_a_link_and_files_make_one_draft(shell: Shell) -> None:
    (shell.home / "a.md").write_text("# Timeouts\n\nA deadline can be moved.\n")
    (shell.home / "b.py").write_text("raise SystemExit(97)\n")
    done = shell.til("a.md", "b.py", "-m", NOTES, "--json", "--provider", "offline")
    assert done.returncode == 0, done.stderr
    made = shell.site(f"/generations/{orjson.loads(done.stdout)['generation_id']}")
    assert [(one["type"], one["name"]) for one in made["sources"]] == [("text", ""), ("file", "a.md"), ("file", "b.py")]
    assert shell.outbox() == []
    missing = shell.til("a.md", "c.md")
    assert (missing.returncode, "no such file: c.md" in missing.stderr) == (1, True)
    refused = shell.til("a.md", "http://127.0.0.1/x", "--provider", "offline")
    assert "Source 2 (http://127.0.0.1/x)" in refused.stderr


def test_ctrl_c_cancels_the_generation(site: Site, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes requests, and never answers
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/v1"
        settings = {"TIL_PROVIDER": "openai", "OPENAI_BASE_URL": url, "OPENAI_MODEL": "mute"}
        with site.server(tmp_path, **settings) as server:
            cancel(Shell(tmp_path, server.url, site.key))


def cancel(shell: Shell) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # not ignored, as in the background
    child = subprocess.Popen(
        shell.command("git switch - goes back"),
        cwd=shell.home,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: any(orjson.loads(entry.read_bytes())["generation_id"] for entry in shell.outbox()))
    child.send_signal(signal.SIGINT)
    assert child.wait(60) == 130
    assert shell.outbox() == []
    assert shell.site("/generations")["items"][0]["status"] == "cancelled"


def test_notes_become_a_saved_draft_and_a_pipe_gets_the_text(shell: Shell) -> None:
    done = shell.til(NOTES)
    assert done.returncode == 0, done.stderr
    assert "git switch" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    (saved,) = re.findall(r"Saved as a draft: (\S+)", done.stderr)
    newest = shell.site("/tils?status=draft")["items"][0]
    assert saved == f"{shell.url}{newest['path']}"
    assert shell.outbox() == []


def test_what_a_pipe_brings_is_drafted_and_json_is_one_object(shell: Shell) -> None:
    done = shell.til("--json", "--language", "ko", piped="`git stash`는 고친 것을 치워 둔다.".encode())
    til = orjson.loads(done.stdout)
    assert (til["status"], til["language"]) == ("draft", "ko")
    assert "치워" in til["content"]
    assert shell.site(f"/tils/{til['id']}")["title"] == til["title"]


def test_a_file_is_drafted_and_published(shell: Shell) -> None:
    (shell.home / "notes.md").write_text("# Worktrees\n\n`git worktree add` checks out a second branch.", "utf-8")
    done = shell.til("--publish", "--json", "notes.md")
    assert done.returncode == 0, done.stderr
    til = orjson.loads(done.stdout)
    assert (til["status"], til["source_kind"]) == ("published", "file")
    assert httpx2.get(f"{shell.url}{til['path']}", trust_env=False).status_code == 200


def test_the_editor_has_the_last_word(shell: Shell) -> None:
    script = shell.home / "editor"
    script.write_text('#!/bin/sh\nsed -i "s/^Title: .*/Title: Going back/; s/^Tags: .*/Tags: git, switch/" "$1"\n')
    script.chmod(0o755)
    shell.more["EDITOR"] = str(script)
    til = orjson.loads(shell.til("--edit", "--json", NOTES).stdout)
    assert til["title"] == "Going back"
    assert {tag["name"] for tag in til["tags"]} == {"git", "switch"}


def test_an_editor_that_fails_and_a_file_that_is_missing_are_said(shell: Shell) -> None:
    shell.more["EDITOR"] = "false"
    failed = shell.til("--edit", NOTES)
    assert (failed.returncode, len(shell.outbox())) == (1, 1)
    assert "The editor ended with status 1. `til send` saves the draft unedited." in failed.stderr
    missing = shell.til("notebook.ipynb")
    assert (missing.returncode, missing.stderr) == (1, "til: There is no such file: notebook.ipynb\n")


def test_an_emptied_editor_saves_nothing(shell: Shell) -> None:
    script = shell.home / "editor"
    script.write_text('#!/bin/sh\n: > "$1"\n')
    script.chmod(0o755)
    shell.more["VISUAL"] = str(script)
    before = shell.site("/tils")["items"]
    done = shell.til("--edit", NOTES)
    assert (done.returncode, shell.outbox()) == (1, [])
    assert "Nothing was saved" in done.stderr
    assert shell.site("/tils")["items"] == before


def test_lists_search_and_open(shell: Shell) -> None:
    til = orjson.loads(shell.til("--publish", "--json", "zsh globs with (.) match plain files only").stdout)
    assert f"{til['day_number']}  {til['published'][:10]}  {til['title']}" in shell.til("log").stdout
    assert til["title"] in shell.til("search", "globs").stdout
    assert len(orjson.loads(shell.til("log", "--json", "-n", "1").stdout)) == 1
    shell.more["BROWSER"] = "true"
    assert shell.til("open", str(til["day_number"])).stdout.strip() == f"{shell.url}{til['path']}"
    missing = shell.til("open", "99999")
    assert (missing.returncode, missing.stderr) == (1, "til: There is no TIL 99999.\n")


def test_without_a_network_notes_are_kept_and_sent_once_later(shell: Shell) -> None:
    url, shell.url = shell.url, f"http://127.0.0.1:{free_port()}"
    kept = shell.til("offline notes about rsync --partial")
    assert kept.returncode == 0
    assert "Your notes are kept" in kept.stderr
    (entry,) = shell.outbox()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    away, shell.url = shell.url, url
    assert f"Waiting for {away}: 1." in shell.til("send").stderr
    entry.write_bytes(entry.read_bytes().replace(away.encode(), url.encode()))
    sent = shell.til("send", "--json")
    assert orjson.loads(sent.stdout)["waiting"] == 0
    assert "rsync" in orjson.loads(sent.stdout)["sent"][0]["content"]
    assert "No drafts are waiting" in shell.til("send").stderr
    assert len([one for one in shell.site("/tils")["items"] if "rsync" in one["title"] + one["excerpt"]]) == 1


def test_a_killed_command_is_finished_later_and_nothing_is_doubled(shell: Shell) -> None:
    last = shell.site("/generations")["items"]
    before = last[0]["id"] if last else 0
    for number in range(6):
        child = subprocess.Popen(
            shell.command(f"killed notes {number} about tmux"),
            cwd=shell.home,
            env=shell.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(shell.outbox)
        time.sleep(0.08 * number)
        child.kill()
        child.wait()
        while shell.outbox():
            assert shell.til("send").returncode == 0
    generations = [one for one in shell.site("/generations")["items"] if one["id"] > before]
    assert len(generations) == 6
    assert len({one["til_id"] for one in generations if one["til_id"]}) == 6


def test_what_the_site_refuses_is_set_aside_and_named(shell: Shell) -> None:
    done = shell.til("--provider", "nobody", "keep these words")
    assert done.returncode == 1
    (place,) = re.findall(r"Your notes are in (\S+\.json)", done.stderr)
    assert orjson.loads(Path(place).read_bytes())["request"]["content"] == "keep these words"
    assert shell.outbox() == []


def test_a_wrong_key_says_so_and_keeps_the_notes(shell: Shell) -> None:
    shell.key = "til_wrong"
    done = shell.til(NOTES)
    assert done.returncode == 1
    assert "Your notes are kept" in done.stderr
    assert len(shell.outbox()) == 1


def test_a_login_is_tried_and_kept_where_only_its_owner_reads(shell: Shell) -> None:
    url, key = shell.url, shell.key
    shell.url = shell.key = ""
    assert "til login URL" in shell.til("log").stderr
    assert shell.til("login", url, piped=b"til_wrong\n").returncode == 1
    done = shell.til("login", f"{url}/", piped=f"{key}\n".encode())
    assert done.returncode == 0, done.stderr
    kept = shell.home / "config/til/config.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert shell.til("log").returncode == 0
    assert shell.til("logout").returncode == 0
    assert key not in kept.read_text("utf-8")


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_names_every_subcommand(shell: Shell, shell_name: str) -> None:
    script = shell.til("completion", shell_name).stdout
    assert all(name in script for name in ("login", "logout", "log", "search", "open", "send", "completion"))
    if shell_name == "bash":
        ask = f"{script}\nCOMP_WORDS=(til se); COMP_CWORD=1; _til; printf '%s ' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(["bash", "-c", ask], cwd=shell.home, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["search", "send"]


def test_a_terminal_sees_the_text_come_and_then_what_became_of_it(shell: Shell) -> None:
    shown = terminal(shell, NOTES)
    assert shown.index("git switch") < shown.index("Day ") < shown.index("Saved as a draft")


def test_without_notes_a_terminal_is_told_how(shell: Shell) -> None:
    assert "til --help" in terminal(shell)
    assert 'til "git switch - goes back"' in shell.til("--help").stdout


def terminal(shell: Shell, *arguments: str) -> str:
    """Run the command in a terminal and return its output."""
    screen, inside = pty.openpty()
    child = subprocess.Popen(
        shell.command(*arguments), cwd=shell.home, env=shell.environment, stdin=inside, stdout=inside, stderr=inside
    )
    os.close(inside)
    shown = b""
    while select.select([screen], [], [], 60)[0]:
        try:
            shown += os.read(screen, 65536)
        except OSError:  # the other side is closed
            break
    os.close(screen)
    child.wait(10)
    return shown.decode()


def until(holds: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)
