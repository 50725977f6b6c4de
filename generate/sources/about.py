"""What a page says of itself: title, author, date, site and its own address."""

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
    """A page's own words about itself; empty where it says nothing. ``date`` is as the page writes it."""

    title: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    url: str = ""


def about(soup: BeautifulSoup, url: str) -> About:
    """Read the head of a page that was found at ``url``, and its JSON-LD."""
    data = next(_linked_data(soup), {})
    site = _first(_meta(soup, "og:site_name", "application-name"), urlsplit(url).hostname)
    return About(
        title=_title(soup, data, site),
        author=_author(soup, data),
        date=_first(
            _meta(soup, "article:published_time", "date", "dc.date", "datePublished", "og:regDate"),
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


def _title(soup: BeautifulSoup, data: dict[str, Any], site: str) -> str:
    """Return the page's title, without the name of the site where the page's heading shows that it is one."""
    heading = _text(soup.find("h1")).rstrip("¶# ")
    title = _first(_meta(soup, "og:title", "twitter:title"), data.get("headline"), _text(soup.find("title")), heading)
    return heading if heading and heading != site and title.startswith(heading) else title


def _time(soup: BeautifulSoup) -> str:
    tag = soup.find("time", attrs={"datetime": True})
    return str(tag["datetime"]) if isinstance(tag, Tag) else ""


def _meta(soup: BeautifulSoup, *names: str) -> str:
    for name in names:
        for key in ("property", "name", "itemprop"):
            tag = soup.find("meta", attrs={key: re.compile(f"^{re.escape(name)}$", re.IGNORECASE)})
            if isinstance(tag, Tag) and tag.get("content"):
                return str(tag["content"])
    return ""


def _author(soup: BeautifulSoup, data: dict[str, Any]) -> str:
    named = _meta(soup, "author", "article:author", "dc.creator", "by", "twitter:creator")
    people = data.get("author")
    person = people[0] if isinstance(people, list) and people else people
    said = person.get("name") if isinstance(person, dict) else person
    tag = soup.select_one("[rel~=author], [itemprop=author], .author-name, .byline .fn")
    return _first("" if named.startswith("http") else named, said, _text(tag))


def _canonical(soup: BeautifulSoup, url: str) -> str:
    """Return the page's canonical URL, if it is a web address of the same host; else where it was found."""
    tag = soup.find("link", attrs={"rel": "canonical", "href": True})
    with contextlib.suppress(ValueError):
        said = urljoin(url, str(tag["href"])) if isinstance(tag, Tag) else url
        if urlsplit(said).scheme in {"http", "https"} and urlsplit(said).hostname == urlsplit(url).hostname:
            return said
    return url


def _linked_data(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Yield the JSON-LD objects that are about an article."""
    for script in soup.find_all("script", attrs={"type": "application/ld+json"}):
        with contextlib.suppress(orjson.JSONDecodeError):
            said = orjson.loads(script.get_text())
            graph = said.get("@graph", [said]) if isinstance(said, dict) else said
            found = graph if isinstance(graph, list) else []
            yield from (one for one in found if isinstance(one, dict) and _ARTICLES.search(str(one.get("@type"))))
