"""The frame that holds a page's text: some blogs have nothing but a frame around the post."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from generate.sources.names import named
from generate.sources.page import PROLOG

_FRAME = re.compile(r"<(i?frame)\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_MAIN = re.compile(r"main|content|article|post|body|screen", re.IGNORECASE)
_LITTLE = 200  # letters outside links and frames; a page with more has a text of its own
_MOST_MARKUP = 20_000  # tags; a page around a frame is small
_NO_TEXT = ("script", "style", "noscript", "template", "a", "select", "button", "form", "nav", "footer")


def main_frame(html: str, url: str) -> str:
    """Return the address of the frame with the text of the page at ``url``; "" if the page has a text of its own.

    Of inline frames, only those of the same site count: others are videos, ads and widgets.
    """
    frames = ((tag.lower(), unescape(source)) for tag, source in _FRAME.findall(html))
    if not any(_address(tag, source, url) for tag, source in frames) or html.count("<") > _MOST_MARKUP:
        return ""  # most pages need no second parsing
    soup = BeautifulSoup(PROLOG.sub("", html), "lxml")
    found = [tag for tag in soup.find_all(["frame", "iframe"]) if not _is_small(tag)]
    places = {_address(tag.name, str(tag.get("src") or ""), url): tag for tag in reversed(found)}
    places.pop("", None)
    if not places or _letters(soup) >= _LITTLE:
        return ""
    return max(reversed(places), key=lambda place: _is_main(places[place]))  # the first of equals


def _address(tag: str, source: str, url: str) -> str:
    """Return a frame's address; "" if it is not a web address, or an inline frame of another site."""
    try:
        address = urljoin(url, source.strip())
        ours, theirs = urlsplit(url), urlsplit(address)
        hosts = ours.hostname or "", theirs.hostname or ""
    except ValueError:
        return ""
    is_web = theirs.scheme in {"http", "https"} and address.partition("#")[0] != url.partition("#")[0]
    is_ours = hosts[0] == hosts[1] or hosts[0].endswith(f".{hosts[1]}") or hosts[1].endswith(f".{hosts[0]}")
    return address if is_web and (is_ours or tag == "frame") else ""


def _is_small(frame: Tag) -> bool:
    style = str(frame.get("style") or "").replace(" ", "").lower()
    is_hidden = frame.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style
    sizes = [str(frame.get(side) or "") for side in ("width", "height")]
    if frame.parent is not None and frame.parent.name == "frameset":
        at = frame.parent.find_all(["frame", "frameset"], recursive=False).index(frame)
        sizes += [
            size for side in ("rows", "cols") for size in str(frame.parent.get(side) or "").split(",")[at : at + 1]
        ]
    return is_hidden or any(re.fullmatch(r"\s*[01](?:px|%)?\s*", size) for size in sizes)


def _is_main(frame: Tag) -> bool:
    return _MAIN.search(f"{named(frame)} {frame.get('name') or ''}") is not None


def _letters(soup: BeautifulSoup) -> int:
    """Return the number of letters that belong to no link, script or form."""
    for tag in soup.find_all(_NO_TEXT):
        tag.extract()
    return sum(map(str.isalnum, (soup.body or soup).get_text())) if soup.find("frameset") is None else 0
