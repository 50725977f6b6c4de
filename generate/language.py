"""Which of the site's two languages a text is written in."""

import re

KOREAN = "ko"
ENGLISH = "en"
AUTO = "auto"
LANGUAGES = (KOREAN, ENGLISH)

_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`[^`\n]+`|https?://\S+")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e\u1100-\u11ff]")
_LATIN = re.compile(r"[A-Za-z]")
_SHARE = 0.2  # Korean notes are full of English words; English notes quote Korean in a word or two


def detect(text: str) -> str:
    """Return ``ko`` or ``en`` by the share of Hangul among the letters, outside code where there are any."""
    prose = _INLINE.sub(" ", _FENCED.sub(" ", text))
    return _by_share(prose) or _by_share(text) or ENGLISH


def resolve(language: str, text: str) -> str:
    """Return the language to write in: the one asked for, or the language of ``text`` where that is ``auto``."""
    return language if language in LANGUAGES else detect(text)


def _by_share(text: str) -> str:
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    if not hangul + latin:
        return ""
    return KOREAN if hangul >= _SHARE * (hangul + latin) else ENGLISH
