"""Highlight claims that the source does not support in a rendered draft."""

import re
from collections.abc import Iterable, Mapping

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe

from til.review.unsupported_claims import Kind, UnsupportedClaim

_CODE = {Kind.CODE, Kind.COMMAND}


def mark_unsupported_claims(html: str, claims: Iterable[UnsupportedClaim]) -> SafeString:
    """Return ``html`` with a ``mark`` around each claim found, of class ``soft`` for one to look at.

    Code with a mark loses its highlighting.
    """
    found = list(claims)
    page = BeautifulSoup(html, "html.parser")
    lines = {claim.text for claim in found if claim.kind in _CODE}
    names = {claim.text: claim for claim in found if claim.kind is Kind.NAME}
    words = {claim.text: claim for claim in found if claim.kind is not Kind.CODE}
    addresses = {claim.text for claim in found if claim.kind is Kind.ADDRESS}
    for link in page.find_all("a", href=lambda href: href in addresses):
        link.wrap(page.new_tag("mark"))
    for code in page.find_all("code"):
        if code.parent and code.parent.name == "pre":
            _mark_lines(page, code, lines)
        elif claim := names.get(code.get_text().strip()):
            code.wrap(_tag(page, claim))
    if words:
        _mark_words(page, words)
    return mark_safe(str(page))


def _mark_lines(page: BeautifulSoup, code: Tag, unsupported: set[str]) -> None:
    text = code.get_text()
    if not any(line.strip() in unsupported for line in text.splitlines()):
        return
    code.clear()
    for line in text.splitlines(keepends=True):
        code.append(_marked(page, line) if line.strip() in unsupported else NavigableString(line))


def _mark_words(page: BeautifulSoup, words: Mapping[str, UnsupportedClaim]) -> None:
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(_whole, longest_first)))
    for text in page.find_all(string=pattern):
        if text.find_parent(["code", "mark"]):
            continue
        at, parts = 0, []
        for match in pattern.finditer(text):
            mark = _tag(page, words[match.group()])
            mark.string = match.group()
            parts += [NavigableString(text[at : match.start()]), mark]
            at = match.end()
        text.replace_with(*parts, NavigableString(text[at:]))


def _whole(words: str) -> str:
    """Return a pattern for ``words``, but not inside longer words; Korean particles may follow."""
    behind = r"(?![A-Za-z\d])" if words[-1:].isascii() and words[-1:].isalnum() else ""
    return rf"(?<![\w.]){re.escape(words)}{behind}"


def _tag(page: BeautifulSoup, claim: UnsupportedClaim) -> Tag:
    attributes = ({} if claim.is_sure else {"class": "soft"}) | ({"title": claim.passage} if claim.passage else {})
    return page.new_tag("mark", attrs=attributes)


def _marked(page: BeautifulSoup, text: str) -> Tag:
    mark = page.new_tag("mark")
    mark.string = text
    return mark
