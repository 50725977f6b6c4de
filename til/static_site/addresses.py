"""Addresses in exported files: where a page's file is, and how pages link to each other without a server."""

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

_TAG = re.compile(r"""<[a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>""")
_LINK = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')


def page_path(address: str, at: str) -> str | None:
    """Return the path of the exported page behind a link on page ``at``; None if it leads elsewhere.

    A page of a list, ``?page=2``, has a path of its own.
    """
    if not address.startswith(("/", "?")) or address.startswith("//"):
        return None
    parts = urlsplit(address)
    number = parse_qs(parts.query).get("page", ["1"])[0]
    path = parts.path or re.sub(r"page/\d+/$", "", at)
    return path if number == "1" else f"{path}page/{number}/"


def asked(path: str) -> tuple[str, str]:
    """Return the path and query that this site answers with the page."""
    turned = re.fullmatch(r"(.*/)page/(\d+)/", path)
    return (turned[1], f"page={turned[2]}") if turned else (path, "")


def file_of(path: str) -> str:
    """Return the name of the page's file below the folder. Raises ValueError if it would be outside."""
    name = unquote(path).lstrip("/")
    if ".." in name.split("/"):
        raise ValueError(path)
    return f"{name}index.html" if not name or name.endswith("/") else name


def relinked(html: str, at: str, prefix: str, found: Callable[[str], None]) -> str:
    """Return a page whose links to other pages begin with ``prefix``; ``found`` is told each path."""

    def link(match: re.Match[str]) -> str:
        address = unescape(match[2])
        path = page_path(address, at)
        if path is None:
            return match[0]
        found(path)
        behind = "".join(sign + part for sign, part in zip("?#", _behind(address), strict=True) if part)
        return f'{match[1]}="{escape(prefix + path + behind)}"'

    return _TAG.sub(lambda tag: _LINK.sub(link, tag[0]), html)


def _behind(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return ("" if "page=" in parts.query else parts.query), parts.fragment
