"""Remove related posts, share buttons and teasers from inside an article."""

import re

from bs4 import Tag

from generate.sources.names import first_in, tags_in

_RELATED = re.compile(
    r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|related (?:posts?|articles?|stories|news|content|reading)|"
    r"more (?:from|on|like) .{1,30}|read (?:more|next|also)|also read|see also on|recommended(?: for you)?|most read|"
    r"(?:mehr|weitere artikel|weiteres) (?:zum thema|zu .{1,30})|auch interessant|zum weiterlesen|weitere artikel|"
    r"das (?:thema )?k(?:ö|oe)nnte (?:dich|sie) auch interessieren|das k(?:ö|oe)nnte .{1,20}interessieren|"
    r"(?:te|le) puede interesar|(?:notas|noticias|art[ií]culos) relacionad[ao]s|lea tambi[eé]n|"
    r"(?:à )?lire aussi|dans la m[eê]me rubrique|sur le m[eê]me sujet|articles? (?:li[ée]s|similaires)|"
    r"czytaj (?:też|także|również)|zobacz (?:też|także|również)|inne artykuły.{0,20}|"
    r"관련 ?(?:글|기사|포스트|게시글)|함께 보면 좋은 ?글|"
    r"추천 ?(?:글|기사)|이런 글은 어떠세요|"
    r"多く読まれている記事|関連(?:記事|リンク))\s*[:：…!?]*",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"(?:share(?: (?:this|on|via))?(?: (?:post|article|page|story|facebook|twitter|x|linkedin))?|"
    r"teilen|drucken|merken|senden|"
    r"print(?: (?:this )?(?:page|article))?|tweet|pin it|partager|imprimer|compartir|imprimir|udostępnij|"
    r"공유(?:하기)?|인쇄(?:하기)?|"
    r"シェア(?:する)?|印刷)\s*[:：]?",
    re.IGNORECASE,
)
_BOXES = frozenset({"div", "section", "ul", "ol", "figure"})
_TITLES = ("h2", "h3", "h4", "h5", "h6", "p", "strong", "b", "span", "div", "li")
_LONGEST = 70  # maximum characters of a heading above related posts, or of a button
_LINKED = 0.6  # share of the text inside links from which a box counts as links
_PART = 0.3  # share of the article's text; a larger box is the article
_FEWEST_LINKS = 3


def drop_beside(article: Tag) -> None:
    """Remove related posts, share buttons and boxes of teasers from ``article``; keep the author's lists."""
    whole = len(article.get_text())
    for tag in tags_in(article, *_TITLES):
        if tag.parent is None or not (text := _label(tag)):
            continue
        if _BUTTONS.fullmatch(text) and not _is_heading(tag):
            tag.extract()
        elif _RELATED.fullmatch(text):
            _drop_related(tag, article, whole)
    for box in tags_in(article, "div", "section"):
        if box is not article and box.parent is not None and _is_teasers(box, whole):
            box.extract()


def _label(tag: Tag) -> str:
    """Return the text of ``tag`` if it is no longer than a heading above related posts."""
    texts: list[str] = []
    left = _LONGEST + 1
    for text in tag.stripped_strings:
        texts.append(text)
        left -= len(text) + 1
        if left < 0:
            return ""
    return " ".join(texts)


def _is_heading(tag: Tag) -> bool:
    return tag.name.startswith("h")


def _drop_related(title: Tag, article: Tag, whole: int) -> None:
    """Remove ``title`` and the links under it: their common box, or the boxes of links that follow."""
    while title.parent is not None and title.parent is not article and _is_alone(title):
        title = title.parent
    box = title.parent
    if box is None:
        return
    if box is not article and link_share(box) > _LINKED and len(box.get_text()) < whole * _PART:
        box.extract()
        return
    following = [tag for tag in title.next_siblings if isinstance(tag, Tag)]
    links = 0
    for tag in following:
        if tag.name not in _BOXES or link_share(tag) < _LINKED:
            break
        links += 1
        tag.extract()
    if links:
        title.extract()


def _is_alone(tag: Tag) -> bool:
    return tag.parent is not None and len(tag.parent.get_text(strip=True)) == len(tag.get_text(strip=True))


def _is_teasers(box: Tag, whole: int) -> bool:
    """Return whether ``box`` holds almost only links, as rows of teasers do."""
    if first_in(box, "a", skip=_FEWEST_LINKS - 1) is None or first_in(box, "pre", "code", "table") is not None:
        return False
    return link_share(box) > 1 - (1 - _LINKED) / 2 and len(box.get_text()) < whole * _PART


def link_share(tag: Tag) -> float:
    """Return the share of a tag's text inside links, from 0 to 1."""
    linked = sum(len(link.get_text(strip=True)) for link in tags_in(tag, "a"))
    return linked / max(1, len(tag.get_text(strip=True)))
