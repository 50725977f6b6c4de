"""Titles, authors and dates of real pages, compared with readability's expected ones."""

import json
import re
from collections import Counter

from bs4 import BeautifulSoup

from bench.sources.real import files, page
from generate.sources.about import about

FIELDS = ("title", "byline", "publishedTime")


def metadata() -> dict[str, tuple[int, int]]:
    """Return, for each field, how many are right and how many there are; punctuation and a date's time do not count."""
    right, known = Counter[str](), Counter[str]()
    for name in sorted(name for name in files() if name.endswith("/expected-metadata.json")):
        expected = _values(json.loads(files()[name]))
        said = about(BeautifulSoup(page(name.replace("expected-metadata.json", "source.html")), "lxml"), "")
        found = _values(dict(zip(FIELDS, (said.title, said.author, said.date), strict=True)))
        known += Counter(field for field, value in expected.items() if value)
        right += Counter(field for field, value in expected.items() if value and value == found[field])
    return {field: (right[field], known[field]) for field in FIELDS}


def _values(said: dict[str, str | None]) -> dict[str, str]:
    texts = {field: said.get(field) or "" for field in FIELDS}
    return {field: _bare(text[:10] if field == "publishedTime" else text) for field, text in texts.items()}


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
