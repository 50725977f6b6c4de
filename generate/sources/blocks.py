"""The blocks of a page: runs of text, and the boxes that contain them."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import Tag
from bs4.element import PageElement, PreformattedString

LONG = 80  # characters; text of this length without links is more than a label
_LINKS = 0.3  # of a long text
_CLOSE = 3  # boxes
_BOXES = frozenset({
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "pre", "blockquote", "section", "article", "main",
    "header", "footer", "aside", "nav", "ul", "ol", "table", "tr", "dd", "dt", "dl", "figcaption", "figure", "body",
    "form", "tbody", "thead", "tfoot", "center", "address", "details", "summary", "hr", "caption", "fieldset", "menu",
    "hgroup",
})  # fmt: skip
_WORDS = {  # words that sites use in the names of their boxes
    "comment": "comment comments commentlist disqus respond reply replies kommentar kommentare "
    "commentaires discussion forum",
    "related": "related recommend recommended recommendation recommendations teaser teasers more similar popular "
    "trending latest recent read next mostread top suggest suggested",
    "share": "share sharing social teilen sns twitter facebook like likes follow buttons button icons print email "
    "tools toolbar actions",
    "form": "login form search subscribe subscription newsletter signup register cookie cookies consent gdpr modal "
    "popup overlay paywall contact survey poll",
    "meta": "meta byline date time author authors tags tag tagcloud info posted published details credit credits bio "
    "profile avatar rating ratings vote views",
    "caption": "caption gallery slideshow image images img picture photo media video thumb thumbnail figure",
    "foot": "footer foot bottom copyright colophon imprint legal disclaimer",
    "head": "header masthead top topbar banner logo hero head teaser",
    "side": "sidebar side aside secondary right rail widget widgets left",
    "nav": "nav navbar navigation menu breadcrumb breadcrumbs pager pagination paging prev "
    "previous tabs tab skip jump links crumb sitemap submenu categories category archive toc",
    "ad": "ad ads advert advertisement adsense sponsor sponsored promo promotion anzeige werbung publicidad shop",
    "article": "article story entry post blogpost artikel beitrag news single hentry page detail",
    "content": "content body text articlebody copy bodytext prose markdown markup inhalt txt description richtext",
}
_GROUP_OF = {word: group for group, words in _WORDS.items() for word in words.split()}
_PARTS = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")
_NAMES = 300  # characters of names examined


@dataclass(slots=True, eq=False)
class Box:
    """An element rendered as a separate box, with measures of its text and names."""

    tag: str
    kind: tuple[str, str] = ("", "")  # boxes of one kind look alike
    parent: "Box | None" = None
    depth: int = 0
    words: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()  # the words and elements of this box and its ancestors
    length: int = 0
    linked: int = 0
    long: int = 0
    score: float = 0.0  # score for long text close inside

    def up(self, steps: int) -> "Box":
        """Return the ancestor ``steps`` levels up, or the outermost box."""
        box = self
        for _ in range(steps):
            box = box.parent or box
        return box


@dataclass(slots=True, eq=False)
class Block:
    """A run of text in one box, or a block of code; lengths are in characters."""

    box: Box
    nodes: list[PageElement] = field(default_factory=list)
    text: str = ""
    length: int = 0
    linked: int = 0
    code: bool = False

    @property
    def is_long(self) -> bool:
        """Whether this is a paragraph rather than a label or a row of links."""
        return self.length > LONG and self.linked < self.length * _LINKS

    @property
    def links(self) -> float:
        """The share of the text inside links, from 0 to 1."""
        return self.linked / self.length


@dataclass(slots=True)
class Blocks:
    """All blocks with text or code in order, all boxes, and stand-alone pictures.

    Each picture is paired with the index of the block after it.
    """

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[tuple[int, Tag]] = field(default_factory=list)


def blocks_of(body: Tag) -> Blocks:
    """Return the blocks of a page whose code was extracted (``take_code``)."""
    found = Blocks()
    known: dict[int, tuple[Box, bool]] = {id(body): (_box(body, None), False)}  # its box; is it in a link
    found.boxes.append(known[id(body)][0])
    run: Block | None = None
    for node in body.descendants:
        box, in_link = known[id(node.parent)]
        if isinstance(node, Tag):
            if node.name in _BOXES:
                _close(found, run)
                run = None
                box = _box(node, box)
                found.boxes.append(box)
            known[id(node)] = (box, in_link or node.name == "a")
            if node.name == "pre" and "data-code" in node.attrs:
                length = int(str(node["data-length"]))
                found.blocks.append(Block(box, [node], length=max(1, length), code=True))
        elif isinstance(node, PreformattedString):
            continue
        if run is not None and run.box is not box:
            _close(found, run)
            run = None
        run = _taken(node, run, box, found, in_link=in_link)
    _close(found, run)
    _add_up(found)
    return found


def _taken(node: PageElement, run: Block | None, box: Box, found: Blocks, *, in_link: bool) -> Block | None:
    """Add ``node`` to the run of text it belongs to, and return the run."""
    if isinstance(node, Tag):
        if node.name == "img":
            if run is None:
                found.pictures.append((len(found.blocks), node))
            else:
                run.nodes.append(node)
        elif node.name == "br" and run is not None:
            run.text += "\n"
        return run
    text = str(node)
    if run is None and text.strip():
        run = Block(box)
    if run is not None:
        run.nodes.append(node)
        run.text += text
        run.linked += len(text.strip()) if in_link else 0
    return run


def _close(found: Blocks, run: Block | None) -> None:
    if run is not None:
        run.text = " ".join(run.text.split())
        run.length = len(run.text)
        run.linked = min(run.linked, run.length)
        found.blocks.append(run)


def _box(tag: Tag, parent: Box | None) -> Box:
    named = tag.get("class") or ""
    names = named if isinstance(named, str) else " ".join(named)
    words = _groups_of(f"{names} {tag.get('id') or ''}"[:_NAMES])
    around = words | {f"<{tag.name}>"} | (parent.around if parent else frozenset())
    return Box(tag.name, (tag.name, names), parent, parent.depth + 1 if parent else 0, words, around)


@lru_cache(maxsize=5_000)  # pages repeat their names
def _groups_of(names: str) -> frozenset[str]:
    return frozenset(_GROUP_OF[word] for part in _PARTS.split(names) if (word := part.lower()) in _GROUP_OF)


def _add_up(found: Blocks) -> None:
    """Set each box's text lengths and its score for long text close inside."""
    for block in found.blocks:
        block.box.length += block.length
        block.box.linked += block.linked
        if block.is_long:
            block.box.long += block.length
            _score(block)
    for box in reversed(found.boxes):  # the inner ones come first
        if box.parent is not None:
            box.parent.length += box.length
            box.parent.linked += box.linked
            box.parent.long += box.long


def _score(block: Block) -> None:
    box, steps = block.box.parent, 1
    while box is not None and steps <= _CLOSE:
        if box.tag != "p":
            box.score += block.length / (1, 1, 2, 4)[steps]
        steps += box.tag not in {"p", "td"}
        box = box.parent
