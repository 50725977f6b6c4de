"""A page's metadata: title, author, date, site and canonical URL."""

import contextlib
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from generate.sources.linked_data import described_by
from generate.sources.names import tags_in

_ARTICLES = re.compile(r"Article|Posting|QAPage|Question|HowTo")
_PAGE = "WebPage"
_SITE_BEHIND = re.compile(r"(.+)\s[|·–—-]\s(.+)", re.DOTALL)
_ACCOUNT = "twitter:creator"
_DATES = ("date", "dc.date", "dc:date", "datepublished", "og:regdate", "parsely-pub-date")


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
    tags: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags_in(soup):
        tags[tag.name].append(tag)
    data, metas = _linked_data(tags["script"]), _metas(tags["meta"])
    site = _first(_meta(metas, "og:site_name", "application-name"), urlsplit(url).hostname)
    return About(
        title=_title(tags, metas, data, site),
        author=_author(soup, metas, data),
        date=_first(
            data.get("datePublished"),
            _meta(metas, "article:published_time", *_DATES),
            _time(tags["time"]),
        ),
        site=site,
        url=_canonical(tags["link"], url),
    )


def _first(*values: object) -> str:
    return next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")


def _text(tag: object) -> str:
    return tag.get_text(" ", strip=True) if isinstance(tag, Tag) else ""


def _title(tags: dict[str, list[Tag]], metas: dict[str, str], data: dict[str, Any], site: str) -> str:
    """Return the page's title without the site's name; a heading that the title begins with is preferred."""
    heading, page = (_text(next(iter(tags[name]), None)) for name in ("h1", "title"))
    heading = heading.rstrip("¶# ")
    names = [str(data.get(key) or "") for key in ("headline", "name")]
    headline = next((name for name in names if name and page.startswith(name)), names[0])
    said = _meta(metas, "dc:title", "og:title", "twitter:title", "parsely-title")
    named = _first(headline, said)
    if heading and heading != site and any(title.startswith(heading) for title in (named, headline, page)):
        return heading
    return _without(site, named) if named else _without_end(page) or heading


def _without(site: str, title: str) -> str:
    return re.sub(rf"\s+[|·:–—-]\s+{re.escape(site)}\s*$", "", title, flags=re.IGNORECASE)


def _without_end(title: str) -> str:
    """Return ``title`` without what is probably the site's name: a shorter end behind a sign."""
    found = _SITE_BEHIND.fullmatch(title)
    return found[1] if found and len(found[1].split()) > max(2, len(found[2].split())) else title


def _time(times: list[Tag]) -> str:
    return next((str(tag["datetime"]) for tag in times if "datetime" in tag.attrs), "")


def _metas(tags: list[Tag]) -> dict[str, str]:
    """Return the page's ``<meta>`` values by lower-case name; ``property`` takes precedence over ``name``."""
    tags = [tag for tag in tags if tag.get("content")]
    said = [(str(tag.get(key, "")), str(tag["content"])) for key in ("property", "name", "itemprop") for tag in tags]
    pairs = [(name, content) for names, content in said for name in names.lower().split()]
    return dict(reversed(pairs))  # the first of several counts


def _meta(metas: dict[str, str], *names: str) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _author(soup: BeautifulSoup, metas: dict[str, str], data: dict[str, Any]) -> str:
    named = _meta(metas, "author", "article:author", "dc.creator", "dc:creator", "by", "parsely-author")
    named = "" if named.startswith("http") else named
    return _first(named, _people(data.get("author")), _byline(soup), metas.get(_ACCOUNT))


def _byline(soup: BeautifulSoup) -> str:
    tag = next(filter(_names_the_author, tags_in(soup)), None)
    return _text(tag and (tag.find(itemprop="name") or tag))


def _people(said: object) -> str:
    """Return the names in JSON-LD's ``author``: a text, an object, or a list of them."""
    people = said if isinstance(said, list) else [said]
    names = (person.get("name") if isinstance(person, dict) else person for person in people)
    return ", ".join(dict.fromkeys(name for name in names if isinstance(name, str) and name))


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


def _canonical(links: list[Tag], url: str) -> str:
    """Return the page's canonical URL, if it is a web address on the same host; else ``url``."""
    tag = next((tag for tag in links if "canonical" in (tag.get("rel") or ()) and "href" in tag.attrs), None)
    with contextlib.suppress(ValueError):
        said = urljoin(url, str(tag["href"])) if tag else url
        if urlsplit(said).scheme in {"http", "https"} and urlsplit(said).hostname == urlsplit(url).hostname:
            return said
    return url


def _linked_data(scripts: list[Tag]) -> dict[str, Any]:
    """Return the JSON-LD object that describes the article, else the one that describes the page."""
    found: list[dict[str, Any]] = []
    for script in scripts:
        if script.get("type") == "application/ld+json":
            found += described_by(script.get_text())
    described = [one for one in found if _ARTICLES.search(_kind(one)) or _PAGE in _kind(one)]
    return min(described, key=lambda one: not _ARTICLES.search(_kind(one)), default={})


def _kind(one: dict[str, Any]) -> str:
    return str(one.get("@type"))
