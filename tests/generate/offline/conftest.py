"""Notes as developers paste them, and a check for lost lines."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NOTES = sorted((HERE / "notes").glob("*.md"))

Lost = Callable[[str, str], str | None]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise tests with a ``note`` argument by every note."""
    if "note" in metafunc.fixturenames:
        metafunc.parametrize("note", NOTES, ids=[path.stem for path in NOTES])


def first_lost(notes: str, draft: str) -> str | None:
    """Return the first line of the notes that is missing in the draft, in order, ignoring trailing space."""
    written = iter(draft.split("\n"))
    for line in re.split(r"\r\n|\r|\n", notes):
        if line.strip() and not any(_same(line, candidate) for candidate in written):
            return line
    return None


def _same(line: str, candidate: str) -> bool:
    candidate = re.sub(r"\\([*<])", r"\1", candidate) if "\\" not in line else candidate
    return candidate.rstrip() == line.rstrip() or candidate in (f"# {line.lstrip()}", f"## {line.lstrip()}")


@pytest.fixture(scope="session")
def lost() -> Lost:
    return first_lost
