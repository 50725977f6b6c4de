"""Real pages with known answers: most of each article comes out, and little of what is around it."""

import json

import pytest

from bench.sources import real
from generate.sources.page import read_page

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not real.ARCHIVE.exists(), reason="needs the real pages in ../shared/pages"),
]


def test_real_articles_are_told_from_the_pages_around_them() -> None:
    found = [
        (one, real.words(read_page(real.page(one["file"]), "https://site.example/").text))
        for one in json.loads(real.files()["articles.json"])[::37]
    ]
    kept = [real.words(string) in text for one, text in found for string in one["with"]]
    strays = [string for one, text in found for string in one["without"] if real.words(string) in text]
    assert sum(kept) > 0.9 * len(kept)
    assert len(strays) < 0.15 * len(kept)
