"""The article in a page: what is around it goes, what it says stays."""

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from generate.sources.code import classes

_NEVER_TEXT = frozenset({
    "script", "style", "noscript", "template", "svg", "canvas", "form", "button", "input", "select", "textarea",
    "dialog", "link", "meta", "object", "embed", "audio", "iframe", "nav", "aside", "footer", "menu",
})  # fmt: skip
_PROTECTED = frozenset({"html", "body", "main", "article", "pre", "code", "h1", "table", "tbody", "tr"})
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|sidebar|side-bar|footer|masthead|topbar|site-header|global-header|"
    r"cookies?|consent|gdpr|share|sharing|sharedaddy|shares|social|sns|related|related-?posts?|jp-relatedposts|recommend|recommended|recommendations?|"
    r"read-?more|comments?|commentlist|disqus|giscus|utterances|respond|newsletter|subscribe|subscription|signup|sign-up|"
    r"promo|promotion|advert|advertisement|ads?|adsense|adsbygoogle|sponsor|banner|popup|modal|toast|overlay|"
    r"pagination|pager|prev-next|prevnext|post-nav|postnav|toc|table-of-contents|tableofcontents|on-this-page|"
    r"author-box|author-bio|author-card|bio|profile|widget-area|widgets|skip-link|skip|sr-only|visually-hidden|screen-reader-text|"
    r"container_postbtn|postbtn|another_category|revenue_unit_wrap|tt_category|clap|claps|upvote|vote|reactions?|likes?|followers?|"
    r"paywall|regwall|edit-page|edit-this-page|edit_page|page-edit|editsection|mw-editsection|navbox|catlinks|toolbar|"
    r"tags|tag-list|taglist|post-tags|post-meta|entry-meta|byline|article-meta|hatnote|jump-to-nav|indicators|popular|trending|"
    r"article-header-meta|feedback|helpful|rating|ratings|login|search|searchbox)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"admonition|callout|note|tip|warning|caution|info|alert|starlight-aside", re.IGNORECASE)
