"""A word with one wrong letter finds the intended one, equally on both databases."""

import pytest
from django.test import Client

from tests.til.conftest import Publish
from til.search.query import Query, answers
from til.search.snippet import plain_text, snippet
from til.search.words import terms

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kuberntes", "Kubernetes"),
        ("kubernetse", "Kubernetes"),
        ("kubernetess", "Kubernetes"),
        ("kubernites pods", "Kubernetes"),
        ("파이선", "파이썬"),
        ("쿠버네티즈", "쿠버네티스"),
        ("도거 컨테이너", "도커"),
        ("kxbxrnetes", ""),
        ("podz", ""),
        ("zzzzzzzz", ""),
    ],
)
def test_one_wrong_letter(publish: Publish, asked: str, found: str) -> None:
    publish("Kubernetes", "Scale pods.")
    publish("파이썬", "가상 환경을 만든다.")
    publish("쿠버네티스", "노드를 늘린다.")
    publish("도커", "컨테이너를 만든다.")
    assert [til.title for til in answers(Query(asked))[:1]] == ([found] if found else [])


def test_a_word_that_is_there_is_never_replaced(publish: Publish) -> None:
    publish("Reader", "One.")
    publish("Header", "header header", tags=["header"])
    assert [til.title for til in answers(Query("reader"))[:]] == ["Reader"]


@pytest.mark.parametrize("typed", ["scaling kub", "쿠버ㄴ", "쿠번", "쿠버네", "py"])
def test_an_unfinished_last_word_finds_what_it_begins(publish: Publish, client: Client, typed: str) -> None:
    publish("Kubernetes", "Scaling pods.")
    publish("쿠버네티스", "노드를 늘린다.")
    publish("Python", "A list.")
    publish("Lists", "py is its short form.")
    said = client.get("/search/", {"q": typed}, headers={"hx-request": "true"}).content.decode()
    wanted = {"s": "Kubernetes", "쿠": "쿠버네티스", "p": "Python"}[typed[0]]
    assert "<mark>" in said
    assert f">{wanted}</a>" in said.replace("<mark>", "").replace("</mark>", "")
    assert "closest word" not in said


def test_the_page_says_what_it_looked_for_instead(publish: Publish, client: Client) -> None:
    publish("Kubernetes", "Scale pods.")
    said = client.get("/search/?q=kuberntes").content.decode()
    assert "These TILs contain the closest word" in said
    assert "<mark>Kubernetes</mark>" in said
    assert "closest word" not in client.get("/search/?q=kubernetes").content.decode()


def test_a_snippet_shows_where_most_of_the_words_stand() -> None:
    text = f"index first. {'filler ' * 80} create an index without locking the table {'filler ' * 80}"
    shown = snippet(text, terms("index locking table"))
    assert "<mark>index</mark> without <mark>locking</mark> the <mark>table</mark>" in shown


def test_words_of_two_blocks_do_not_run_together() -> None:
    assert plain_text("<h2>a</h2><p>b<br>c <b>d</b>e</p><ul><li>f</li><li>g</li></ul>") == "a b c de f g"
