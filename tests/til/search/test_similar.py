"""Earlier TILs about the same thing as a draft are found by the words of the draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.til.conftest import Publish
from til.models import Til
from til.search.similar import CLOSE, similar


def titles(title: str, content: str = "") -> list[str]:
    return [one.til.title for one in similar(title, content)]


def test_what_shares_the_telling_words_comes_first(publish: Publish) -> None:
    publish("Use git bisect", "Git halves the commits: `git bisect start`.", tags=["git"])
    publish("git 이분 탐색", "`git bisect`로 커밋을 절반씩 나눈다.")
    publish("Rename a branch", "`git branch -m new`", tags=["git"])
    publish("Nothing of it", "Soup with noodles.")
    found = similar("Find the broken commit", "With `git bisect run` it is found at once.")
    assert [one.til.title for one in found][:2] in (
        ["Use git bisect", "git 이분 탐색"],
        ["git 이분 탐색", "Use git bisect"],
    )
    assert "Nothing of it" not in [one.til.title for one in found]
    assert found[0].likeness > found[-1].likeness
    assert titles("커밋 이분 탐색") == ["git 이분 탐색"]


def test_a_copy_is_close_and_another_topic_is_not(publish: Publish) -> None:
    publish("Stash untracked files", "`git stash -u` keeps files that are not tracked yet.", tags=["git"])
    for number in range(8):
        publish(f"Other {number}", f"`git command{number}` does thing{number} to files.")
    alike = similar("Stashing files that are untracked", "With `git stash --include-untracked`, or `git stash -u`.")
    assert alike[0].til.title == "Stash untracked files"
    assert alike[0].likeness >= CLOSE
    assert all(one.likeness < CLOSE for one in similar("Sort a list", "`sorted(files)` in Python returns a new list."))


def test_only_public_tils_are_found_unless_others_are_asked_for(publish: Publish) -> None:
    draft = publish("Use git bisect", status="draft")
    assert similar("git bisect", "") == []
    assert [one.til for one in similar("git bisect", "", Til.objects.all())] == [draft]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "?!", "the of it", "'\"; DROP TABLE", "a" * 50_000, "\x01 %s {}"])
def test_a_text_without_telling_words_is_like_nothing(text: str) -> None:
    assert similar(text, text) == []


def test_the_number_of_queries_does_not_grow_with_the_text_or_the_tils(publish: Publish) -> None:
    for number in range(30):
        publish(f"Git {number}", f"git commit number{number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(similar("git commit", " ".join(f"number{number}" for number in range(500)))) == 5
    assert len(queries) <= 4
