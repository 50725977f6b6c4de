"""Changes on the site appear in the repository, and pushed changes on the site."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from generate.drafting.pushed import propose
from generate.drafting.regenerate import accept, discard
from generate.models import Generation
from tests.til.mirror.conftest import Clone, git, subjects, tree
from til.days import create_til
from til.mirror.models import Change
from til.mirror.outbox import catch_up
from til.mirror.repository import GitError, Repository
from til.mirror.sync import sync
from til.models import Til
from til.tagging.naming import rename_tag
from til.transfer.front_matter import to_markdown

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def publish(title: str, content: str = "Text.", tags: tuple[str, ...] = ("Git",)) -> Til:
    return create_til(title=title, content=content, tags=tags, status=Til.Status.PUBLISHED)


def text_of(til: Til) -> str:
    return to_markdown(Til.objects.get(pk=til.pk))


def test_each_change_is_a_commit_in_the_form_of_the_export(remote: Path) -> None:
    first, second = publish("Rebase", tags=("Git", "Shell")), publish("고양이", tags=())
    first.content = "Other text."
    first.save()
    second.status = Til.Status.ARCHIVED
    second.save()
    sync(propose)
    assert subjects(remote) == ["Add: Rebase", "Add: 고양이", "Change: Rebase", "Take back: 고양이"]
    files = tree(remote)
    assert files.keys() == {"README.md", "00001-rebase.md"}
    assert files["00001-rebase.md"] == text_of(first)
    first.delete()
    assert sync(propose).pushed == 1
    assert tree(remote).keys() == {"README.md"}
    assert not Change.objects.exists()


def test_drafts_and_saves_that_change_nothing_make_no_commit(remote: Path) -> None:
    create_til(title="A draft", content="x").save()
    publish("Public").save()
    sync(propose)
    assert subjects(remote) == ["Add: Public"]
    Til.objects.get(title="Public").save()
    assert sync(propose).pushed == 0


def test_a_save_that_changes_nothing_does_not_bring_a_deleted_file_back(remote: Path) -> None:
    first, second = publish("Rebase"), publish("Bisect")
    sync(propose)
    first.content = "Other text."
    first.save()
    second.save()
    second.delete()
    assert sync(propose).pushed == 2
    assert tree(remote).keys() == {"README.md", "00001-rebase.md"}
    assert subjects(remote)[2:] == ["Change: Rebase", "Take back: Bisect"]


def test_a_new_address_and_a_new_name_of_a_tag_are_followed(remote: Path) -> None:
    til = publish("Old")
    sync(propose)
    til.title, til.slug, til.day_number = "New", "new", 7
    til.save()
    rename_tag(til.tags.get(), "Versions")
    sync(propose)
    assert tree(remote).keys() == {"README.md", "00007-new.md"}
    assert tree(remote)["00007-new.md"] == text_of(til)
    assert "## Versions\n\n- [New](00007-new.md)" in tree(remote)["README.md"]


def test_the_index_is_by_topic_and_leaves_the_rest_of_the_readme(remote: Path, clone: Clone) -> None:
    publish("First [draft]", tags=("Git", "Shell"))
    publish("Second", tags=())
    sync(propose)
    clone.pull()
    readme = clone.root / "README.md"
    assert "\n2 TILs\n" in readme.read_text()
    assert "## Shell\n\n- [First \\[draft\\]](00001-first-draft.md)" in readme.read_text()
    assert "## Without a topic\n\n- [Second](00002-second.md)" in readme.read_text()
    readme.write_text(f"# Mine\n\nHello.\n{readme.read_text().removeprefix('# Today I learned')}\nBye.\n")
    clone.push("Say hello")
    publish("Third")
    sync(propose)
    now = tree(remote)["README.md"]
    assert now.startswith("# Mine\n\nHello.")
    assert now.endswith("Bye.\n")
    assert "- [Third](00003-third.md)" in now


def test_an_edit_comes_back_as_proposals_of_its_parts(remote: Path, clone: Clone) -> None:
    til = publish("Rebase", "One.\n\nTwo.\n\nThree.")
    sync(propose)
    clone.pull()
    note = clone.only()
    edited = note.read_text().replace("title: Rebase", "title: Rebasing").replace("Three.", "Three!")
    note.write_text(edited.replace("- Git\n", "- Git\n- Shell\n"))
    sha = clone.push("Say it better")
    til.content = "One!\n\nTwo.\n\nThree."
    til.save()
    assert sync(propose).edits == 1
    assert sync(propose).edits == 0
    waiting = {row.part: row for row in Generation.objects.filter(target=til)}
    assert waiting.keys() == {"title", "tags", "content"}
    assert waiting["content"].content == "One!\n\nTwo.\n\nThree!"  # concurrent changes on the site stay
    assert [tag["name"] for tag in waiting["tags"].tags] == ["Git", "Shell"]
    assert {row.model for row in waiting.values()} == {sha[:10]}
    assert waiting["title"].instruction == "somebody: Say it better"
    til.refresh_from_db()
    assert til.title == "Rebase"
    for part in ("content", "tags"):
        accept(til, waiting[part].pk)
    discard(til, waiting["title"].pk)
    sync(propose)
    assert tree(remote)["00001-rebase.md"] == text_of(til)
    assert "Three!" in text_of(til)
    assert til.provider == ""


def test_edits_that_a_killed_process_was_importing_are_imported_by_the_next(remote: Path, clone: Clone) -> None:
    til = publish("Rebase", "One.")
    sync(propose)
    clone.pull()
    note = clone.only()
    note.write_text(note.read_text().replace("One.", "Two."))
    clone.push("Say it better")

    def killed(*_: object) -> bool:
        raise SystemExit

    with pytest.raises(SystemExit):
        sync(killed)
    assert sync(propose).edits == 1
    assert [row.content for row in Generation.objects.filter(target=til)] == ["Two."]


def test_a_file_that_is_new_there_becomes_a_draft_and_moves_once_it_is_public(remote: Path, clone: Clone) -> None:
    publish("First")
    sync(propose)
    clone.pull()
    (clone.root / "shell").mkdir()
    (clone.root / "shell/pipes.md").write_text("# Pipes\n\nThey join.\n")
    clone.push("Add pipes")
    assert sync(propose).edits == 1
    draft = Til.objects.get(title="Pipes")
    assert (draft.status, draft.content.strip(), draft.tags.get().name) == ("draft", "They join.", "shell")
    assert "shell/pipes.md" in tree(remote)
    draft.status = Til.Status.PUBLISHED
    draft.save()
    sync(propose)
    assert tree(remote).keys() == {"README.md", "00001-first.md", "00002-pipes.md"}


def test_a_file_that_is_deleted_there_is_proposed_to_be_archived(remote: Path, clone: Clone) -> None:
    kept, gone = publish("Kept"), publish("Gone")
    sync(propose)
    clone.pull()
    for note in clone.notes:
        note.unlink()
    clone.push("Remove them")
    assert sync(propose).edits == 2
    accept(gone, Generation.objects.get(target=gone).pk)
    discard(kept, Generation.objects.get(target=kept).pk)
    sync(propose)
    gone.refresh_from_db()
    assert (gone.status, gone.content) == ("archived", "Text.")
    assert tree(remote).keys() == {"README.md", "00001-kept.md"}


def test_an_edit_of_a_til_that_is_deleted_here_is_a_draft_and_its_file_goes(remote: Path, clone: Clone) -> None:
    til = publish("Rebase")
    sync(propose)
    clone.pull()
    clone.only().write_text(clone.only().read_text() + "\n\nMore.\n")
    clone.push("Say more")
    til.delete()
    sync(propose)
    assert tree(remote).keys() == {"README.md"}
    assert Til.objects.get().content.endswith("More.\n")
    assert Til.objects.get().status == "draft"


def test_a_file_that_was_moved_there_is_the_same_til(remote: Path, clone: Clone) -> None:
    til = publish("Rebase")
    sync(propose)
    clone.pull()
    (clone.root / "git").mkdir()
    clone.only().rename(clone.root / "git/rebase.md")
    clone.push("Sort")
    sync(propose)
    assert not Generation.objects.exists()
    assert Til.objects.count() == 1
    til.content = "More."
    til.save()
    sync(propose)
    assert tree(remote)["00001-rebase.md"] == text_of(til)
    assert "git/rebase.md" not in tree(remote)


def test_fields_of_the_site_are_put_back(remote: Path, clone: Clone) -> None:
    til = publish("Rebase")
    sync(propose)
    clone.pull()
    clone.only().write_text(clone.only().read_text().replace("day: 1", "day: 99"))
    clone.push("Another day")
    assert sync(propose).edits == 0
    assert tree(remote)["00001-rebase.md"] == text_of(til)


def test_tils_of_before_the_mirror_are_pushed_and_files_of_before_it_are_left(remote: Path, clone: Clone) -> None:
    (clone.root / "old.md").write_text("# Old\n\nx\n")
    (clone.root / "LICENSE").write_text("MIT")
    clone.push("Begin")
    create_til(title="First", content="x", status="published", published=datetime(2020, 1, 2, tzinfo=UTC))
    Change.objects.all().delete()
    catch_up()
    catch_up()
    assert Change.objects.count() == 1
    sync(propose)
    assert git(remote, "log", "-1", "--format=%as", "main") == "2020-01-02\n"
    assert tree(remote).keys() == {"README.md", "LICENSE", "old.md", "00001-first.md"}
    assert Til.objects.count() == 1


@pytest.mark.parametrize("is_foreign", [False, True])
def test_a_push_that_comes_second_goes_on_top_and_says_nothing_twice(
    is_foreign: bool, remote: Path, clone: Clone, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("First")
    sync(propose)
    publish("Second")
    push = Repository.push

    def push_late(repository: Repository, sha: str) -> None:
        monkeypatch.setattr(Repository, "push", push)
        if is_foreign:
            clone.pull()
            (clone.root / "pipes.md").write_text("# Pipes\n\nThey join.\n")
            clone.push("Add pipes")
        else:  # another process, on another machine
            settings.VAR_DIR = tmp_path / "other"
            sync(propose)
        push(repository, sha)

    monkeypatch.setattr(Repository, "push", push_late)
    sync(propose)
    others = ["Add pipes"] if is_foreign else []
    assert subjects(remote) == ["Add: First", *others, "Add: Second"]
    assert Til.objects.filter(status="draft").count() == len(others)


def test_an_address_that_is_away_is_said_without_its_password(remote: Path, settings: Settings) -> None:
    settings.TIL_MIRROR = "http://me:secret@127.0.0.1:9/x.git"
    til = publish("First")
    with pytest.raises(GitError) as said:
        sync(propose)
    assert "secret" not in str(said.value)
    settings.TIL_MIRROR = str(remote)
    sync(propose)
    assert tree(remote)["00001-first.md"] == text_of(til)


def test_a_history_that_was_written_anew_gets_what_it_lacks(remote: Path, clone: Clone) -> None:
    publish("First")
    sync(propose)
    publish("Second")
    sync(propose)
    git(remote, "update-ref", "refs/heads/main", "main~1")
    sync(propose)
    assert tree(remote).keys() == {"README.md", "00001-first.md", "00002-second.md"}
    git(remote, "update-ref", "-d", "refs/heads/main")
    sync(propose)
    assert tree(remote).keys() == {"README.md", "00001-first.md", "00002-second.md"}
    assert not Generation.objects.exists()
