"""Links that lead a reader nowhere are shown as text: to a TIL that is not public, or to a file of the writer's."""

import re
from collections.abc import Sequence

from til.days import public_under
from til.models import Til
from til.transfer.prose import outside_code

_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_WRITTEN = re.compile(r"(?<!!)\[((?:[^\[\]\\\n]|\\.)*)\]\(<?(/til/\d[^\s()>]*)>?(?:\s[^()\n]*)?\)")
_DAY = re.compile(r"/til/(\d{1,9})(?=[-/])")
_ELSEWHERE = re.compile(r"""(^ {0,3}\[[^\]\n]+\]:[ \t]*<?|href=["'])(/til/\d[^\s"'>]*)""", re.MULTILINE)
_TO_TIL = re.compile(r"""(?:href=["']|\(|\]:[ \t]*)<?/til/(\d{1,9})(?=[-/])""")
_RELATIVE = re.compile(r"(?![#/?]|[a-zA-Z][a-zA-Z0-9+.-]*:).")


def in_html(*pages: str) -> list[str]:
    """Return rendered texts for readers, with one query for all of them if one links to a TIL."""
    public = _public_days(pages)

    def shown(found: re.Match[str]) -> str:
        day = _DAY.match(found[1])
        leads_on = int(day[1]) in public if day else not _RELATIVE.match(found[1])
        return found[0] if leads_on else found[2]

    return [_LINK.sub(shown, page) for page in pages]


def in_markdown(text: str) -> str:
    """Return a TIL's Markdown for readers; code stays unchanged."""
    public = _public_days([text])

    def is_hidden(address: str) -> bool:
        day = _DAY.match(address)
        return day is not None and int(day[1]) not in public

    def shown(part: str) -> str:
        part = _WRITTEN.sub(lambda found: found[1] if is_hidden(found[2]) else found[0], part)
        return _ELSEWHERE.sub(lambda found: f"{found[1]}#" if is_hidden(found[2]) else found[0], part)

    return outside_code(text, shown) if _TO_TIL.search(text) else text


def _public_days(texts: Sequence[str]) -> set[int]:
    """Return the days that lead to a public TIL, of those that the texts link to."""
    linked = {int(day) for text in texts for day in _TO_TIL.findall(text)}
    if not linked:
        return set()
    public = set(Til.objects.published().filter(day_number__in=linked).values_list("day_number", flat=True))
    return public | {day for day in linked - public if public_under(day)}
