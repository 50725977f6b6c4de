"""Convert an article's HTML to Markdown."""

import re
import secrets
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from html_to_markdown import ConversionOptions, convert

from generate.sources.names import classes, first_in, tags_in
from generate.sources.tree import written

_OPTIONS = ConversionOptions(
    heading_style="atx",
    bullets="-",
    autolinks=False,
    extract_metadata=False,
    newline_style="backslash",
    hidden_content="all",
)
_BACKSLASH_END = re.compile(r"\\$", re.MULTILINE)
_FENCE_LIKE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})", re.MULTILINE)
_QUOTE = re.compile(r"^(?! *>)([^\S\n]*+\S.*+)\n(?=> )", re.MULTILINE)  # possessive: long lines are scanned once
_BLANKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t\xa0]+$", re.MULTILINE)
_PICTURES = ("data-src", "data-original", "data-lazy-src", "data-url", "src")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt")
_NESTING = frozenset({"blockquote", "ul", "ol", "dl"})
_ITEMS = frozenset({"li", "dt", "dd"})
_DEEPEST = 16
_SIGNS = frozenset({"", "#", "¶", "§", "🔗", "Permalink", "\uf0c1", "Link to heading", "Anchor"})
_PERMALINK = re.compile(r"headerlink|header-anchor|hash-link|anchor|permalink|heading-link", re.IGNORECASE)


def to_markdown(article: Tag, fences: list[str], url: str) -> str:
    """Return ``article`` as Markdown with absolute links; ``fences`` is the code extracted from it."""
    _flatten(article)
    _drop_permalinks(article)
    _makeabsolute(article, url)
    blocks = [*fences]
    _keep_details(article, blocks)
    places = [tag for tag in tags_in(article, "pre") if "data-code" in tag.attrs]
    _lift(article, places)
    mark = f"place{secrets.token_hex(8)}n"  # a string that no page can contain
    for place in places:
        place.name = "p"
        place.string = f"{mark}{place['data-code']}e"
    text = convert(written(article), _OPTIONS).content or ""
    return _filled(_BACKSLASH_END.sub("", text), re.compile(mark + r"(\d+)e"), blocks)


def _flatten(article: Tag) -> None:
    """Unwrap quotes and lists nested deeper than in any real text: each line would repeat all their marks."""
    depths = {id(article): 0}
    for tag in tags_in(article):
        depth = depths[id(tag)] = depths[id(tag.parent)] + (tag.name in _NESTING)
        if depth > _DEEPEST and tag.name in _NESTING | _ITEMS:
            tag.name = "div"


def _filled(text: str, mark: re.Pattern[str], blocks: list[str]) -> str:
    """Put the blocks of code back, each between blank lines, and tidy the text between them."""
    pieces = mark.split(_TRAILING.sub("", _FENCE_LIKE.sub(r"\1\\\2", text)))
    pieces[::2] = [_QUOTE.sub(r"\1\n\n", prose) for prose in pieces[::2]]
    pieces[::2] = [_BLANKS.sub("\n\n", prose).strip("\n") for prose in pieces[::2]]
    pieces[1::2] = [blocks[int(number)] for number in pieces[1::2]]
    return "\n\n".join(piece for piece in pieces if piece.strip())


def _keep_details(article: Tag, blocks: list[str]) -> None:
    """Keep ``<details>`` as inline HTML."""
    for details in tags_in(article, "details"):
        summary = first_in(details, "summary")
        title = " ".join(summary.get_text(" ").split()) if summary else ""
        if summary:
            summary.extract()
        details.insert(0, _place(blocks, f"<details>\n<summary>{title}</summary>"))
        details.append(_place(blocks, "</details>"))
        details.name = "div"


def _place(blocks: list[str], block: str) -> Tag:
    blocks.append(block)
    return _new("pre", {"data-code": str(len(blocks) - 1)})


def _new(name: str, attrs: dict[str, str] | None = None) -> Tag:
    return BeautifulSoup("", "html.parser").new_tag(name, attrs=dict(attrs or {}))


def _makeabsolute(article: Tag, url: str) -> None:
    for link in filter(lambda tag: tag.has_attr("href"), tags_in(article, "a")):
        link["href"] = absolute(url, str(link["href"]))
        if not (link.get_text(strip=True) or first_in(link, "img")):
            link.extract()
        elif not link["href"]:
            link.unwrap()
    for picture in tags_in(article, "img"):
        found = [absolute(url, str(picture[name])) for name in _PICTURES if picture.get(name)]
        source = next(filter(None, found), "")
        alt = " ".join(str(picture.get("alt") or "").split())
        picture.attrs = {"src": source, "alt": alt}
        if not source:
            picture.replace_with(alt)


def absolute(url: str, link: str) -> str:
    """Return ``link`` resolved against ``url``; '' for scripts and data."""
    try:
        found = urljoin(url, link.strip())
        return found.replace(" ", "%20") if urlsplit(found).scheme in {"http", "https", "mailto"} else ""
    except ValueError:
        return ""


def _drop_permalinks(article: Tag) -> None:
    """Remove permalink signs from headings."""
    for heading in tags_in(article, *_HEADINGS):
        for link in tags_in(heading, "a"):
            if link.get_text(strip=True).strip("\u200b") in _SIGNS and not first_in(link, "img"):
                link.extract()
            elif str(link.get("href") or "").startswith("#") or _PERMALINK.search(" ".join(classes(link))):
                link.unwrap()


_LIFTED = frozenset(
    {"li", "ul", "ol", "dd", "dl", "dt", "blockquote", "p", "a", "span", "b", "strong", "em", "i", "figcaption"}
)
_CELLS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})
_WITHOUT_MARK = {"li": "div", "dd": "div", "dt": "div", "dl": "div"}


def _lift(article: Tag, places: Iterable[Tag]) -> None:
    """Move blocks of code out of lists, quotes and cells, so that their lines stay unchanged.

    The rest of the same item becomes a paragraph, and the items after it become a separate list.
    """
    holders = {id(parent) for place in places for parent in place.parents}
    if id(article) in holders and (article.name in _LIFTED or article.name in _CELLS):
        article.name = "div"
    _flat(article, holders)


def _flat(node: PageElement, holders: set[int]) -> list[PageElement]:
    """Return the nodes that replace ``node`` after its code was lifted out."""
    if not isinstance(node, Tag) or id(node) not in holders:
        return [node]
    parts = [part for child in list(node.children) for part in _flat(child, holders)]
    if node.name in _LIFTED:
        return _wrapped(node, parts)
    node.clear()
    node.extend(parts)
    if node.name in _CELLS:
        node.name = "div"  # a cell cannot hold code, so this is a layout table
    return [node]


def _wrapped(node: Tag, parts: list[PageElement]) -> list[PageElement]:
    """Return ``parts`` with everything except code wrapped in tags like ``node``."""
    found: list[PageElement] = []
    group: Tag | None = None
    start = _start(node)
    for part in parts:
        if isinstance(part, Tag) and (part.has_attr("data-code") or (node.name in {"ul", "ol"} and part.name != "li")):
            found.append(part)
            group = None
            continue
        if group is None and not (isinstance(part, Tag) or str(part).strip()):
            continue
        if group is None:
            name = node.name if not found else _WITHOUT_MARK.get(node.name, node.name)
            group = _new(name, {"start": str(start)} if name == "ol" else {})
            found.append(group)
        start += isinstance(part, Tag) and part.name == "li"
        group.append(part)
    return found


def _start(ordered: Tag) -> int:
    said = str(ordered.get("start") or "1")
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else 1
