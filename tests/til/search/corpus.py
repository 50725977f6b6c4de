"""The notes of the shared corpus as saved TILs."""

import tarfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from til.models import Til
from til.search import index
from til.tagging.lookup import get_or_create
from til.transfer.decode import decode
from til.transfer.note import read_note

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
NAMES = ("jbranchaud-til", "namjunemy-til")


def notes(name: str) -> Iterator[tuple[Til, list[str]]]:
    """Yield the notes of a collection, unsaved, with their tags, without its index files."""
    with tarfile.open(CORPUS / f"{name}.tar.gz") as files:
        for member in files:
            data = files.extractfile(member) if member.name.endswith(".md") else None
            if data is not None and not member.name.endswith("README.md"):
                note = read_note(member.name, decode(data.read()))
                til = Til(title=note.title, content=note.content, excerpt=note.excerpt, origin=member.name[:-3])
                yield til, note.tags


def saved(right: Iterable[str], asked: int) -> dict[str, Til]:
    """Save the named notes and every third other one, without HTML, which search does not use; return them by name."""
    if missing := [name for name in NAMES if not (CORPUS / f"{name}.tar.gz").exists()]:
        pytest.skip(f"{asked} questions not asked: {', '.join(missing)} not beside the project")
    named = set(right)
    found = enumerate(chain(*map(notes, NAMES)))
    return save([one for number, one in found if one[0].origin in named or number % 3 == 0])


def save(found: list[tuple[Til, list[str]]]) -> dict[str, Til]:
    """Save and index notes as public TILs; return them by name."""
    for day, (til, _) in enumerate(found, start=1):
        til.day_number, til.slug, til.status = day, f"day-{day}", Til.Status.PUBLISHED
    Til.objects.bulk_create(til for til, _ in found)
    tags = {name: get_or_create(name) for name in sorted({name for _, names in found for name in names})}
    links = {(til, tags[name]) for til, names in found for name in names}
    Til.tags.through.objects.bulk_create(Til.tags.through(til=til, tag=tag) for til, tag in links)
    index.put_new(found)
    return {str(til.origin): til for til, _ in found}
