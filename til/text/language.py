"""Detect the language of a text: Korean or English."""

import re

KOREAN = "ko"
ENGLISH = "en"
LANGUAGES = (KOREAN, ENGLISH)

_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`[^`\n]+`|https?://\S+")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e\u1100-\u11ff]")
_LATIN = re.compile(r"[A-Za-z]")
_SHARE = 0.2  # Korean notes contain many English words; English notes only a few Korean ones


def detect(text: str) -> str:
    """Return ``ko`` or ``en`` by the share of Hangul among the letters; code counts only if there is nothing else."""
    prose = _INLINE.sub(" ", _FENCED.sub(" ", text))
    return _by_share(prose) or _by_share(text) or ENGLISH


def _by_share(text: str) -> str:
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    if not hangul + latin:
        return ""
    return KOREAN if hangul >= _SHARE * (hangul + latin) else ENGLISH
