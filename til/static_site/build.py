"""Write the public site into a folder: every page that a link leads to, from the first page on."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape

from til.models import Moved, Til
from til.schedule import publish_due
from til.static_site import search_index
from til.static_site.addresses import asked, file_of, page_path, relinked
from til.static_site.page import Place, Request, ask
from til.text.pictures import FOLDER

MARK = ".tilsite"  # lists the files of the last export, which the next one may replace or remove
_TEXT = re.compile(r"text/|application/(?:[\w+]*\+)?(?:json|xml)\b")
_IMPORTED = "export/stem.js"  # by the search of the exported site
_SITEMAP_PARTS = re.compile(r"<sitemap><loc>\w+://[^/<]*(/[^<]*)</loc>")
_CARD = re.compile(r'property="og:image" content="([^"?]+)')
_REDIRECT = """<!doctype html>
<meta charset="utf-8">
<title>{0}</title>
<link rel="canonical" href="{0}">
<meta http-equiv="refresh" content="0; url={0}">
<a href="{0}">{0}</a>
"""


class NotOurs(Exception):
    """The folder holds files that no export wrote."""


@dataclass
class Site:
    """An export: what is still to write, what was written, and links on pages that lead nowhere."""

    folder: Path
    place: Place
    waiting: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def find(self, path: str) -> None:
        """Note that a page links to ``path``."""
        if path not in self.seen:
            self.seen.add(path)
            self.waiting.append(path)

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.written.add(name)


def build(folder: Path, place: Place, progress: Callable[[int, int], None] | None = None) -> Site:
    """Write the site as it is public now. Raises NotOurs rather than overwrite other files."""
    before = _written_before(folder)
    publish_due()
    site = Site(folder, place)
    for name in ("home", "feed", "json_feed", "sitemap", "robots", "llms", "opensearch", "search", "tags"):
        site.find(reverse(name))
    site.find(staticfiles_storage.url(_IMPORTED))
    while site.waiting:
        _write_page(site, site.waiting.pop())
        if progress:
            progress(len(site.written), len(site.seen))
    for moved in Moved.objects.filter(til__status=Til.Status.PUBLISHED).select_related("til"):
        _write_redirect(site, f"/{moved.path}", moved.til.get_absolute_url())
    for name, content in search_index.files(place.path):
        site.write(name, content)
    missing = render(Request(place, "/404.html"), "404.html")
    site.write("404.html", _placed(site, missing.content.decode(), "/404.html").encode())
    site.write(".nojekyll", b"")
    _finish(site, before)
    return site


def _written_before(folder: Path) -> set[str]:
    """Return the files of the last export."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if mark.is_file():
        return set(mark.read_text("utf-8").splitlines())
    if any(not path.name.startswith(".") for path in folder.iterdir()):
        raise NotOurs(folder)
    return set()


def _finish(site: Site, before: set[str]) -> None:
    """Remove the files of pages that are no more, and note the others."""
    for name in before - site.written:
        (site.folder / name).unlink(missing_ok=True)
    (site.folder / MARK).write_text("\n".join(sorted(site.written)), "utf-8")


def _write_page(site: Site, path: str) -> None:
    static = f"/{settings.STATIC_URL.strip('/')}/"
    if path.startswith(static):
        _write_static(site, path.removeprefix(static))
    elif path.startswith(f"/{settings.MEDIA_URL.strip('/')}/{FOLDER}/"):
        _write_picture(site, path)
    else:
        _write_answer(site, path, ask(Request(site.place, *asked(path))))


def _write_answer(site: Site, path: str, answer: HttpResponseBase) -> None:
    if answer.status_code in {301, 302} and (target := page_path(answer["Location"], path)):
        site.find(target)
        _write_redirect(site, path, target)
    elif answer.status_code != 200 or not hasattr(answer, "content"):
        site.broken.append(path)
    elif _TEXT.match(answer["Content-Type"]):
        for part in _SITEMAP_PARTS.findall(answer.content.decode()):
            site.find(part)
        site.write(file_of(path), _placed(site, answer.content.decode(), path).encode())
    else:
        site.write(file_of(path), answer.content)


def _write_redirect(site: Site, path: str, target: str) -> None:
    """Write a page that leads on, unless there is a page."""
    name = file_of(path if path.endswith((".html", "/")) else f"{path}/")
    if name not in site.written:
        site.write(name, _REDIRECT.format(escape(site.place.path + target)).encode())


def _placed(site: Site, text: str, path: str) -> str:
    """Return a page's text with addresses of the exported site."""
    for card in _CARD.findall(text):
        site.find(card.removeprefix(site.place.origin))
    if file_of(path).endswith(".html"):
        text = relinked(text, path, site.place.path, site.find)
    return text.replace(f"{site.place.origin}/", f"{site.place.address}/")


def _write_static(site: Site, name: str) -> None:
    collected = Path(settings.STATIC_ROOT) / name
    source = finders.find(name) or (collected if collected.is_file() else None)
    if source:
        site.write(f"{settings.STATIC_URL.strip('/')}/{name}", Path(source).read_bytes())
    else:
        site.broken.append(name)


def _write_picture(site: Site, path: str) -> None:
    name = path.removeprefix(f"/{settings.MEDIA_URL.strip('/')}/")
    if not default_storage.exists(name):
        site.broken.append(path)
        return
    with default_storage.open(name) as source:
        target = site.folder / file_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    site.written.add(file_of(path))
