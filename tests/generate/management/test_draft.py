"""``manage.py draft``: notes, files and links become one draft in the terminal."""

import subprocess
from pathlib import Path

import orjson
import pytest

from tests.server import PYTHON, ROOT, Site, clean_environment

NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": ["`stash -u` keeps untracked files."]}],
}


def draft(site: Site, folder: Path, *arguments: str, pipe: str = "") -> subprocess.CompletedProcess[str]:
    environment = clean_environment(DATABASE_URL=site.database(folder), TIL_VAR=str(folder), SECRET_KEY="tests" * 12)
    command = [*PYTHON, "manage.py", "draft", *arguments, "--provider", "offline"]
    return subprocess.run(command, cwd=ROOT, env=environment, input=pipe, capture_output=True, text=True, check=False)


@pytest.mark.once
def test_a_pipe_and_files_become_one_draft(site: Site, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("`git switch -` goes back to the last branch.")
    (tmp_path / "lab.ipynb").write_bytes(orjson.dumps(NOTEBOOK))
    files = [str(tmp_path / "notes.md"), str(tmp_path / "lab.ipynb")]
    done = draft(site, tmp_path, "-", *files, "--save", pipe="Two things about git.")
    assert done.returncode == 0, done.stderr
    places = [done.stdout.index(words) for words in ("Two things", "`git switch -`", "`stash -u` keeps")]
    assert places == sorted(places)
    assert "nbformat" not in done.stdout
    assert "Saved as the draft of day 1." in done.stderr


@pytest.mark.once
def test_what_cannot_be_read_is_said(site: Site, tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    empty = draft(site, tmp_path, str(tmp_path / "empty.md"))
    assert (empty.returncode, "This file is empty." in empty.stderr) == (1, True)
    gone = draft(site, tmp_path, "/nowhere.md")
    assert (gone.returncode, "/nowhere.md cannot be read" in gone.stderr) == (1, True)
