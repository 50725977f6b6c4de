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
    for name in sorted(files()):
        if not name.endswith("/expected-metadata.json"):
            continue
        expected = json.loads(files()[name])
        said = about(BeautifulSoup(page(name.replace("expected-metadata.json", "source.html")), "lxml"), "")
        found = dict(zip(FIELDS, (said.title, said.author, said.date[:10]), strict=True))
        for field in FIELDS:
            if wanted := expected.get(field):
                known[field] += 1
                right[field] += _bare(found[field]) == _bare(wanted[:10] if field == "publishedTime" else wanted)
    return {field: (right[field], known[field]) for field in FIELDS}


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
