"""Two further sixties: one that equal words and spellings were chosen on, and one asked only afterwards."""

from pathlib import Path


def _asked(lines: str) -> list[tuple[str, str]]:
    """Return the questions of ``question = notes`` with the whole names of the notes."""
    return [(question, _named(notes)) for question, notes in (line.split(" = ") for line in lines.splitlines())]


def _named(notes: str) -> str:
    return " ".join(note if note.startswith("namjunemy") else f"jbranchaud-til/{note}" for note in notes.split())


HEARD, FRESH = map(_asked, Path(__file__).with_suffix(".txt").read_text("utf-8").split("\n\n"))
