"""Pictures inside a text, as base64: left out with a word, since they would take the place of the text."""

import re

_DATA = r"data:(?:image|application|font|video|audio)/[\w.+-]+(?:;[\w=-]+)*;base64,"
_BASE64 = r"[A-Za-z0-9+/=_-]{64,}+"
_MARKDOWN = re.compile(rf"!\[([^\]\n]{{0,300}})\]\(\s*<?{_DATA}[A-Za-z0-9+/=_\s-]*+>?(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")
_HTML = re.compile(
    rf"<img\b[^<>]{{0,500}}?\bsrc\s*=\s*[\"']?{_DATA}[A-Za-z0-9+/=_\s-]*+[\"']?[^<>]{{0,500}}>", re.IGNORECASE
)
_ALT = re.compile(r"\balt\s*=\s*[\"']([^\"']{0,300})", re.IGNORECASE)
_ANY = re.compile(rf"<?{_DATA}{_BASE64}>?")


def without_pictures(text: str) -> str:
    """Return ``text`` with ``[picture: alternative text]`` in place of each picture that it contains."""
    if ";base64," not in text:
        return text
    text = _MARKDOWN.sub(lambda found: _named(found[1]), text)
    text = _HTML.sub(lambda found: _named(said[1] if (said := _ALT.search(found[0])) else ""), text)
    return _ANY.sub("[picture]", text)


def _named(said: str) -> str:
    return f"[picture: {said.strip()}]" if said.strip() else "[picture]"
