"""Pictures that notes show: copied to the site's media under the hash of their bytes, and back."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "pictures"
KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
KINDS |= {".svg": "image/svg+xml"}
LARGEST = 20_000_000  # bytes
_PICTURE = re.compile(r"(!\[(?:[^\]\\]|\\.)*\]\(\s*<?)([^\s<>)]+)")
_TAG = re.compile(r"<img\s[^>\n]*>", re.IGNORECASE)
_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*\s*$|\Z)|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL
)
_ON_GITHUB = re.compile(r"^/[^/]+/[^/]+/(?:(?:blob|raw)/)?[^/]+/(.+)$")


def name_of(data: bytes, suffix: str) -> str:
    """Return the name a picture is kept under."""
    return f"{FOLDER}/{sha256(data).hexdigest()[:32]}{suffix.lower()}"


def copy_in(content: str, note: Path, root: Path, *, dry_run: bool = False) -> str:
    """Return the content with its pictures' addresses leading to copies on this site; code is left alone.

    Only files inside ``root`` are read.
    """

    def rewrite(match: re.Match[str]) -> str:
        found = _file(match.group(2), note, root)
        return match.group() if found is None else f"{match.group(1)}{_keep(found, dry_run=dry_run)}"

    return _outside_code(content, lambda text: _PICTURE.sub(rewrite, _TAG.sub(_as_markdown, text)))


def _as_markdown(tag: re.Match[str]) -> str:
    """Write an ``img`` tag as Markdown, since tags are shown as text."""
    said = dict(re.findall(r"""\b(src|alt)\s*=\s*["']([^"'\n]*)["']""", tag.group()))
    source = said.get("src", "").strip()
    return f"![{said.get('alt', '')}]({source.replace(' ', '%20')})" if source else tag.group()


def used_in(content: str) -> Iterator[str]:
    """Yield the names of this site's pictures that a content shows."""
    yield from dict.fromkeys(re.findall(rf"{re.escape(_root())}({FOLDER}/[0-9a-f]{{32}}\.\w+)", content))


def _root() -> str:
    return f"/{settings.MEDIA_URL.strip('/')}/"


def _outside_code(content: str, change: Callable[[str], str]) -> str:
    parts, at = [], 0
    for code in _CODE.finditer(content):
        parts += [change(content[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, change(content[at:])])


def _file(address: str, note: Path, root: Path) -> Path | None:
    parts = urlsplit(address)
    place = unquote(parts.path)
    if parts.netloc in {"github.com", "raw.githubusercontent.com"} and (match := _ON_GITHUB.match(place)):
        candidates = [root / match.group(1)]
    elif parts.scheme or parts.netloc:
        return None
    else:
        candidates = [root / place.lstrip("/")] if place.startswith("/") else [note.parent / place]
    for candidate in candidates:
        real = candidate.resolve()
        if real.is_relative_to(root.resolve()) and real.is_file() and real.suffix.lower() in KINDS:
            return real if real.stat().st_size <= LARGEST else None
    return None


def _keep(found: Path, *, dry_run: bool) -> str:
    data = found.read_bytes()
    name = name_of(data, found.suffix)
    if not dry_run and not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return _root() + name
