"""Titles are completed while a link is typed."""

import pytest
from django.test import Client

from tests.til.conftest import Publish
from til.search.titles import completions


@pytest.fixture
def some(publish: Publish) -> None:
    publish("Use git bisect")
    publish("git 이분 탐색으로 찾기")
    publish("Bisecting by hand", "A longer text about searching.")
    publish("Secret git", status="draft")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("git", ["git 이분 탐색으로 찾기", "Use git bisect"]),  # one begins with it
        ("bis", ["Bisecting by hand", "Use git bisect"]),
        ("BISECT git", ["Use git bisect"]),
        ("탐색", ["git 이분 탐색으로 찾기"]),
        ("이분 탐", ["git 이분 탐색으로 찾기"]),
        ("1", ["Use git bisect"]),
        ("day 3", ["Bisecting by hand"]),
        ("searching", ["Bisecting by hand"]),  # by its text
        ("", ["Bisecting by hand", "git 이분 탐색으로 찾기", "Use git bisect"]),
        ("secret", []),
        ("%", []),
        ("\x00'\"", []),
    ],
)
def test_titles_by_their_beginning_their_words_or_their_day(some: None, typed: str, found: list[str]) -> None:
    assert [til.title for til in completions(typed)] == found


def test_they_are_sent_as_suggestions_that_browsers_read(client: Client, some: None) -> None:
    answer = client.get("/search/suggestions/?q=use")
    assert answer["Content-Type"] == "application/x-suggestions+json"
    assert answer.json() == ["use", ["Use git bisect"], ["Day 1"], ["/til/1-use-git-bisect/"]]
    assert "/search/suggestions/?q={searchTerms}" in client.get("/opensearch.xml").content.decode()
