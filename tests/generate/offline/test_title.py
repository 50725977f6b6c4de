"""Titles: the heading, a bold first line, or a phrase that names an action."""

import pytest

from generate.offline import compose
from generate.offline.title import LIMIT

CASES = [
    ("# `git bisect` finds **the** commit.\n\nText.", "git bisect finds the commit"),
    ("# [Partial indexes](https://example.com)\n\nText.", "Partial indexes"),
    ("# TIL: uv is fast\n", "uv is fast"),
    ("# TIL 2026-11-22\n\n## 도커 캐시\n\n내용", "도커 캐시"),
    ("Setext title\n============\n\nText.", "Setext title"),
    ("**Never use --force**\n\nText here.", "Never use --force"),
    ("---\ntitle: From the head\n---\n\nText.", "From the head"),
    ("[환경 변수 우선순위]\n\n내용이다.", "환경 변수 우선순위"),
    ("Spent hours on cron.\n\nThe fix is to keep servers on UTC.", "Keep Servers on UTC"),
    ("I tried many things first. Turns out the cache key was wrong.", "The cache key was wrong"),
    ("처음에는 느렸다.\n\n알고 보니 인덱스를 추가하면 해결된다.", "인덱스를 추가하면 해결된다"),
    ("```python\n# retry with backoff\ndef retry(): ...\n```", "retry with backoff"),
    ("```python\ndef retry(): ...\n```", "retry"),
    ("$ git bisect start", "git bisect start"),
]


@pytest.mark.parametrize(("draft", "title"), CASES)
def test_title(draft: str, title: str) -> None:
    assert compose(draft, "en").titles[0] == title


@pytest.mark.parametrize(("language", "title"), [("en", "Notes"), ("ko", "메모")])
def test_no_words_still_have_a_title(language: str, title: str) -> None:
    assert compose("!!! ???", language).titles[0] == title


def test_a_long_title_is_cut_at_a_word() -> None:
    title = compose("# " + "word " * 60, "en").titles[0]
    assert len(title) <= LIMIT
    assert title.endswith("word…")


TOLD = [
    ("In particular, I will pipe that list to `fzf` so that I can fuzzy-search it.", "Pipe That List to fzf"),
    (
        "If you have a couple of splits open, look.\n\nThe `:only` command will close all other splits, but one.",
        "Close All Other Splits with :only",
    ),
    ("The `lsof` command lists open files. I can check if a port is in use, and by whom.", "Check if a Port Is in Use"),
]
LABELS = ["오늘 할 일", "오늘 배운 것", "TODO", "What I did", "Problem:", "2026-11-22", "[회고]"]
KOREAN = [
    ("메일을 보내려면 JavaMailSender를 빈으로 등록한다.\n\n그러면 된다고 했다.", "JavaMailSender를 빈으로 등록하기"),
    ("오늘은 클래스와 객체의 차이를 정리했다.\n\n클래스는 설계도다.", "클래스와 객체의 차이"),
]


@pytest.mark.parametrize(("notes", "title"), TOLD)
def test_a_phrase_that_names_deed_and_tool(notes: str, title: str) -> None:
    assert any(one.startswith(title) for one in compose(notes, "en").titles)


@pytest.mark.parametrize(("notes", "title"), KOREAN)
def test_a_korean_clause_becomes_a_noun(notes: str, title: str) -> None:
    assert any(one.startswith(title) for one in compose(notes, "ko").titles)


SECTIONED = """MySQL 계정을 정리한다.

## 2-1. 사용자 추가

MySQL에 접속해서 사용자를 추가한다. 문제가 발생한다.

## 2-2. 권한 제어

MySQL은 사용자마다 권한이 다르다.

## 2-3. 사용자 삭제

MySQL에서 사용자를 지운다.
"""


def test_korean_notes_in_sections_are_titled_by_their_subject_and_an_aspect_of_it() -> None:
    titles = compose(SECTIONED, "ko").titles
    assert titles[0].startswith("MySQL 사용자")
    assert not any(title.endswith(("을", "를", "은", "는", "발생하기")) for title in titles)


def test_a_section_that_becomes_the_title_loses_its_number() -> None:
    notes = "### 7-1. 스프링 컨테이너 생명 주기\n\n컨테이너는 빈을 만든다."
    assert compose(notes, "ko").titles[0] == "스프링 컨테이너 생명 주기"
    assert compose("# 9. AOP\n\n관점을 나눈다.", "ko").titles[0] == "9. AOP"


def test_a_title_does_not_end_in_a_verb_that_announces_more() -> None:
    notes = "Run `git reflog` and look through the output to see if it is there. It holds lost commits."
    titles = compose(notes, "en").titles
    assert titles[0].startswith("Run git reflog")
    assert not any(title.endswith("See") for title in titles)


def test_a_topic_does_not_begin_with_a_comparison() -> None:
    notes = "Like NPM, Yarn has a command. You can initialize a new project with `yarn init`. Like NPM, Yarn asks."
    assert not compose(notes, "en").titles[0].startswith("Like")


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_no_title(label: str) -> None:
    draft = compose(f"{label}\n\n- nginx 설정에서 gzip을 켜면 전송량이 줄어든다.\n- 캐시를 비웠다.\n", "ko")
    assert label.strip("[]:") not in {title.strip("[]:") for title in draft.titles}


def test_there_are_candidates_to_choose_from() -> None:
    draft = compose("# Git stash\n\nUse `git stash -u` to keep untracked files. You can drop the last stash.", "en")
    assert draft.titles[0] == "Git stash"
    assert len(draft.titles) == len(set(draft.titles)) == 3


def test_a_made_title_is_no_cut_sentence() -> None:
    notes = "To turn it off, I generally use the set command with no prepended to the hlsearch option - " * 3
    assert all(len(title) <= 80 and not title.endswith(("-", "…", ":")) for title in compose(notes, "en").titles)


@pytest.mark.parametrize(
    ("notes", "title"),
    [
        ("web@ip-10-0-0-1:~$ # check the disk\nweb@ip-10-0-0-1:~$ df -h\n/dev/xvda1 20G 19G 95% /\n", "check the disk"),
        (
            "[오전 10:12] 민아: 빌드가 느리다\n[오전 10:15] 태오: hashFiles를 넣으니 해결됐다\n",
            "hashFiles를 넣으니 해결됐다",
        ),
    ],
)
def test_who_said_it_and_where_is_no_title(notes: str, title: str) -> None:
    draft = compose(notes, "ko")
    assert draft.titles[0] == title
    assert "10:1" not in draft.excerpt


def test_a_number_is_not_a_korean_title() -> None:
    assert (
        compose("## 25-1 보안 프로젝트 생성\n\n메뉴에서 새 프로젝트를 만든다.\n", "ko").titles[0]
        == "보안 프로젝트 생성"
    )
