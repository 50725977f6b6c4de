"""Title, tags, date and language of Markdown files in common formats."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from til.transfer.decode import decode
from til.transfer.note import day_in, read_note


@pytest.mark.parametrize(
    ("path", "text", "title", "content"),
    [
        ("git/a.md", "# Undo a rebase\n\nUse reflog.\n", "Undo a rebase", "Use reflog.\n"),
        ("git/a.md", "\n\n#한글 제목\n본문", "한글 제목", "본문"),
        ("git/a.md", "Title\n=====\ntext", "Title", "text"),
        ("git/a.md", "# `git log` [docs](x) **bold** #\ntext", "git log docs bold", "text"),
        ("git/a.md", "> quote\n\n# Later title\ntext", "Later title", "> quote\n\n# Later title\ntext"),
        ("git/a.md", "```\n# comment\n```\n", "a", "```\n# comment\n```\n"),
        ("git/stash-all-files.md", "text", "stash all files", "text"),
        ("2020-01-31-첫-글.md", "text", "첫 글", "text"),
        ("db/인덱스/README.md", "text", "인덱스", "text"),
        ("2020/01/31.md", "text", "31", "text"),
        ("guide/docker/_index.md", "text", "docker", "text"),
        ("a.md", "---\ntitle: Given\n---\n# Other\ntext", "Given", "# Other\ntext"),
        ("a.md", "---\ntitle: Same\n---\n# Same\ntext", "Same", "text"),
        ("a.md", "---\nnot: [closed\n---\ntext", "a", "text"),
        ("a.md", "---\n\nA line, not front matter\n\n---\n", "a", "---\n\nA line, not front matter\n\n---\n"),
        ("a.md", "#include <stdio.h>\n", "a", "#include <stdio.h>\n"),
    ],
)
def test_title_and_content(path: str, text: str, title: str, content: str) -> None:
    note = read_note(path, text)
    assert (note.title, note.content) == (title, content)


def test_a_title_too_long_to_keep_stays_in_the_text() -> None:
    note = read_note("a.md", f"# {'long ' * 60}\ntext")
    assert len(note.title) <= 200
    assert note.content.startswith("# long long")


@pytest.mark.parametrize(
    ("path", "text", "tags"),
    [
        ("git/a.md", "x", ["git"]),
        ("docs/01. 자료구조/a.md", "x", ["자료구조"]),
        ("2020/01/a.md", "x", []),
        ("a.md", "---\ntags: [Git, 리눅스]\n---\nx", ["Git", "리눅스"]),
        ("x/a.md", "---\ntags: git, vim\n---\nx", ["git", "vim"]),
        ("x/a.md", "---\ncategories: shell\n---\nx", ["shell"]),
        ("x/a.md", "---\ncategories: web js\n---\nx", ["web", "js"]),
        ("x/a.md", "---\ntags: [a]\ncategories: [b, a]\n---\nx", ["a", "b"]),
        ("x/a.md", "---\ncategory: shell script\n---\nx", ["shell script"]),
        ("content/posts/2020/05월/git/a.md", "x", ["git"]),
        ("topics/2019-05/a.md", "x", []),
        ("2021년/March/week-3/a.md", "x", []),
        ("db/인덱스/_index.md", "x", ["db"]),
    ],
)
def test_tags_come_from_front_matter_or_folders(path: str, text: str, tags: list[str]) -> None:
    assert read_note(path, text).tags == tags


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2020-01-31.md", date(2020, 1, 31)),
        ("2020/01/31/글.md", date(2020, 1, 31)),
        ("20200131_a.md", date(2020, 1, 31)),
        ("til/200131.md", date(2020, 1, 31)),
        ("2020년 1월 3일.md", date(2020, 1, 3)),
        ("2020.1.5.md", date(2020, 1, 5)),
        ("2020-02-31.md", None),
        ("port-8080.md", None),
        ("git/a.md", None),
    ],
)
def test_a_path_tells_its_day(path: str, day: date | None) -> None:
    assert day_in(path) == day


def test_front_matter_tells_the_day_first() -> None:
    assert read_note("2020-01-31.md", "---\ndate: 2021-02-03\n---\nx").day == date(2021, 2, 3)
    assert read_note("2020-01-31.md", "---\npublished: true\ndate: 2021-02-03 10:00\n---\nx").day == date(2021, 2, 3)


def test_language_and_excerpt_are_found() -> None:
    note = read_note("a.md", "# 제목\n\n![그림](a.png)\n\n이것은 스무 글자가 넘는 첫 문단입니다. `코드`도 있습니다.\n")
    assert (note.language, note.excerpt) == ("ko", "이것은 스무 글자가 넘는 첫 문단입니다. 코드도 있습니다.")
    assert read_note("a.md", "plain English text").language == "en"


@pytest.mark.parametrize(
    "data",
    [
        "제목\n본문".encode("utf-8-sig"),
        "제목\r\n본문".encode(),
        "제목\r본문".encode("cp949"),
        "제목\n본문".encode("utf-16"),
        b"\xec\xa0\x9c\xeb\xaa\xa9\n\xe1\x84\x87\xe1\x85\xa9\xe1\x86\xab\xe1\x84\x86\xe1\x85\xae\xe1\x86\xab",
    ],
)
def test_files_of_any_time_are_read(data: bytes) -> None:
    assert decode(data) == "제목\n본문"


@given(st.binary())
def test_no_bytes_break_reading(data: bytes) -> None:
    text = decode(data)
    assert "\r" not in text
    assert "\0" not in text
    assert read_note("a.md", text).title
