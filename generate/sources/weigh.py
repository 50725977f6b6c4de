"""Select the blocks that form the article of a page with much text, by weighing their features."""

import re
from collections import defaultdict
from collections.abc import Iterable

from bs4 import Tag

from generate.sources.blocks import Block, Blocks, Box
from generate.sources.names import tags_in
from generate.sources.opinion import Opinion
from generate.sources.signs import signs_of
from generate.sources.trees import points as points_of

_LAYOUT = 0.6  # share of a table's text in paragraphs from which it is a layout table
_HEADING = re.compile(r"h[1-6]")
_HEADING_POINTS = -1.5  # a section's heading is short and looks like a label
_LIKE = 0.5  # share of the words a heading has in common with the title
_LEAST = 80  # characters; with less text, no article was found
_FRAMES = ("header", "nav", "aside", "footer", "form", "menu", "main", "section", "article")
_ALONE = frozenset({"img", "br", "hr", "pre", "td", "th", "tr", "source"})  # meaningful without text


def keep_article(body: Tag, page: Blocks, title: str, opinion: Opinion) -> None:
    """Remove everything but the article from ``body``; ``page`` holds its blocks."""
    kept = weigh(page, title, opinion)
    _drop_pictures(page, kept)
    for at, block in enumerate(page.blocks):
        if at not in kept:
            for node in block.nodes:
                node.extract()
    _drop_empty(body)
    for tag in [body, *tags_in(body, *_FRAMES)]:  # the Markdown converter would treat their content as navigation
        tag.name, tag.attrs = "div", {}


def weigh(page: Blocks, title: str, opinion: Opinion) -> set[int]:
    """Return the numbers of the article's blocks; ``title`` is the title in the page's head."""
    signs = signs_of(page, title, opinion)
    found = [signs.of(at) for at in range(len(page.blocks))]
    points = [points_of(one) for one in found]
    for group in _groups(page.blocks):
        size = sum(page.blocks[at].length for at in group)
        mean = sum(points[at] * page.blocks[at].length for at in group) / size
        for at in group:
            points[at] = mean
    kept = {at for at, block in enumerate(page.blocks) if points[at] > 0 and not _is_heading(block)}
    if sum(page.blocks[at].length for at in kept) < _LEAST:
        kept = {at for at, block in enumerate(page.blocks) if id(block.box) in signs.inside}
    _add_code(page.blocks, kept)
    _add_headings(page.blocks, found, points, kept)
    return kept


def _groups(blocks: list[Block]) -> Iterable[list[int]]:
    """Return the blocks of each list and table, which are kept or dropped as a whole."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        group = _group(block.box)
        if group is not None:
            groups[id(group)].append(at)
    return groups.values()


def _group(box: Box) -> Box | None:
    """Return the list or table that ``box`` is an item or cell of, except layout tables."""
    if box.tag in {"li", "dt", "dd"}:
        return box.parent
    if box.tag in {"td", "th"}:
        table = next((one for one in (box.up(steps) for steps in range(1, 4)) if one.tag == "table"), None)
        return None if table is None or table.long > table.length * _LAYOUT else table
    return None


def _is_heading(block: Block) -> bool:
    return _HEADING.fullmatch(block.box.tag) is not None


def _add_code(blocks: list[Block], kept: set[int]) -> None:
    """Keep blocks of code next to the article's text; drop others."""
    prose = {at for at in kept if not blocks[at].code}
    if not prose:
        return
    near = False
    beside: dict[int, bool] = {}
    for order in (range(len(blocks)), range(len(blocks) - 1, -1, -1)):
        near = False
        for at in order:
            if blocks[at].code:
                beside[at] = beside.get(at, False) or near
            elif not _is_heading(blocks[at]):
                near = at in prose
    kept |= {at for at, is_near in beside.items() if is_near}


def _add_headings(blocks: list[Block], signs: list[dict[str, float]], points: list[float], kept: set[int]) -> None:
    """Keep the headings with article text below them that look like the article's, are its title or stand inside it."""
    for at in range(len(blocks) - 1, -1, -1):
        if _is_heading(blocks[at]):
            under = at + 1
            while under < len(blocks) and under not in kept and under <= at + 3:
                under += 1
            is_inside = at - 1 in kept and under == at + 1
            is_title = signs[at]["is like the title"] > _LIKE
            if under in kept and (points[at] > _HEADING_POINTS or is_inside or is_title):
                kept.add(at)


def _drop_pictures(page: Blocks, kept: set[int]) -> None:
    """Remove stand-alone pictures, except between two blocks of the article."""
    for before, picture in page.pictures:
        if not {before - 1, before} <= kept:
            picture.extract()


def _drop_empty(body: Tag) -> None:
    tags = tags_in(body)
    empty: set[int] = set()
    for tag in reversed(tags):  # the inner ones come first
        if tag.name not in _ALONE and all(
            not child.strip() if isinstance(child, str) else id(child) in empty for child in tag.contents
        ):
            empty.add(id(tag))
    for tag in tags:
        if id(tag) in empty and id(tag.parent) not in empty:
            tag.replace_with(" ")
