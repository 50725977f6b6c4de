"""Fonts to draw a text with: one that has every sign of it, or none, so that no empty box is ever drawn."""

import logging
import threading
import unicodedata
from functools import lru_cache

from django.conf import settings
from PIL import ImageFont

log = logging.getLogger(__name__)
_looking = threading.Lock()  # FreeType's faces are for one thread at a time
Font = ImageFont.FreeTypeFont
_NOWHERE = "\U0010ffff"  # no font has it: what is drawn instead is what a missing sign looks like
_SYSTEM = [  # file, face in it; Pillow knows where systems keep their fonts. Those with Hangul first
    ("Pretendard-Bold.otf", 0),
    ("NotoSansCJK-Bold.ttc", 1),
    ("NotoSansCJKkr-Bold.otf", 0),
    ("NotoSansKR-Bold.otf", 0),
    ("NanumGothicBold.ttf", 0),
    ("NanumBarunGothicBold.ttf", 0),
    ("AppleSDGothicNeo.ttc", 6),
    ("malgunbd.ttf", 0),
    ("UnDotumBold.ttf", 0),
    ("NotoSans-Bold.ttf", 0),
    ("DejaVuSans-Bold.ttf", 0),
    ("LiberationSans-Bold.ttf", 0),
]


def font_for(text: str) -> Font | None:
    """Return the first font that has every sign of the text, in some size."""
    return next((font for font in _fonts(settings.TIL_FONT) if all(has(font, sign) for sign in set(text))), None)


def has(font: Font, sign: str) -> bool:
    """Tell whether a font draws this sign as such; what runs from right to left needs more than a font."""
    if unicodedata.bidirectional(sign) in {"R", "AL"}:
        return False
    return sign.isspace() or _drawn(font, sign) != _drawn(font, _NOWHERE)


@lru_cache(maxsize=4)
def _fonts(own: str) -> list[Font]:
    """Return what this machine has, the site's own font first and Pillow's, which has Latin only, last."""
    names = [(own, 0)] if own else []
    found = [font for name, face in [*names, *_SYSTEM] if (font := _opened(name, face))]
    if own and not (found and found[0].path == own):
        log.warning("TIL_FONT is no font that can be read: %s", own)
    last = ImageFont.load_default(size=48)
    return [*found, last] if isinstance(last, Font) else found


def _opened(name: str, face: int) -> Font | None:
    try:
        return ImageFont.truetype(name, 48, index=face)
    except OSError:
        return None


@lru_cache(maxsize=4_096)
def _drawn(font: Font, sign: str) -> tuple[tuple[int, int], bytes]:
    with _looking:
        mask, _ = font.getmask2(sign)
    return mask.size, bytes(mask)
