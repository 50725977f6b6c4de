"""Notes as developers paste them, and a way to see whether a draft lost a line of them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NOTES = sorted((HERE / "notes").glob("*.md"))

Lost = Callable[[str, str], str | None]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that asks for a ``note`` every note in turn."""
    if "note" in metafunc.fixturenames:
        metafunc.parametrize("note", NOTES, ids=[path.stem for path in NOTES])


def first_lost(notes: str, draft: str) -> str | None:
    """Return the first line of the notes that the draft has not, in order and unchanged but for space at its end."""
    written = iter(draft.split("\n"))
    for line in re.split(r"\r\n|\r|\n", notes):
        if line.strip() and not any(_same(line, candidate) for candidate in written):
            return line
    return None


def _same(line: str, candidate: str) -> bool:
    return candidate.rstrip() == line.rstrip() or candidate in (f"# {line.lstrip()}", f"## {line.lstrip()}")


@pytest.fixture(scope="session")
def lost() -> Lost:
    return first_lost
