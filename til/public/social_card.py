"""Social cards: a TIL's title, day and tags as a PNG."""

import io
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from PIL import Image, ImageDraw

from til.models import Til
from til.public.fonts import Font, font_for
from til.site.colours import LIGHT, mixed, readable
from til.site.models import current

SIZE = (1200, 630)
_DESIGN = "2"  # raise it when the design changes
_EDGE = 80
_PAPER, _INK, _GREEN, _MARKER = LIGHT, "#1a211d", "#12724a", "#fff1a3"
_TITLE_SIZES = (76, 68, 60, 52, 44, 38)
_TITLE_SPACE = 300
_TAG_SIZE, _TAG_PAD = 30, 18
_KEPT = 7 * 24 * 3600  # seconds
_DECORATION = {"So", "Sk", "Cf", "Cn", "Co", "Mn", "Me"}  # emoji and their joiners, which a title can do without
_NAMES = {"ko": "오늘 배운 것", "en": "Today I learned"}  # the TIL's language, not the visitor's
_drawing = threading.Lock()  # one at a time: a crawler may request many at once


@dataclass(frozen=True, slots=True)
class Card:
    """The text on a card."""

    day: str
    title: str
    tags: tuple[str, ...]
    site: str
    colour: str

    @property
    def key(self) -> str:
        """Return a cache key that changes with the text."""
        shown = [_DESIGN, self.day, self.site, self.title, self.colour, *self.tags]
        return sha256("\0".join(shown).encode()).hexdigest()[:16]


def card_of(til: Til, tags: Sequence[str]) -> Card | None:
    """Return a TIL's card, or None if no available font has all letters of its title."""
    title = " ".join(_plain(til.title).split())
    if not title or font_for(title) is None:
        return None
    site = current()
    name = _plain(site.name) or _NAMES[til.language]
    colour = readable(site.colour, LIGHT) if site.colour else _GREEN
    shown = tuple(tag for tag in tags if font_for(tag))
    return Card(f"Day {til.day_number}", title, shown, name if font_for(name) else _NAMES["en"], colour)


def png(card: Card) -> bytes:
    """Return the PNG, cached for a week."""
    name = f"card-{card.key}"
    drawn: bytes | None = cache.get(name)
    if drawn is None:
        with _drawing:
            drawn = _draw(card)
        cache.set(name, drawn, _KEPT)
    return drawn


def _plain(text: str) -> str:
    """Remove decorative characters that no available font has."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in _DECORATION or font_for(sign))


def _draw(card: Card) -> bytes:
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 14), fill=card.colour)
    _head(draw, card)
    _title(draw, card.title)
    _tags(draw, card.tags, card.colour)
    out = io.BytesIO()
    image.quantize(32, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _sized(text: str, size: int) -> Font:
    found = font_for(text)
    assert found is not None, "a card contains only characters that a font has"  # noqa: S101 - checked by card_of
    return found.font_variant(size=size)


def _head(draw: ImageDraw.ImageDraw, card: Card) -> None:
    name, day = _sized(card.site, 36), _sized(card.day, 36)
    room = SIZE[0] - 3 * _EDGE - draw.textlength(card.day, day)
    shown = card.site if name.getlength(card.site) <= room else _shortened(card.site, name, room)
    width = draw.textlength(shown, name)
    draw.rectangle((_EDGE - 6, 94, _EDGE + width + 6, 118), fill=_MARKER)
    draw.text((_EDGE, 110), shown, _INK, name, anchor="ls")
    draw.text((SIZE[0] - _EDGE, 110), card.day, card.colour, day, anchor="rs")


def _title(draw: ImageDraw.ImageDraw, title: str) -> None:
    """Draw the title as large as it fits, centred vertically."""
    size = next((size for size in _TITLE_SIZES if _fits(title, size)), _TITLE_SIZES[-1])
    font, height = _sized(title, size), _height(size)
    lines, most = _lines(title, font), _TITLE_SPACE // height
    if len(lines) > most:
        lines = [*lines[: most - 1], _shortened(lines[most - 1], font, SIZE[0] - 2 * _EDGE)]
    top = 165 + (_TITLE_SPACE - len(lines) * height) // 2
    for number, line in enumerate(lines):
        draw.text((_EDGE, top + number * height + round(size * 1.02)), line, _INK, font, anchor="ls")


def _fits(title: str, size: int) -> bool:
    return len(_lines(title, _sized(title, size))) * _height(size) <= _TITLE_SPACE


def _height(size: int) -> int:
    return round(size * 1.32)  # share of a line


def _lines(text: str, font: Font) -> list[str]:
    """Break a text into lines between words, or inside a word wider than the card."""
    room, lines = SIZE[0] - 2 * _EDGE, [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= room:
            lines[-1] = longer
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = word
        while font.getlength(lines[-1]) > room:
            fits = next(n for n in range(len(lines[-1]), 0, -1) if n == 1 or font.getlength(lines[-1][:n]) <= room)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return lines


def _shortened(line: str, font: Font, room: float) -> str:
    """Shorten a line with an ellipsis."""
    while line and font.getlength(line + "...") > room:
        line = line[:-1]
    return line.rstrip() + "..."


def _tags(draw: ImageDraw.ImageDraw, tags: Sequence[str], colour: str) -> None:
    """Draw as many tags as fit in one row."""
    left, middle = float(_EDGE), SIZE[1] - 90
    for tag in tags:
        font = _sized(tag, _TAG_SIZE)
        right = left + draw.textlength(tag, font) + 2 * _TAG_PAD
        if right > SIZE[0] - _EDGE:
            continue
        draw.rounded_rectangle((left, middle - 28, right, middle + 28), 28, fill=mixed(colour, _PAPER, 0.09))
        draw.text((left + _TAG_PAD, middle + 11), tag, colour, font, anchor="ls")
        left = right + 14
