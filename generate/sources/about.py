"""A page's metadata: title, author, date, site and canonical URL."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
from bs4 import BeautifulSoup, Tag

_ARTICLES = re.compile(r"Article|BlogPosting|Posting|QAPage|Question|HowTo|WebPage")


@dataclass(frozen=True, slots=True)
class About:
    """A page's metadata, empty where missing. ``date`` is in the page's own format."""

    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    url: str = ""


def about(soup: BeautifulSoup, url: str) -> About:
    """Read the head and JSON-LD of the page at ``url``."""
    data, metas = next(_linked_data(soup), {}), _metas(soup)
    site = _first(_meta(metas, "og:site_name", "application-name"), urlsplit(url).hostname)
    return About(
        title=_title(soup, metas, data, site),
        author=_author(soup, metas, data),
        date=_first(
            _meta(metas, "article:published_time", "date", "dc.date", "datepublished", "og:regdate"),
            data.get("datePublished"),
            _time(soup),
        ),
        site=site,
        url=_canonical(soup, url),
    )


def _first(*values: object) -> str:
    return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")


def _text(tag: object) -> str:
    return tag.get_text(" ", strip=True) if isinstance(tag, Tag) else ""


def _title(soup: BeautifulSoup, metas: dict[str, str], data: dict[str, Any], site: str) -> str:
    """Return the page's title; without the site's name if a heading repeats the title without it."""
    heading = _text(soup.find("h1")).rstrip("¶# ")
    title = _first(_meta(metas, "og:title", "twitter:title"), data.get("headline"), _text(soup.find("title")), heading)
    return heading if heading and heading != site and title.startswith(heading) else title


def _time(soup: BeautifulSoup) -> str:
    tag = soup.find("time", attrs={"datetime": True})
    return str(tag["datetime"]) if isinstance(tag, Tag) else ""


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """Return the page's ``<meta>`` values by lower-case name; ``property`` takes precedence over ``name``."""
    said: dict[str, str] = {}
    tags = soup.find_all("meta", content=True)
    for key in ("property", "name", "itemprop"):
        for tag in tags:
            if tag["content"] and tag.has_attr(key):
                said.setdefault(str(tag[key]).lower(), str(tag["content"]))
    return said


def _meta(metas: dict[str, str], *names: str) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _author(soup: BeautifulSoup, metas: dict[str, str], data: dict[str, Any]) -> str:
    named = _meta(metas, "author", "article:author", "dc.creator", "by", "twitter:creator")
    people = data.get("author")
    person = people[0] if isinstance(people, list) and people else people
    said = person.get("name") if isinstance(person, dict) else person
    return _first("" if named.startswith("http") else named, said) or _text(soup.find(_names_the_author))


def _names_the_author(tag: Tag) -> bool:
    attrs = tag.attrs
    if not attrs:
        return False
    names = attrs.get("class") or ()
    return (
        "author" in (attrs.get("rel") or ())
        or attrs.get("itemprop") == "author"
        or "author-name" in names
        or ("fn" in names and tag.find_parent(class_="byline") is not None)
    )


def _canonical(soup: BeautifulSoup, url: str) -> str:
    """Return the page's canonical URL, if it is a web address on the same host; else ``url``."""
    tag = soup.find("link", attrs={"rel": "canonical", "href": True})
    with contextlib.suppress(ValueError):
        said = urljoin(url, str(tag["href"])) if isinstance(tag, Tag) else url
        if urlsplit(said).scheme in {"http", "https"} and urlsplit(said).hostname == urlsplit(url).hostname:
            return said
    return url


def _linked_data(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects that describe an article."""
    for script in soup.find_all("script", attrs={"type": "application/ld+json"}):
        with contextlib.suppress(orjson.JSONDecodeError):
            said = orjson.loads(script.get_text())
            graph = said.get("@graph", [said]) if isinstance(said, dict) else said
            found = graph if isinstance(graph, list) else []
            yield from (one for one in found if isinstance(one, dict) and _ARTICLES.search(str(one.get("@type"))))
