"""Extract the article from a page."""

import re
from collections import Counter

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from generate.sources.beside import drop_beside, link_share
from generate.sources.blocks import blocks_of
from generate.sources.names import classes, first_in, is_inside, tags_in
from generate.sources.opinion import Opinion
from generate.sources.weigh import keep_article

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
    r"author[_-]*(?:box|bio|card|description|details|about|info)|wp_rp[\w-]*|teilen|bio|profile|widget-area|widgets|skip-link|skip|sr-only|visually-hidden|screen-reader-text|"
    r"container_postbtn|postbtn|another_category|revenue_unit_wrap|tt_category|clap|claps|upvote|vote|reactions?|likes?|followers?|"
    r"paywall|regwall|edit-page|edit-this-page|edit_page|page-edit|editsection|mw-editsection|navbox|catlinks|toolbar|"
    r"tags|tag-list|taglist|post-tags|post-meta|entry-meta|byline|article-meta|hatnote|jump-to-nav|indicators|popular|trending|"
    r"article-header-meta|feedback|helpful|rating|ratings|login|search|searchbox)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTE = re.compile(r"admonition|callout|note|tip|warning|caution|info|alert|starlight-aside", re.IGNORECASE)
_OPENED = re.compile(r"collaps|accordion|fold|spoiler|tab-?(?:pane|panel|content)|tabbed", re.IGNORECASE)
_ID_FROM_TITLE = frozenset(
    {"section", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "a", "span", "td", "figure"}
)
_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu"})
_CONTENT = (  # where sites put the article, most reliable first: #id, .class, @itemprop, =role or a tag's name
    "@articleBody", ".tt_article_useless_p_margin", ".se-main-container", "#article-body", ".s-prose", ".markdown-body",
    ".theme-doc-markdown", ".md-content__inner", ".mw-parser-output", ".entry-content", ".post-content", ".post-body",
    ".article-content", ".article-body", ".article_view", ".contents_style", ".gh-content", ".e-content", ".atom-one",
    "=main", ".main-page-content", "article", "main",
)  # fmt: skip
_RANKS = {name: rank for rank, name in enumerate(_CONTENT)}
_MOST = 0.4
_MOST_OF_IT = 0.6
_DOMINANT = 0.85
_MUCH = 350  # characters in paragraphs: enough to compare blocks; shorter articles are found by names
_HEADING_OR_LEAD = re.compile(r"^(?:h[1-6]|p)$")
_LEAD = 30  # characters
_SENTENCE_ENDS = (".", "!", "?", "…", "。", ":", "”", '"')


def find_article(soup: BeautifulSoup, title: str, opinion: Opinion) -> Tag:
    """Return the article element of a page, reduced to the article's text.

    Code must have been extracted before (``take_code``). Modifies the page. ``title`` is the title in its head.
    """
    body = visible_body(soup)
    page = blocks_of(body)
    if page.boxes[0].long >= _MUCH:
        keep_article(body, page, title, opinion)
        drop_beside(body)
        return body
    _drop_around(body, _weigh(body))
    article = _chosen(soup, body, _weigh(body))
    _drop_headers(article)
    drop_beside(article)
    return article


def visible_body(soup: BeautifulSoup) -> Tag:
    """Return the body of a page without scripts, navigation elements and hidden ones."""
    body = soup.body or soup
    body.attrs = {}  # some pages stay hidden until a script shows them
    _drop_scripts(body)
    _drop(body, _weigh(body))
    return body


def _drop_scripts(body: Tag) -> None:
    for comment in [node for node in body.descendants if isinstance(node, Comment)]:
        comment.extract()
    for tag in tags_in(body, "script", "style", "template"):
        tag.extract()


def _drop(body: Tag, weights: dict[int, int]) -> None:
    whole = weights.get(id(body), 0)
    for tag in [tag for tag in tags_in(body) if tag.name in _NEVER_TEXT or _is_hidden(tag)]:
        if _holds_the_page(tag, weights.get(id(tag), 0) / max(1, whole)) or _is_note(tag):
            tag.name = "div"
        else:
            tag.extract()


def _holds_the_page(tag: Tag, share: float) -> bool:
    """Return whether an element such as a ``<form>`` or an unclosed ``<nav>`` holds ``share`` of the page's text."""
    if tag.name == "form" and first_in(tag, "article", "main", "h1") is not None:
        return True
    return share > _MOST_OF_IT and first_in(tag, "p", skip=1) is not None


