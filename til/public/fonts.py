"""Find a font with every character of a text, so that no empty boxes appear."""

import logging
import threading
import unicodedata
from functools import lru_cache

from django.conf import settings
from PIL import ImageFont

log = logging.getLogger(__name__)
_looking = threading.Lock()  # a FreeType face can be used by one thread at a time
Font = ImageFont.FreeTypeFont
_NOWHERE = "\U0010ffff"  # in no font, so that it renders as the glyph for missing characters
SYSTEM = [  # file name and face index; Pillow searches the system's font folders. Hangul fonts first
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
    """Return the first font with every character of ``text``, in some size; None if there is none."""
    return next((font for font in available(settings.TIL_FONT) if all(has(font, sign) for sign in set(text))), None)


def has(font: Font, sign: str) -> bool:
    """Return whether ``font`` can draw ``sign``; right-to-left scripts need shaping, so no font can."""
    if unicodedata.bidirectional(sign) in {"R", "AL"}:
        return False
    return sign.isspace() or _drawn(font, sign) != _drawn(font, _NOWHERE)


@lru_cache(maxsize=4)
def available(own: str) -> list[Font]:
    """Return the available fonts: the site's own first, Pillow's Latin-only font last."""
    names = [(own, 0)] if own else []
    found = [font for name, face in [*names, *SYSTEM] if (font := _opened(name, face))]
    if own and not (found and found[0].path == own):
        log.warning("The font in TIL_FONT cannot be read: %s", own)
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