_ID_FROM_TITLE = frozenset(
    {"section", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "a", "span", "td", "figure"}
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"})
_CONTENT = (  # where sites keep the article, the surest first: #id, .class, @itemprop, =role or a tag's name
    "@articleBody", ".tt_article_useless_p_margin", ".se-main-container", "#article-body", ".s-prose", ".markdown-body",
    ".theme-doc-markdown", ".md-content__inner", ".mw-parser-output", ".entry-content", ".post-content", ".post-body",
    ".article-content", ".article-body", ".article_view", ".contents_style", ".gh-content", ".e-content", ".atom-one",
    "=main", ".main-page-content", "article", "main",
)  # fmt: skip
_RANKS = {name: rank for rank, name in enumerate(_CONTENT)}
_MOST = 0.4
_DOMINANT = 0.85
_HEADING = re.compile(r"h[1-6]")


def find_article(soup: BeautifulSoup) -> Tag:
    """Return the part of a page that is its article, with what is not text of it taken out.

    The page's code must have been taken out (``take_code``); the page is changed.
    """
    body = soup.body or soup
    _drop(body)
    _drop_around(body, _weigh(body))
    article = _chosen(soup, body, _weigh(body))
    _drop_headers(article)
    return article


def _drop(body: Tag) -> None:
    for comment in body.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in body.find_all(lambda tag: tag.name in _NEVER_TEXT or _is_hidden(tag)):
        if _holds_the_page(tag) or _is_note(tag):
            tag.name = "div"
        else:
            tag.extract()


def _holds_the_page(tag: Tag) -> bool:
    """Whether a ``<form>`` or the like is wrapped around the whole page, as some old sites do."""
    return tag.name == "form" and tag.find(["article", "main", "h1"]) is not None


def _is_note(tag: Tag) -> bool:
    """Whether an ``<aside>`` is one the author wrote, or a ``<footer>`` says whom a quote is from."""
    if tag.name == "footer":
        return tag.find_parent("blockquote") is not None
    return tag.name == "aside" and _NOTE.search(" ".join(classes(tag))) is not None


def _is_hidden(tag: Tag) -> bool:
    if tag.name in _PROTECTED or not tag.attrs or (tag.get("role") == "tabpanel" and tag.find("pre")):
        return False
    style = str(tag.get("style") or "").replace(" ", "").lower()
    return (
        tag.has_attr("hidden")
        or "display:none" in style
        or "visibility:hidden" in style
        or str(tag.get("role") or "").lower() in _ROLES
        or (tag.get("aria-hidden") == "true" and tag.find(["p", "pre", "img"]) is None)
    )


def _weigh(body: Tag) -> dict[int, int]:
    """Return for every tag how many characters of text and code are in it, by ``id``."""
    weights: dict[int, int] = {}
    tags = [body]
    for node in body.descendants:
        if isinstance(node, Tag):
            tags.append(node)
            weights[id(node)] = int(str(node.get("data-length") or 0))
        elif isinstance(node, NavigableString):
            weights[id(node.parent)] = weights.get(id(node.parent), 0) + len(node.strip())
    for tag in reversed(tags[1:]):  # children come before their parents
        weights[id(tag.parent)] = weights.get(id(tag.parent), 0) + weights[id(tag)]
    return weights


def _drop_around(body: Tag, weights: dict[int, int]) -> None:
    most = weights.get(id(body), 0) * _MOST
    for tag in body.find_all(lambda tag: tag.name not in _PROTECTED and bool(tag.get("class") or tag.get("id"))):
        if weights.get(id(tag), 0) < most and _AROUND.search(_named(tag)) and not _holds_article(tag):
            tag.extract()


def _holds_article(tag: Tag) -> bool:
    return "data-code" in tag.attrs or tag.find(["article", "main", "h1"]) is not None


def _named(tag: Tag) -> str:
    """Return the names of a tag that say what it is for; the id of a section is made from its title."""
    names = classes(tag)
    if tag.name in _ID_FROM_TITLE or "section" in names:
        return " ".join(names)
    return " ".join([*names, str(tag.get("id") or "")])


def _chosen(soup: BeautifulSoup, body: Tag, weights: dict[int, int]) -> Tag:
    whole = weights.get(id(body), 0)
    ranked: dict[int, list[Tag]] = {}
    for tag in body.find_all(True):
        for rank in {_RANKS[name] for name in _places_of(tag) if name in _RANKS}:
            ranked.setdefault(rank, []).append(tag)
    for _, found in sorted(ranked.items()):
        outer = _outer(found)
        if whole and sum(weights.get(id(tag), 0) for tag in outer) >= whole * _MOST:
            return _together(soup, outer)
    return _dominant(body, weights)


def _places_of(tag: Tag) -> list[str]:
    names = [f".{name}" for name in classes(tag)]
    return [*names, tag.name, f"#{tag.get('id')}", f"@{tag.get('itemprop')}", f"={tag.get('role')}"]


def _outer(tags: list[Tag]) -> list[Tag]:
    known = {id(tag) for tag in tags}
    return [tag for tag in tags if not any(id(parent) in known for parent in tag.parents)]


def _together(soup: BeautifulSoup, parts: list[Tag]) -> Tag:
    """Return one tag with all ``parts``: a question and its answers are one article."""
    if len(parts) == 1:
        return parts[0]
    whole = soup.new_tag("div")
    for number, part in enumerate(parts):
        if number:
            whole.append(soup.new_tag("hr"))
        whole.append(part.extract())
    return whole


def _dominant(body: Tag, weights: dict[int, int]) -> Tag:
    """Go down while one child holds nearly all the text; what is beside it is around the article."""
    tag = body
    while True:
        tags = [child for child in tag.children if isinstance(child, Tag)]
        heaviest = max(tags, key=lambda child: weights.get(id(child), 0), default=None)
        if heaviest is None or heaviest.name in {"p", "pre", "table", "ul", "ol", "blockquote"}:
            return tag
        if weights.get(id(heaviest), 0) < weights.get(id(tag), 0) * _DOMINANT:
            return tag
        tag = heaviest


def _drop_headers(article: Tag) -> None:
    """Keep only the headings of a ``<header>``: the rest is the author's picture, a date, buttons."""
    for header in article.find_all("header"):
        headings = [heading.extract() for heading in header.find_all(_HEADING)]
        header.clear()
        header.extend(headings)
