"""Typical beginnings of code lines by language, read from ``data/code.toml``."""

import re

from generate.offline.words import load

_SIGNS: dict[str, list[str]] = load("code")["signs"]
BY_LANGUAGE = {language: re.compile("|".join(f"(?:{sign})" for sign in signs)) for language, signs in _SIGNS.items()}
STRONG = re.compile("|".join(f"(?:{sign.pattern})" for sign in BY_LANGUAGE.values()))
HINTS = {language: re.compile(hint, re.MULTILINE) for language, hint in load("code")["hints"].items()}
