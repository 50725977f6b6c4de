"""Numeric features that distinguish an article's blocks from the rest of a page."""

import math
import re
from dataclasses import dataclass, field
from itertools import accumulate

from generate.sources.blocks import Block, Blocks, Box
from generate.sources.opinion import Opinion

AROUND_ARTICLES = re.compile(  # typical short texts beside an article, in the languages of the fitted pages
    r"cookie|privacy|datenschutz|impressum|copyright|©|all rights|subscribe|newsletter|abonn|log ?in|sign ?(in|up)|"
    r"regist|share|tweet|facebook|twitter|instagram|pinterest|whatsapp|print|e-?mail|comment|reply|kommentar|"
    r"antwort|leave a|related|more (from|on|in)|read (more|next|also)|you (may|might)|popular|latest|recent|"
    r"trending|recommended|previous|next|newer|older|vorherig|nächst|weiter|mehr|zurück|tags?:|posted|filed|"
    r"categor|kategori|schlagw|by |von |photo|foto|image|bild|credit|source|quelle|advert|anzeige|sponsor|menu|"
    r"home|search|suche|click|jetzt|download|"
    r"공유|댓글|구독|로그인|관련|이전|다음|목록|추천|광고|コメント|関連|人気|シェア|評論|分享|相关",
    re.IGNORECASE,
)
_SHORT = 120  # characters
_LONG = 200
_DEEP = 6  # boxes; higher counts add no information
_ENDS = (".", "!", "?", "…", "。", '"', "”", "“", "»", ":")
_COMMAS = re.compile("[,、，]")
_WORD = re.compile(r"\w+")
_TAGS = ("p", "li", "td", "div")
_AROUND = (
    "<article>", "<main>", "<table>", "<figure>", "share", "caption", "meta", "foot", "head", "side", "content",
)  # fmt: skip
_NEAR = ("meta", "caption", "content")
_WINDOW = 6  # blocks
_STEPS = [
    (step + 2, f"links at {step:+}", f"long at {step:+}", f"same box at {step:+}", f"same kind at {step:+}")
    for step in (-2, -1, 1, 2)
]
_Kind = tuple[tuple[str, str], tuple[str, str]]
_Shape = tuple[float, bool, object, object]  # its links, whether it is long, the box around it, what looks like it
_NONE: _Shape = (1.0, False, object(), object())


@dataclass(slots=True)
class _Path:
    """All blocks whose boxes look alike, two boxes up."""

    count: int = 0
    length: int = 0
    linked: int = 0
    long: int = 0


