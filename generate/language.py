"""The language of a draft."""

from til.text.language import ENGLISH, KOREAN, LANGUAGES, detect, is_clearly_other, is_clearly_other_line

AUTO = "auto"
__all__ = ["AUTO", "ENGLISH", "KOREAN", "LANGUAGES", "detect", "is_clearly_other", "is_clearly_other_line", "resolve"]


def resolve(language: str, text: str) -> str:
    """Return the language to write in: the requested one, or that of ``text`` for ``auto``."""
    return language if language in LANGUAGES else detect(text)