def _is_note(tag: Tag) -> bool:
    """Return whether an ``<aside>`` belongs to the text, or a ``<footer>`` attributes a quote."""
    if tag.name == "footer":
        return is_inside(tag, "blockquote")
    return tag.name == "aside" and _NOTE.search(" ".join(classes(tag))) is not None


def _is_hidden(tag: Tag) -> bool:
    if tag.name in _PROTECTED or not tag.attrs:
        return False
    style = str(tag.get("style") or "").replace(" ", "").lower()
    is_hidden = (
        tag.has_attr("hidden")
        or "display:none" in style
        or "visibility:hidden" in style
        or str(tag.get("role") or "").lower() in _ROLES
        or (tag.get("aria-hidden") == "true" and first_in(tag, "p", "pre", "img") is None)
    )
    return is_hidden and not _opens(tag)


def _opens(tag: Tag) -> bool:
    """Return whether a hidden element is a tab or a collapsed part with code, which a reader can open."""
    around = " ".join([*classes(tag), *(classes(tag.parent) if tag.parent else ())])
    return (tag.get("role") == "tabpanel" or _OPENED.search(around) is not None) and first_in(tag, "pre") is not None


def _weigh(body: Tag) -> dict[int, int]:
    """Return the characters of text and code in every tag, by ``id``."""
    weights: dict[int, int] = {}
    tags = [body]
    for node in body.descendants:
        if isinstance(node, Tag):
            tags.append(node)
            weights[id(node)] = int(str(node["data-length"])) if node.name == "pre" and "data-code" in node.attrs else 0
        elif isinstance(node, NavigableString):
            weights[id(node.parent)] = weights.get(id(node.parent), 0) + len(node.strip())
    for tag in reversed(tags[1:]):  # children come before their parents
        weights[id(tag.parent)] = weights.get(id(tag.parent), 0) + weights[id(tag)]
    return weights


def _drop_around(body: Tag, weights: dict[int, int]) -> None:
    most = weights.get(id(body), 0) * _MOST
    found = [tag for tag in tags_in(body) if tag.name not in _PROTECTED and (tag.get("class") or tag.get("id"))]
    around = [tag for tag in found if _AROUND.search(_named(tag)) and not _holds_article(tag)]
    together: Counter[str] = Counter()  # parts with the same name that hold most of the text form the article
    for tag in around:
        together[_named(tag)] += weights.get(id(tag), 0)
    for tag in around:
        if together[_named(tag)] < most:
            tag.extract()


def _holds_article(tag: Tag) -> bool:
    return "data-code" in tag.attrs or first_in(tag, "article", "main", "h1") is not None


def _named(tag: Tag) -> str:
    """Return the names that describe a tag's purpose; a section's id does not, as it is derived from its title."""
    names = classes(tag)
    if tag.name in _ID_FROM_TITLE or "section" in names:
        return " ".join(names)
    return " ".join([*names, str(tag.get("id") or "")])


def _chosen(soup: BeautifulSoup, body: Tag, weights: dict[int, int]) -> Tag:
    whole = weights.get(id(body), 0)
    ranked: dict[int, list[Tag]] = {}
    for tag in tags_in(body):
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
    """Return one tag with all ``parts``, such as a question and its answers."""
    if len(parts) == 1:
        return parts[0]
    whole = soup.new_tag("div")
    for number, part in enumerate(parts):
        if number:
            whole.append(soup.new_tag("hr"))
        whole.append(part.extract())
    return whole


def _dominant(body: Tag, weights: dict[int, int]) -> Tag:
    """Descend while one child holds nearly all the text; its siblings do not belong to the article."""
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
    """Reduce a ``<header>`` to headings and lead; the rest is the author's picture, a date, buttons."""
    for header in tags_in(article, "header"):
        kept = [tag.extract() for tag in header.find_all(_HEADING_OR_LEAD) if tag.name != "p" or _is_lead(tag)]
        header.clear()
        header.extend(kept)


def _is_lead(tag: Tag) -> bool:
    """Return whether a paragraph in a ``<header>`` is a sentence of the lead."""
    text = tag.get_text(" ", strip=True)
    return len(text) >= _LEAD and link_share(tag) < _MOST and text.endswith(_SENTENCE_ENDS)
