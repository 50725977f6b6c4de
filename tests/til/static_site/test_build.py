"""The exported site: every link and address leads to a file, and nothing private is in it."""

import html
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import orjson
import pytest
from defusedxml import ElementTree
from django.core.management import CommandError, call_command

from tests.til.conftest import Publish
from til.models import Moved

pytestmark = pytest.mark.django_db
PLACE = "https://you.github.io/notes"


@pytest.fixture
def folder(publish: Publish, tmp_path: Path) -> Path:
    """A site of 23 TILs."""
    first = publish(
        "하나: 첫째", '[둘](/til/2-two/) [raw](/til/2-two.md) `href="/x"` [out](//x.test/a)', tags=["데이터 베이스"]
    )
    publish("Two", "git bisect & more", excerpt='"Quoted" /til/', tags=["git"])
    publish("Hush", status="draft", tags=["hush"])
    for number in range(20):
        publish(
            f"More {number}",
            "[gone](/tags/gone/) [no TIL](/til/99-gone/)" if number == 5 else "Text.",
            tags=["git"],
            on="2026-10-01",
        )
    Moved.objects.create(path="old/first.html", til=first)
    return tmp_path / "out"


def export(folder: Path, *more: str) -> set[str]:
    call_command("build_site", str(folder), "--address", PLACE, *more)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def links(page: str) -> list[str]:
    """Return the addresses that elements of a page lead to or load."""
    tags = re.findall(r"""<[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>""", page)
    found = [html.unescape(link) for tag in tags for link in re.findall(r'\s(?:href|src|action)="([^"]*)"', tag)]
    return [link.removeprefix("https://you.github.io") for link in found]


@pytest.mark.usefixtures("collected")
def test_the_search_finds_its_module_where_static_files_have_new_names(folder: Path) -> None:
    files = export(folder)
    (search,) = (name for name in files if re.search(r"/export/search\.[0-9a-f]{12}\.js$", name))
    (module,) = re.findall(r'from "\./([^"]+)"', (folder / search).read_text("utf-8"))
    assert f"{search.rpartition('/')[0]}/{module}" in files


def test_every_link_on_every_page_leads_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = export(folder)
    checked = 0
    for name in sorted(name for name in files if name.endswith(".html")):
        for link in links((folder / name).read_text("utf-8")):
            assert not link.startswith("?"), name
            if link.startswith("/") and not link.startswith("//") and link != "/notes/tags/gone/":
                assert link.startswith("/notes/"), (name, link)
                path = unquote(urlsplit(link).path).removeprefix("/notes/")
                assert (f"{path}index.html" if not path or path.endswith("/") else path) in files, (name, link)
                checked += 1
    assert checked > 500
    assert "A link leads nowhere: /tags/gone/" in capsys.readouterr().err
    for name in (
        "til/1-하나-첫째/index.html",
        "tags/git/page/2/index.html",
        "tags/데이터-베이스/feed.xml",
        ".nojekyll",
    ):
        assert name in files
    assert 'content="0; url=/notes/til/1-%' in (folder / "old/first.html").read_text("utf-8")
    assert 'href="/x"' in html.unescape((folder / "til/1-하나-첫째/index.html").read_text("utf-8"))


def test_a_site_without_a_server_offers_no_suggestions(folder: Path) -> None:
    export(folder)
    assert "/search/suggestions/" not in (folder / "opensearch.xml").read_text("utf-8")


def test_feeds_sitemap_and_texts_name_the_place_of_the_export(folder: Path) -> None:
    files = export(folder)
    feed = ElementTree.fromstring((folder / "feed.xml").read_bytes())
    atom = "{http://www.w3.org/2005/Atom}"
    assert {link.get("href") for link in feed.findall(f"{atom}link")} == {f"{PLACE}/", f"{PLACE}/feed.xml"}
    pages = [link.get("href") or "" for link in feed.findall(f"{atom}entry/{atom}link")]
    pages += [item["url"] for item in orjson.loads((folder / "feed.json").read_bytes())["items"]]
    sitemap = ElementTree.fromstring((folder / "sitemap.xml").read_bytes())
    pages += [place.text or "" for place in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(pages) > 60
    assert {f"{unquote(page).removeprefix(PLACE + '/')}index.html" for page in pages} <= files
    for name in ("robots.txt", "llms.txt", "opensearch.xml", "index.html", "til/2-two/index.html"):
        assert "https://you.github.io/notes/" in (folder / name).read_text("utf-8"), name


def test_nothing_private_and_nothing_that_needs_a_server_is_exported(folder: Path) -> None:
    for name in sorted(export(folder)):
        if name.endswith((".html", ".xml", ".json", ".txt", ".md")):
            text = (folder / name).read_text("utf-8")
            assert "ush" not in text.replace("push", "").replace("Push", ""), name
            for path in ("/admin/", "/login/", "/generate/", "/api/", "/language/", "csrf"):
                assert path not in text or name == "robots.txt", (name, path)


def test_a_second_export_removes_what_is_public_no_more_and_keeps_other_files(
    folder: Path, publish: Publish, tmp_path: Path
) -> None:
    til = publish("Brief")
    (folder / ".git").mkdir(parents=True)
    (folder / ".git/config").write_text("x")
    assert "til/24-brief/index.html" in export(folder)
    til.status = "draft"
    til.save()
    files = export(folder)
    assert "til/24-brief/index.html" not in files
    assert ".git/config" in files
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("Dear")
    with pytest.raises(CommandError, match="holds other files"):
        export(tmp_path / "mine")
    with pytest.raises(CommandError, match="--address must be"):
        call_command("build_site", str(folder), "--address", "you.github.io")
