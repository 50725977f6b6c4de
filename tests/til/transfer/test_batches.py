"""An import writes many TILs together, and each is as complete as if it had come alone."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from til.models import Til
from til.search.query import Query, answers
from til.transfer.importing import import_folder

pytestmark = pytest.mark.django_db


def write(root: Path, count: int) -> None:
    for number in range(count):
        tags = f"tags: [git, tag{number % 3}]\n" if number % 2 else ""
        text = f"---\ntitle: Note {number}\n{tags}date: 2020-01-01\n---\nword{number}\n"
        (root / f"n{number:03}.md").write_text(text)


def test_each_has_its_tags_one_entry_in_its_history_and_is_found(tmp_path: Path) -> None:
    write(tmp_path, 60)
    assert import_folder(tmp_path).created == 60
    for til in Til.objects.all():
        [record] = til.history.all()
        names = sorted(tag.name for tag in til.tags.all())
        assert (record.history_type, record.title, record.history_change_reason) == ("+", til.title, None)
        assert sorted(row.tag.name for row in record.tags.all()) == names
        number = til.title.removeprefix("Note ")
        assert names == (sorted(["git", f"tag{int(number) % 3}"]) if int(number) % 2 else [])
        assert [found.pk for found in answers(Query(f"word{number}"))[:]] == [til.pk]
    assert import_folder(tmp_path).unchanged == 60


def test_a_note_that_cannot_be_stored_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 9)
    redirects = "til.transfer.importing.add_redirects"

    def refuse(_former: object, til: Til) -> None:
        if til.title == "Note 4":
            raise ValueError("not this one")

    monkeypatch.setattr(redirects, refuse)
    report = import_folder(tmp_path)
    assert (report.created, report.skipped) == (8, {"n004.md": "could not be stored: not this one"})
    assert sorted(Til.objects.values_list("day_number", flat=True)) == list(range(1, 9))
    assert Til.history.count() == 8


def test_the_statements_for_one_more_note_are_few(tmp_path: Path) -> None:
    counts = []
    for name, count in (("few", 10), ("more", 30)):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, count)
        with CaptureQueriesContext(connection) as queries:
            import_folder(folder)
        counts.append(len(queries))
    assert (counts[1] - counts[0]) / 20 <= 11
