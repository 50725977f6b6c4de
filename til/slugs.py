"""Readable slugs: Korean is kept, and a slug is never empty."""

import re
import unicodedata

from django.utils.text import slugify

LONGEST = 80
_SPOKEN = (
    ("c++", "cpp"),
    ("c#", "csharp"),
    ("f#", "fsharp"),
    (".net", "dotnet"),
    ("+", " plus "),
    ("#", " "),
    ("/", " "),
)


def generate_slug(text: str, fallback: str = "til") -> str:
    """Return lower-case words joined by hyphens, at most ``LONGEST`` characters in NFC.

    Text without letters or digits becomes its code points; blank text becomes ``fallback``.
    """
    spoken = unicodedata.normalize("NFKC", text).casefold()
    for sign, word in _SPOKEN:
        spoken = spoken.replace(sign, word)
    slug = slugify(spoken, allow_unicode=True).replace("_", "-")
    slug = unicodedata.normalize("NFC", re.sub(r"-{2,}", "-", slug)).strip("-")
    return _cut(slug) or "-".join(f"u{ord(sign):x}" for sign in text.strip()[:8]) or fallback


def _cut(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    whole_words, _, _ = slug[: LONGEST + 1].rpartition("-")
    return whole_words or slug[:LONGEST]
