"""Export and import again: nothing is lost or changed."""

import asyncio
import io
import re
import tarfile
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import AsyncClient, Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.til.conftest import Publish
from tests.til.transfer.conftest import PNG, Write
from til.days import create_til
from til.models import Tag, Til
from til.text.scrub import scrub
from til.transfer.exporting import export_folder, zip_chunks
from til.transfer.fields import split
from til.transfer.front_matter import to_markdown
from til.transfer.importing import import_folder

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
PLAIN = st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")


def bytes_in(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in root.rglob("*") if place.is_file()}


def without_targets(text: str) -> str:
    """Remove the targets of links and pictures, which change with an import."""
    targets = r"""(?<=\])\([^)\n]*\)|\b(src|href)=["'][^"'\n]*["']|^(\[[^\]]+\]:).*|[\[\]]"""
    return re.sub(targets, "", text, flags=re.MULTILINE)


@pytest.mark.django_db
def test_out_in_out_is_the_same_bytes(tmp_path: Path, publish: Publish, write: Write) -> None:
    import_folder(write({"git/a.md": "# A\n\n![x](a.png)\n\n```\n  code\n```", "git/a.png": PNG}))
    publish("--- : '\"", "---\na: b\n---\n\n\n# H\n", tags=["b", "a: c"], excerpt="#1 yes: no\nline")
    more = "https://y.test/?a=b: c\n노트.md"
    create_til(
        title="초안",
        content="\n본문  ",
        source_url="https://x.test",
        more_sources=more,
        provider="offline",
        model="rules",
    )
    publish("Archived", status="archived")
    export_folder(tmp_path / "one")
    Til.objects.all().delete()
    Tag.objects.all().delete()
    report = import_folder(tmp_path / "one")
    assert (report.created, report.skipped) == (4, {})
    assert Til.objects.get(title="초안").more_sources == more
    export_folder(tmp_path / "two")
    assert bytes_in(tmp_path / "two") == bytes_in(tmp_path / "one")
    assert import_folder(tmp_path / "two").unchanged == 4


@example("\x85", "").via("a line break to YAML only")
@example("a \u2028 b", "")
@given(st.text(PLAIN, max_size=60), st.text(PLAIN, max_size=60))
def test_any_title_and_content_survive_their_file(title: str, content: str) -> None:
    til = Til(pk=1, day_number=1, title=title, slug="s", content=content)
    with patch.object(Til, "tags", Til.objects.none()):
        fields, back, _ = split(to_markdown(til))
    assert (fields.get("title", ""), back) == (title, content)


@pytest.mark.django_db
def test_the_same_folder_again_updates_and_never_doubles(write: Write) -> None:
    root = write({"git/a.md": "# A\n\n\u200bo\x1b[1mne\x10", "git/b.md": "# B\n\ntwo"})
    assert import_folder(root).created == 2
    assert import_folder(root).unchanged == 2
    write({"git/a.md": "# A\n\nchanged"})
    report = import_folder(root)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert Til.objects.get(title="A").content == "changed"


@pytest.mark.django_db
def test_what_the_desk_decided_stays_when_a_file_comes_again(write: Write) -> None:
    root = write({"a.md": "# A\n\none"})
    import_folder(root)
    til = Til.objects.get()
    til.status, til.slug = "archived", "own"
    til.save()
    write({"a.md": "# A\n\ntwo"})
    import_folder(root)
    til.refresh_from_db()
    assert (til.status, til.slug, til.content) == ("archived", "own", "two")


@pytest.mark.django_db
def test_days_follow_the_dates_and_files_that_are_no_tils_are_named(write: Write) -> None:
    root = write(
        {
            "2021-01-01-late.md": "x",
            "2020-01-01-early.md": "x",
            "b.md": "---\ndate: 2020-06-01\ndraft: true\n---\nx",
            "README.md": "index",
            "LICENSE.md": "MIT",
            "empty.md": "",
            "only-title.md": "# T\n",
            ".github/x.md": "x",
            "code.py": "x",
        }
    )
    report = import_folder(root)
    days = list(Til.objects.order_by("day_number").values_list("day_number", "title", "status"))
    assert days == [(1, "early", "published"), (2, "b", "draft"), (3, "late", "published")]
    assert set(report.skipped) == {"README.md", "LICENSE.md", "empty.md", "only-title.md", ".github/x.md"}
    assert str(Til.objects.get(title="late").published_on) == "2021-01-01"


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(write: Write) -> None:
    root = write({"git/a.md": "# A\n\n![x](a.png)", "git/a.png": PNG})
    assert import_folder(root, dry_run=True).created == 1
    assert not Til.objects.exists()
    assert not Tag.objects.exists()


