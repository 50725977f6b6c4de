"""Pages of a video or an episode: the description and the transcript in the page's data."""

import json
import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from generate.sources.linked_data import as_objects, is_a, objects_in

_PLAYER = re.compile(r"ytInitialPlayerResponse\s*=\s*(?=\{)")  # what YouTube tells its player
_TRACKS = re.compile(r'(?<!\\)"captionTracks"\s*:\s*(?=\[)')
_VIDEO = re.compile(r"<meta[^>]+og:type[\"'][^>]+content=[\"']?video", re.IGNORECASE)
_TYPES = ("VideoObject", "AudioObject", "PodcastEpisode")
_ARTICLES = ("Article", "NewsArticle", "BlogPosting", "TechArticle", "Recipe", "Product")
NO_TRANSCRIPT = "(The page has no transcript of the recording.)"


def find_recording(soup: BeautifulSoup, html: str) -> Tag | None:
    """Return the description and transcript of a page about one recording; None for any other page.

    Without a transcript, a sentence says so. Modifies the page.
    """
    description, transcript = _said(html)
    if not transcript and not (description and _VIDEO.search(html)):
        return None
    body = soup.body or soup
    body.clear()
    _add(soup, body, description)
    if transcript:
        heading = soup.new_tag("h2")
        heading.string = "Transcript"
        body.append(heading)
    _add(soup, body, transcript or NO_TRANSCRIPT)
    return body


def captions_of(html: str, url: str) -> str:
    """Return the address of the captions of YouTube's video at ``url``, as WebVTT; "" if it names none of its own host.

    What a person wrote comes before what was recognised by a machine.
    """
    player = _PLAYER.search(html)
    tracks = _TRACKS.search(html, player.end()) if player else None  # the list alone; the page's reader parses the rest
    found = as_objects(_json(html, tracks.end())) if tracks else []
    for track in sorted(found, key=lambda track: track.get("kind") == "asr"):
        address = _text(track, "baseUrl")
        if address and _is_beside(address, url):
            return f"{urljoin(url, address)}&fmt=vtt"
    return ""


def _is_beside(address: str, url: str) -> bool:
    """Return whether an address is on the same host as ``url``."""
    try:
        return urlsplit(urljoin(url, address))[:2] == urlsplit(url)[:2]
    except ValueError:
        return False


def with_captions(text: str, captions: str) -> str:
    """Return the text of a recording's page with ``captions`` in place of the sentence that there is no transcript."""
    is_missing = captions and text.endswith(NO_TRANSCRIPT)
    return f"{text.removesuffix(NO_TRANSCRIPT)}## Transcript\n\n{captions}" if is_missing else text


def _json(html: str, start: int) -> object:
    """Return the JSON that starts there; None if it is none."""
    try:
        return json.JSONDecoder().raw_decode(html, start)[0]
    except (ValueError, RecursionError):
        return None


def _said(html: str) -> tuple[str, str]:
    """Return the description and the transcript of the page's only recording, empty if it has none."""
    if player := _PLAYER.search(html):
        found = as_objects(_json(html, player.end()))
        details = as_objects(found[0].get("videoDetails")) if found else []
        return _text(details[0], "shortDescription") if details else "", ""
    if not any(name in html for name in _TYPES):
        return "", ""
    found = list(objects_in(html))
    recordings = [one for one in found if is_a(one, *_TYPES)]
    if len(recordings) != 1 or any(is_a(one, *_ARTICLES) for one in found):
        return "", ""
    return _text(recordings[0], "description"), _text(recordings[0], "transcript")


def _text(said: dict[str, Any], name: str) -> str:
    found = said.get(name)
    return found.strip() if isinstance(found, str) else ""


def _add(soup: BeautifulSoup, body: Tag, text: str) -> None:
    """Add the paragraphs and lines of plain text."""
    for part in filter(str.strip, re.split(r"\n\s*\n", text)):
        paragraph = soup.new_tag("p")
        for number, line in enumerate(part.strip().split("\n")):
            if number:
                paragraph.append(soup.new_tag("br"))
            paragraph.append(line)
        body.append(paragraph)
