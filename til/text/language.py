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


_FOREIGN = {KOREAN: (0.0, 0.05), ENGLISH: (0.5, 1.0)}  # shares of Hangul in text that is clearly in the other language
_GRAMMAR = re.compile(
    r"(?<![\w.-])(?:the|a|an|of|to|in|on|for|with|without|from|by|how|what|when|why|that|is|are|your|my|its|and|into)"
    r"(?![\w.-])",
    re.IGNORECASE,
)
_SENTENCE = 2  # English function words that a row of names does not have
_TITLE = 6  # syllables from which a title is Korean
_LEAST = 40  # letters from which a share is certain; a syllable is worth two


def detect(text: str) -> str:
    """Return ``ko`` or ``en`` by the share of Hangul among the letters; code counts only if there is nothing else."""
    share = _hangul(_prose(text))[0]
    if share is None:
        share = _hangul(text)[0]
    return KOREAN if share is not None and share >= _SHARE else ENGLISH


def is_clearly_other(text: str, language: str) -> bool:
    """Return whether the prose of ``text`` is clearly not in ``language``; a few letters never are."""
    share, letters = _hangul(_prose(text))
    least, most = _FOREIGN[language]
    return share is not None and letters >= _LEAST and least <= share <= most


def is_clearly_other_line(text: str, language: str) -> bool:
    """Return whether a title or an excerpt is clearly not in ``language``; names and commands alone never are."""
    prose = _prose(text)
    share, letters = _hangul(prose)
    if share is None:
        return False
    if language == KOREAN:
        return share == 0 and len(_GRAMMAR.findall(prose)) >= _SENTENCE
    return share > _FOREIGN[ENGLISH][0] and letters >= 2 * _TITLE


def _prose(text: str) -> str:
    return _INLINE.sub(" ", _FENCED.sub(" ", text))


def _hangul(text: str) -> tuple[float | None, int]:
    """Return the share of Hangul among the letters, and how much text they are, in Latin letters."""
    hangul, latin = len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    return (hangul / (hangul + latin) if hangul + latin else None), 2 * hangul + latin
