"""Dates and addresses from git."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.til.transfer.conftest import Write
from til.models import Til
from til.transfer.history import clone, first_commits, known_as
from til.transfer.importing import DatesUnknownError, import_folder

ENV = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "PATH": "/usr/bin:/bin",
}
ENV |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}


def commit(root: Path, day: str) -> None:
    dates = {"GIT_AUTHOR_DATE": f"{day}T10:00:00+00:00", "GIT_COMMITTER_DATE": f"{day}T10:00:00+00:00"}
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        subprocess.run(["git", *command], cwd=root, env=ENV | dates, check=True)


@pytest.fixture
def repository(write: Write) -> Path:
    root = write({"깃/첫 글.md": "# 첫 글\n\nx"})
    commit(root, "2020-01-02")
    write({"깃/첫 글.md": "# 첫 글\n\nchanged", "git/second.md": "# Second\n\nx"})
    commit(root, "2021-03-04")
    return root


def test_each_file_has_the_day_of_its_first_commit(repository: Path) -> None:
    assert first_commits(repository) == {
        "깃/첫 글.md": datetime(2020, 1, 2, 10, tzinfo=UTC),
        "git/second.md": datetime(2021, 3, 4, 10, tzinfo=UTC),
    }


def test_a_file_that_was_moved_twice_keeps_its_first_day(repository: Path) -> None:
    for day, before, after in (("2022-01-01", "깃/첫 글.md", "a/moved.md"), ("2023-01-01", "a/moved.md", "b/again.md")):
        (repository / after).parent.mkdir(exist_ok=True)
        (repository / before).rename(repository / after)
        commit(repository, day)
    (repository / "깃").mkdir(exist_ok=True)
    (repository / "깃/첫 글.md").write_text("# Another one of that name\n\nIt says something else.")
    commit(repository, "2024-01-01")
    days = first_commits(repository)
    assert (days["b/again.md"].year, days["깃/첫 글.md"].year) == (2020, 2024)


@pytest.mark.django_db
def test_a_clone_without_history_is_said_and_dates_are_asked_for(repository: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{repository}", str(shallow)], env=ENV, check=True)
    with pytest.raises(DatesUnknownError, match="2 notes have no date, and the repository is a shallow clone"):
        import_folder(shallow)
    with pytest.raises(CommandError, match="--dates today"):
        call_command("import_tils", str(shallow))
    assert not Til.objects.exists()
    call_command("import_tils", str(shallow), dates="today")
    assert Til.objects.count() == 2
    for note in shallow.rglob("*.md"):
        note.write_text(f"---\ndate: 2020-01-01\n---\n{note.read_text()}")
    assert import_folder(shallow).skipped == {}  # every note has a date


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ("git", {"Stated": "2019-05-06", "Untold": "2020-01-02"}),
        ("file", {"Stated": "2019-05-06", "Untold": "2018-07-08"}),
        ("today", {"Stated": "2019-05-06", "Untold": ""}),
        ("front-matter", {"Stated": "2019-05-06", "Untold": ""}),
    ],
)
def test_dates_that_notes_do_not_state_come_from_where_they_are_asked_for(
    write: Write, dates: str, days: dict[str, str]
) -> None:
    root = write({"stated.md": "---\ndate: 2019-05-06\n---\n# Stated\n\nx", "untold.md": "# Untold\n\nx"})
    commit(root, "2020-01-02")
    moment = datetime(2018, 7, 8, 12, tzinfo=UTC).timestamp()
    os.utime(root / "untold.md", (moment, moment))
    report = import_folder(root, dates=dates)
    today = str(timezone.localdate())
    assert {til.title: str(til.published_on) for til in Til.objects.all()} == {
        title: day or today for title, day in days.items()
    }
    assert report.warnings == ({"untold.md": "states no date"} if dates == "front-matter" else {})


@pytest.mark.django_db
def test_an_article_that_was_clipped_has_the_day_it_was_kept(write: Write) -> None:
    fields = "source: https://x.test/\npublished: 2010-01-01\ncreated: 2024-05-06"
    import_folder(write({"a.md": f"---\n{fields}\n---\nText."}))
    assert str(Til.objects.get().published_on) == "2024-05-06"


def test_a_folder_that_is_no_repository_knows_nothing(tmp_path: Path) -> None:
    assert first_commits(tmp_path) == {}


@pytest.mark.django_db
def test_a_repository_is_copied_and_dated_by_its_commits(repository: Path, tmp_path: Path) -> None:
    copy = clone(str(repository), tmp_path / "copies").rename(tmp_path / "til")
    subprocess.run(["git", "-C", str(copy), "remote", "remove", "origin"], env=ENV, check=True)
    import_folder(copy)
    assert list(Til.objects.order_by("day_number").values_list("title", "published__year", "origin")) == [
        ("첫 글", 2020, "til/깃/첫 글.md"),
        ("Second", 2021, "til/git/second.md"),
    ]


def test_a_collection_is_known_by_its_repository_wherever_it_lies(repository: Path, tmp_path: Path) -> None:
    assert known_as(repository) == "notes"
    for address in ("https://example.com/ada/til.git", "git@example.com:ada/til"):
        copy = clone(str(repository), tmp_path / address[:3])
        subprocess.run(["git", "remote", "set-url", "origin", address], cwd=copy, env=ENV, check=True)
        assert known_as(copy) == "ada/til"


def test_what_cannot_be_copied_is_said_in_gits_words(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        clone(str(tmp_path / "nowhere"), tmp_path)


@pytest.mark.django_db
def test_a_later_import_repairs_a_date_unless_a_person_changed_it(repository: Path) -> None:
    import_folder(repository, dates="today")
    kept = Til.objects.get(title="Second")
    kept.published = datetime(2019, 5, 6, 12, tzinfo=UTC)
    kept.save()
    assert import_folder(repository, dates="today").updated == 0  # a guess repairs nothing
    assert import_folder(repository).updated == 1
    days = {til.title: f"{til.published:%Y-%m-%d} {til.created:%Y}" for til in Til.objects.all()}
    assert days["첫 글"] == "2020-01-02 2020"
    assert days["Second"].startswith("2019-05-06")
    assert (import_folder(repository).updated, import_folder(repository).unchanged) == (0, 2)