@dataclass(slots=True)
class Signs:
    """The features of one page's blocks, by block number."""

    blocks: list[Block]
    title: frozenset[str]
    total: int
    long: int
    best: Box
    inside: frozenset[int]  # the best box and all in it, by id
    close: frozenset[int]  # the same, two boxes further out
    heard: list[float]  # the share of each block that the second opinion keeps
    heard_all: float  # its share of the page
    paths: dict[_Kind, _Path] = field(default_factory=dict)
    before: list[int] = field(default_factory=list)  # the length of the blocks before each
    linked: list[int] = field(default_factory=list)  # the length of the links in them
    near: list[_Shape] = field(default_factory=list)  # of each block, with two that are none at either end
    last: int = 0
    heading: int = -1
    titled: int = -1

    def of(self, at: int) -> dict[str, float]:
        """Return the features of block ``at``."""
        block = self.blocks[at]
        said: dict[str, float] = {}
        for signs in (self._text(block), self._boxes(block), self._place(at), self._near(at), self._heard(at)):
            said.update(signs)
        return said

    def _text(self, block: Block) -> dict[str, float]:
        text, length = block.text, block.length
        said = {f"is {tag}": float(block.box.tag == tag) for tag in _TAGS}
        return said | {
            "log length": math.log1p(length),
            "links": block.links,
            "ends a sentence": block.code or text.endswith(_ENDS),
            "commas": min(6, len(_COMMAS.findall(text))),
            "words": min(5.0, text.count(" ") / 10),
            "says what is around": length < _SHORT and AROUND_ARTICLES.search(text) is not None,
            "is like the title": _likeness(text, self.title) if length < _SHORT * 2 else 0.0,
        }

    def _boxes(self, block: Block) -> dict[str, float]:
        box, parent, grand, great = (block.box.up(steps) for steps in range(4))
        near, far = box.words | parent.words, grand.words | great.words
        path = self.paths[_kind(block)]
        said = {f"in {word}": float(word in box.around) for word in _AROUND}
        said |= {f"near {word}": float(word in near) for word in _NEAR}
        return said | {
            "far content": "content" in far,
            "links beside": (parent.linked - block.linked) / (parent.length - block.length)
            if parent.length > block.length
            else block.links,
            "links of 2": grand.linked / max(1, grand.length),
            "links of 3": great.linked / max(1, great.length),
            "long share of 1": parent.long / self.long,
            "log alike": math.log1p(path.count),
            "long share of alike": path.long / self.long,
            "long of alike": path.long / path.length,
        }

    def _place(self, at: int) -> dict[str, float]:
        box = self.blocks[at].box
        down = 0
        inside = id(box) in self.inside
        while inside and box is not self.best and box.parent is not None and down < _DEEP:
            box, down = box.parent, down + 1
        depth = self.blocks[at].box.depth - self.best.depth
        return {
            "in best box": inside,
            "far from best box": id(self.blocks[at].box) not in self.close,
            "steps into best box": down,
            "deeper than best box": max(-10, min(10, depth)) / 10,
            "best box's share": self.best.long / self.long,
            "long of page": self.long / self.total,
            "text before": self.before[at] / self.total,
            "after the last": max(0, min(3, at - self.last)),
            "from h1": min(10, abs(at - self.heading)) / 10 if self.heading >= 0 else 1.0,
            "before title": at < self.titled,
        }

    def _near(self, at: int) -> dict[str, float]:
        _, _, own_box, own_kind = self.near[at + 2]
        before = self.linked[at] - self.linked[max(0, at - _WINDOW)]
        after = self.linked[min(at + 1 + _WINDOW, len(self.blocks))] - self.linked[at + 1]
        said = {"log links before": math.log1p(before), "log links after": math.log1p(after)}
        for step, links, long, same_box, same_kind in _STEPS:
            said[links], said[long], box, kind = self.near[at + step]
            said[same_box] = box is own_box
            said[same_kind] = kind == own_kind
        return said

    def _heard(self, at: int) -> dict[str, float]:
        before, far_before, after, far_after = (
            self.heard[at + step] if 0 <= at + step < len(self.heard) else 0.0 for step in (-1, -2, 1, 2)
        )
        return {
            "heard": self.heard[at],
            "heard at -1": before,
            "heard at +1": after,
            "heard at 2": (far_before + far_after) / 2,
            "heard and long": self.heard[at] if self.blocks[at].length > _LONG else 0.0,
            "heard of page": self.heard_all,
        }


def signs_of(page: Blocks, title: str, opinion: Opinion) -> Signs:
    """Compute the features of a page with at least one block; ``title`` is the title in its head."""
    blocks, whole = page.blocks, page.boxes[0]
    best = max(page.boxes, key=lambda box: box.score)
    inside, close = _inside(page.boxes, best), _inside(page.boxes, best.up(2))
    heard = [opinion.share(block.text) for block in blocks]
    total, long = max(1, whole.length), max(1, whole.long)
    heard_all = sum(share * block.length for share, block in zip(heard, blocks, strict=True)) / total
    signs = Signs(blocks, _words(title), total, long, best, inside, close, heard, heard_all)
    shapes = [(block.links, block.is_long, block.box.parent, block.box.kind) for block in blocks]
    signs.near = [_NONE, _NONE, *shapes, _NONE, _NONE]
    signs.linked = [0, *accumulate(block.linked for block in blocks)]
    before = 0
    for block in blocks:
        path = signs.paths.setdefault(_kind(block), _Path())
        path.count, path.length, path.linked = path.count + 1, path.length + block.length, path.linked + block.linked
        path.long += block.length if block.is_long else 0
        signs.before.append(before)
        before += block.length
    signs.last = max(
        (at for at, block in enumerate(blocks) if block.is_long and id(block.box) in signs.inside), default=0
    )
    signs.heading = next((at for at, block in enumerate(blocks) if block.box.tag == "h1"), -1)
    signs.titled = _titled(blocks, signs.title)
    return signs


def _titled(blocks: list[Block], title: frozenset[str]) -> int:
    short = (at for at, block in enumerate(blocks) if block.length < _SHORT * 2 and not block.code)
    likeness = {at: (_likeness(blocks[at].text, title), blocks[at].box.tag == "h1") for at in short}
    found = max(likeness, key=lambda at: likeness[at], default=-1)
    return found if found >= 0 and likeness[found][0] > 0.3 else -1


def _inside(boxes: list[Box], best: Box) -> frozenset[int]:
    inside = {id(best)}
    for box in boxes:  # the outer ones come first
        if id(box.parent) in inside:
            inside.add(id(box))
    return frozenset(inside)


def _kind(block: Block) -> _Kind:
    return (block.box.kind, block.box.up(1).kind)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _likeness(text: str, title: frozenset[str]) -> float:
    words = _words(text)
    return len(words & title) / len(words | title) if title else 0.0