@pytest.mark.django_db
def test_pictures_come_along_and_are_shown(write: Write, client: Client) -> None:
    root = write(
        {
            "git/a.md": "# A\n\n![x](../img/%EA%B7%B8%EB%A6%BC.png) <img src='../img/그림.png' alt='y'>\n"
            "`![z](../img/그림.png)`",
            "git/b.md": "# B\n\n![x](https://github.com/o/r/blob/master/img/그림.png?raw=true) ![](https://x.test/a.png)",
            "git/c.md": "# C\n\n![x](../../../etc/passwd) ![x](../../secret.png)",
            "img/그림.png": PNG,
        }
    )
    (root.parent / "secret.png").write_bytes(PNG)
    import_folder(root)
    shown = Til.objects.get(title="A").content.split("(")[1].split(")")[0]
    assert shown.startswith("/media/pictures/")
    assert Til.objects.get(title="A").content == f"![x]({shown}) <img src='{shown}' alt='y'>\n`![z](../img/그림.png)`"
    assert f"![x]({shown})" in Til.objects.get(title="B").content
    assert "/media/" not in Til.objects.get(title="C").content
    picture = client.get(shown)
    assert (picture.content, picture.headers["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert client.get("/media/pictures/..%2f..%2fdb.sqlite3").status_code == 404


@pytest.mark.django_db
def test_the_commands_say_what_they_did(write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write({"git/a.md": "# A\n\n![x](http://127.0.0.1:1/a.png)", "README.md": "x"})
    call_command("import_tils", str(root), "--draft", "--copy-pictures")
    said = " ".join(capsys.readouterr().out.split())
    assert "1 created, 0 updated (0 under a new name), 0 unchanged, 1 skipped" in said
    assert "skipped README.md index of the collection" in said
    assert "picture not copied http://127.0.0.1:1/a.png" in said
    assert Til.objects.get().status == "draft"
    call_command("export_tils", str(tmp_path / "out"))
    assert "1 files in" in capsys.readouterr().out
    with pytest.raises(CommandError, match="neither a folder"):
        call_command("import_tils", str(tmp_path / "nowhere"))


@pytest.mark.django_db
def test_an_export_forgets_what_is_no_more(tmp_path: Path, publish: Publish) -> None:
    til = publish("One")
    export_folder(tmp_path)
    til.slug = "renamed"
    til.save()
    (tmp_path / "mine.md").write_text("stays")
    export_folder(tmp_path)
    assert sorted(bytes_in(tmp_path)) == ["00001-renamed.md", "mine.md"]


@pytest.mark.django_db(transaction=True)
def test_the_desk_gives_a_zip_while_it_is_made(publish: Publish) -> None:
    for number in range(3):
        publish(f"TIL {number}")
    user = get_user_model().objects.create_superuser("editor", "e@example.com", "long-enough")

    async def fetch() -> bytes:
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.get("/admin/til/til/export/")
        return b"".join([part async for part in cast(AsyncIterator[bytes], response)])

    data = asyncio.run(fetch())
    assert data == b"".join(zip_chunks(Til.objects.all()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["00001-til-0.md", "00002-til-1.md", "00003-til-2.md"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["namjunemy-til", "jbranchaud-til"])
def test_a_public_collection_comes_in_whole(name: str, tmp_path: Path) -> None:
    archive = CORPUS / f"{name}.tar.gz"
    if not archive.exists():
        pytest.skip("the corpus of public TILs is not beside the project")
    with tarfile.open(archive) as files:
        wanted = [member for member in files.getmembers() if member.name.endswith(".md")][::8]
        files.extractall(tmp_path, wanted, filter="data")
    report = import_folder(tmp_path / name)
    assert report.created + len(report.skipped) == len(wanted)
    assert len(report.skipped) <= 3
    for til in Til.objects.all():
        original = scrub((tmp_path / str(til.origin)).read_bytes().decode("utf-8-sig"))
        assert without_targets(til.content).strip() in without_targets(original)
