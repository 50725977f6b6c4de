"""Pictures in notes: copied into the site's media under their hash, and exported."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from til.text.pictures import FOLDER, address_of
from til.transfer.prose import outside_code

KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
KINDS |= {".svg": "image/svg+xml"}
LARGEST = 20_000_000  # bytes
_PICTURE = re.compile(r"(!\[(?:[^\]\\]|\\.)*\]\(\s*<?)([^\s<>)]+)")
_TAG = re.compile(r"""(<img\s[^>\n]*?\bsrc\s*=\s*)(["'])([^"'\n]+)\2""", re.IGNORECASE)
_ROOTS = ("", "static", "public", "source", "src")  # where sites keep what they serve as it is
Copy = Callable[[str], str]
_ON_GITHUB = re.compile(r"^/[^/]+/[^/]+/(?:(?:blob|raw)/)?[^/]+/(.+)$")


def name_of(data: bytes, suffix: str) -> str:
    """Return the file name for a stored picture."""
    return f"{FOLDER}/{sha256(data).hexdigest()[:32]}{suffix.lower()}"


def copy_in(content: str, note: Path, root: Path, *, dry_run: bool = False, copy: Copy | None = None) -> str:
    """Copy the content's pictures and return the content with their new addresses; code stays unchanged.

    Only files inside ``root`` are read; ``copy`` fetches pictures from other sites.
    """

    def here(address: str) -> str:
        found = _file(address, note, root)
        if found is None:
            return (
                copy(address) if copy and not dry_run and address.startswith(("http://", "https://")) else ""
            ) or address
        return _keep(found, dry_run=dry_run)

    def change(text: str) -> str:
        text = _PICTURE.sub(lambda found: found[1] + here(found[2]), text)
        return _TAG.sub(lambda found: f"{found[1]}{found[2]}{here(found[3].strip())}{found[2]}", text)

    return outside_code(content, change)


def _file(address: str, note: Path, root: Path) -> Path | None:
    parts = urlsplit(address)
    place = unquote(parts.path)
    if parts.netloc in {"github.com", "raw.githubusercontent.com"} and (match := _ON_GITHUB.match(place)):
        candidates = [root / match.group(1)]
    elif parts.scheme or parts.netloc:
        return None
    else:
        is_rooted = place.startswith(("/", "@site/"))
        bare = place.removeprefix("@site").lstrip("/")
        candidates = [root / base / bare for base in _ROOTS] if is_rooted else [note.parent / place]
    for candidate in candidates:
        real = candidate.resolve()
        if real.is_relative_to(root.resolve()) and real.is_file() and real.suffix.lower() in KINDS:
            return real if real.stat().st_size <= LARGEST else None
    return None


def _keep(found: Path, *, dry_run: bool) -> str:
    data = found.read_bytes()
    return address_of(name_of(data, found.suffix)) if dry_run else keep(data, found.suffix)


def keep(data: bytes, suffix: str) -> str:
    """Store a picture and return its address on this site."""
    name = name_of(data, suffix)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return address_of(name)
