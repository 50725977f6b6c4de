"""Search: matches, ranking and snippets."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.til.conftest import Publish
from tests.til.reading import value
from til.days import create_til
from til.models import Til
from til.search.query import Query, answering, answers
from til.search.snippet import marked, snippet
from til.search.words import terms, tokens


def titles(words: str, tag: str = "", since: date | None = None, until: date | None = None) -> list[str]:
    return [til.title for til in answers(Query(words, tag, since, until))[:]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("데이터베이스의 인덱스", ["베이", "인덱스", "데이터베이스", "인덱스를", "덱", "의"]),
        ("Rebasing commits onto main", ["rebase", "REBASED", "commit main"]),
        ("use select_for_update here", ["select_for_update", "update", "updating"]),
        ("C++ and C# and .NET", ["c++", "C#", "net"]),
        ("PostgreSQL에서 인덱스", ["postgresql", "postgresql에서"]),
        ("ＦＵＬＬ １２３", ["full 123"]),
    ],
)
def test_words_are_found(publish: Publish, text: str, words: list[str]) -> None:
    publish("T", text)
    publish("Other", "nothing of it")
    for word in words:
        assert titles(word) == ["T"], word


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "  ", "?!", '"', "' OR 1=1", "a AND NOT b", "t:x", "%", "_", "NEAR(a b)"])
def test_a_query_of_signs_finds_nothing_and_breaks_nothing(publish: Publish, words: str) -> None:
    publish("Title", "text")
    assert titles(words) == []


def test_data_as_long_as_a_picture_is_a_word_too(publish: Publish) -> None:
    data = "".join(f"{number * 2_654_435_761 % 2**32:08x}" for number in range(4_000))
    publish("Data", f"data:image/png;base64,{data}==")
    publish("Other", "nothing of it")
    assert titles(data[:200]) == titles(data[:100]) == ["Data"]


def test_pairs_that_stand_apart_are_not_the_word(publish: Publish) -> None:
    publish("Apart", "데이 이터 터널")
    publish("Whole", "빅데이터널")
    assert titles("데이터널") == ["Whole"]


def test_all_words_come_first_then_most(publish: Publish) -> None:
    publish("Two", "rebase commits", on="2026-11-21")
    publish("All", "rebase commits interactively", on="2026-01-01")
    publish("One", "interactively", on="2026-11-22")
    publish("None", "nothing of it")
    assert titles("how to rebase commits interactively")[:2] == ["All", "Two"]
    assert titles("rebase commits nowhere") == ["Two", "All"]


def test_a_rare_word_tells_more_than_a_common_one(publish: Publish) -> None:
    for number in range(5):
        publish(f"Git {number}", "git")
    publish("Rare", "bisect", on="2020-01-01")
    assert titles("git bisect")[0] == "Rare"


def test_words_that_tell_nothing_are_asked_for_only_where_no_other_is(publish: Publish) -> None:
    publish("The what of it", "x")
    publish("Bisect", "이분 탐색")
    assert titles("what is the bisect") == titles("이분 탐색 하는 방법") == ["Bisect"]
    assert titles("what") == ["The what of it"]


def test_a_korean_word_with_another_ending_is_found(publish: Publish) -> None:
    publish("커밋 되돌리기", "reset")
    publish("Other", "nothing of it")
    assert titles("커밋을 되돌리는 방법") == titles("되돌리는") == ["커밋 되돌리기"]


def test_drafts_and_dates_do_not_differ_between_databases(publish: Publish) -> None:
    dated = publish("Dated", "vim")
    never = create_til(title="Never public", content="vim", status="draft")
    assert list(answering(Til.objects.all(), Query("vim"))) == [dated, never]


def test_titles_come_before_tags_before_texts_before_older_ones(publish: Publish) -> None:
    publish("Text", "about vim", on="2026-11-20")
    publish("Older text", "about vim", on="2026-11-01")
    publish("Tagged", "x", tags=["vim"], on="2026-10-01")
    publish("Vim", "x", on="2026-09-01")
    assert titles("vim") == ["Vim", "Tagged", "Text", "Older text"]


def test_what_is_looked_at_is_a_part_of_the_whole_order(publish: Publish) -> None:
    publish("Nothing of it")
    for number in range(70):
        publish(f"Vim {number}" if number % 3 else f"Text {number}", "about vim " * (1 + number % 5), tags=["vim"])
    whole, few = answering(Til.objects.published(), Query("vim")), answers(Query("vim"))
    assert len(few) == whole.count() == 70
    assert [til.title for til in [*few[:20], *few[20:]]] == [til.title for til in whole]
    assert few[69] == list(whole)[-1]


@pytest.mark.parametrize("number", [30, 90])
def test_a_page_of_answers_reads_the_texts_of_sixty_and_sorts_none_in_the_database(
    client: Client, publish: Publish, number: int
) -> None:
    for each in range(number):
        publish(f"Vim {each}", "about vim")
    client.get("/search/")  # reads what a process keeps for some seconds
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/?q=vim")
    assert f"{number} TILs found" in page.content.decode()
    asked = [one["sql"] for one in queries]
    assert len(asked) <= 8
    read = [sql for sql in asked if '"til_til"."excerpt"' in sql]
    assert [len(re.findall(r"\b\d+\b", sql.partition("IN (")[2])) for sql in read] == [min(number, 60), 20]
    assert not [sql for sql in read if "ORDER BY" in sql]


def test_tag_and_dates_narrow_the_search(publish: Publish) -> None:
    publish("Old", "vim", tags=["editor"], on="2025-01-01")
    publish("New", "vim", tags=["editor", "vim"], on="2026-01-01")
    assert titles("vim", tag="vim") == ["New"]
    assert titles("vim", since=date(2025, 6, 1)) == ["New"]
    assert titles("vim", until=date(2025, 6, 1)) == ["Old"]
    assert titles("", tag="editor") == ["New", "Old"]


def test_the_index_follows_changes(publish: Publish) -> None:
    til = publish("Before", "사과", tags=["fruit"])
    til.title, til.content = "After", "배추"
    til.save()
    assert (titles("사과"), titles("배추"), titles("before")) == ([], ["After"], [])
    til.tags.clear()
    assert titles("fruit") == []
    til.delete()
    assert titles("배추") == []


def test_finds_are_marked_and_the_rest_is_text() -> None:
    assert marked("<b> Rebasing 인덱스의", terms("rebase 인덱스")) == (
        "&lt;b&gt; <mark>Rebasing</mark> <mark>인덱스</mark>의"
    )
    part = snippet("before " * 40 + "the needle here" + " after" * 60, terms("needle"))
    assert part.startswith("… before")
    assert part.endswith("after …")
    assert "<mark>needle</mark>" in part


@given(st.text(), st.text(max_size=20))
def test_no_text_and_no_query_breaks_marking(text: str, query: str) -> None:
    html = snippet(text, terms(query))
    assert BeautifulSoup(f"<mark>{html}</mark>", "html.parser").find_all(lambda tag: tag.name != "mark") == []
    list(tokens(text))


def test_the_page_shows_finds_and_keeps_the_question(client: Client, publish: Publish) -> None:
    publish("인덱스", "**인덱스**의 순서", tags=["db"])
    page = BeautifulSoup(client.get("/search/?q=인덱스&tag=db&since=2026-01-01&until=x").content, "html.parser")
    assert [mark.get_text() for mark in page.select(".log mark")] == ["인덱스", "인덱스"]
    assert value(page, "#q", "value") == "인덱스"
    assert value(page, "#tag option[selected]", "value") == "db"
    assert value(page, "#since", "value") == "2026-01-01"


def test_as_words_are_typed_only_the_answers_are_sent(client: Client, publish: Publish) -> None:
    publish("Use git bisect", tags=["git"])
    whole = client.get("/search/?q=bisect")
    part = client.get("/search/?q=bisect", headers={"HX-Request": "true"})
    assert b"<form" not in part.content
    assert part.content.strip() in whole.content
    assert b"<mark>bisect</mark>" in part.content
    assert "HX-Request" in part.headers["Vary"]
