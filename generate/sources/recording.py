"""Pages of a video or an episode: the description and the transcript in the page's data."""

import json
import re
from typing import Any

from bs4 import BeautifulSoup, Tag

from generate.sources.linked_data import is_a, objects_in

_PLAYER = re.compile(r"ytInitialPlayerResponse\s*=\s*(?=\{)")  # what YouTube tells its player
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


def _said(html: str) -> tuple[str, str]:
    """Return the description and the transcript of the page's only recording, empty if it has none."""
    if player := _PLAYER.search(html):
        try:
            said, _ = json.JSONDecoder().raw_decode(html, player.end())
        except ValueError:
            said = {}
        details = said.get("videoDetails") or {}
        return _text(details, "shortDescription"), ""
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
