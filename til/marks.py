"""Mark in a rendered draft what its source does not say."""

import re
from collections.abc import Iterable, Sequence

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe

from til.invented import Invention, Kind

_CODE = {Kind.CODE, Kind.COMMAND}


def mark_inventions(html: str, inventions: Iterable[Invention]) -> SafeString:
    """Return cleaned HTML with a ``mark`` around each invention; code with a find loses its colours."""
    found = list(inventions)
    page = BeautifulSoup(html, "html.parser")
    lines = {invention.text for invention in found if invention.kind in _CODE}
    names = {invention.text for invention in found if invention.kind is Kind.NAME}
    words = [invention.text for invention in found if invention.kind in {Kind.ADDRESS, Kind.NUMBER}]
    for code in page.find_all("code"):
        if code.parent and code.parent.name == "pre":
            _mark_lines(page, code, lines)
        elif code.get_text().strip() in names:
            code.wrap(page.new_tag("mark"))
    if words:
        _mark_words(page, words)
    return mark_safe(str(page))


def _mark_lines(page: BeautifulSoup, code: Tag, invented: set[str]) -> None:
    text = code.get_text()
    if not any(line.strip() in invented for line in text.splitlines()):
        return
    code.clear()
    for line in text.splitlines(keepends=True):
        code.append(_marked(page, line) if line.strip() in invented else NavigableString(line))


def _mark_words(page: BeautifulSoup, words: Sequence[str]) -> None:
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(word)}(?![\d])" for word in longest_first))
    for text in page.find_all(string=pattern):
        if text.find_parent(["code", "mark"]):
            continue
        at, parts = 0, []
        for match in pattern.finditer(text):
            parts += [NavigableString(text[at : match.start()]), _marked(page, match.group())]
            at = match.end()
        text.replace_with(*parts, NavigableString(text[at:]))


def _marked(page: BeautifulSoup, text: str) -> Tag:
    mark = page.new_tag("mark")
    mark.string = text
    return mark
