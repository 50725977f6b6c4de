"""Titles: the heading, the first strong line, or the sentence that says what was learned."""

import pytest

from generate.llm.offline.title import LIMIT, find_title

CASES = [
    ("# `git bisect` finds **the** commit.\n\nText.", "git bisect finds the commit"),
    ("# [Partial indexes](https://example.com)\n\nText.", "Partial indexes"),
    ("# TIL: uv is fast\n", "uv is fast"),
    ("# TIL 2026-11-22\n\n## 도커 캐시\n\n내용", "도커 캐시"),
    ("Setext title\n============\n\nText.", "Setext title"),
    ("**Never use --force**\n\nText here.", "Never use --force"),
    ("---\ntitle: From the head\n---\n\nText.", "From the head"),
    ("[환경 변수 우선순위]\n\n내용이다.", "환경 변수 우선순위"),
    ("Spent hours on cron.\n\nThe fix is to keep servers on UTC.", "The fix is to keep servers on UTC"),
    ("I tried many things first. Turns out the cache key was wrong.", "The cache key was wrong"),
    ("처음에는 느렸다.\n\n알고 보니 인덱스를 추가하면 해결된다.", "인덱스를 추가하면 해결된다"),
    ("```python\n# retry with backoff\ndef retry(): ...\n```", "retry with backoff"),
    ("```python\ndef retry(): ...\n```", "retry"),
    ("$ git bisect start", "git bisect start"),
]


@pytest.mark.parametrize(("draft", "title"), CASES)
def test_title(draft: str, title: str) -> None:
    assert find_title(draft, "en") == title


@pytest.mark.parametrize(("language", "title"), [("en", "Notes"), ("ko", "메모")])
def test_no_words_still_have_a_title(language: str, title: str) -> None:
    assert find_title("!!! ???", language) == title


def test_a_long_title_is_cut_at_a_word() -> None:
    title = find_title("# " + "word " * 60, "en")
    assert len(title) <= LIMIT
    assert title.endswith("word…")
