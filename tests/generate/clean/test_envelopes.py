"""Text around a post in an answer: closing remarks, tags, JSON, front matter; and refusals."""

import pytest

from generate.clean import Cleaner, Declined, content

BODY = "## How it works\n\nIt halves the history:\n\n```sh\ngit bisect start\n```"

REMARKS = [
    "Let me know if you'd like any changes!",
    "I hope this captures what you learned. Happy to revise!",
    "If you want, I can expand the last section.",
    "---\n\n*Note: I kept your notes as they were.*",
    "This post sticks to the provided material.\n\nHappy hacking!",
    "Title: Halving\nTags: git, bisect",
    "#git #bisect",
    "더 필요한 내용이 있으시면 알려주세요!",
    "이 글은 제공해주신 메모를 바탕으로 작성되었습니다.",
    "도움이 되길 바랍니다!",
]


@pytest.mark.parametrize("remark", REMARKS)
def test_what_is_said_behind_the_post_goes(remark: str) -> None:
    assert content(f"{BODY}\n\n{remark}") == BODY


@pytest.mark.parametrize("remark", REMARKS)
def test_a_remark_in_the_middle_is_text(remark: str) -> None:
    assert content(f"{BODY}\n\n{remark}\n\nThen it asks.") == f"{BODY}\n\n{remark}\n\nThen it asks."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"<post>\n{BODY}\n</post>", BODY),
        (f"<answer>{BODY}</answer>\n\nDone.", BODY),
        ('{"title": "a", "content": "It halves."}', "It halves."),
        ('```json\n{"content": "It\\n```sh\\nx\\n```"}\n```', "It\n```sh\nx\n```"),
        ('```json\n{"content": "x"}\n```\n\nIs what it says.', '```json\n{"content": "x"}\n```\n\nIs what it says.'),
        (f"<til_post>\n{BODY}\n</til_post>", BODY),
        (f"Great notes! Here's the write-up:\n\n{BODY}", BODY),
        (f"Okay, let me write this up.\n\n{BODY}", BODY),
        (f"아래는 요청하신 TIL 본문입니다:\n\n{BODY}", BODY),
        (f"좋습니다! 정리해 드리겠습니다.\n\n{BODY}", BODY),
        (f"---\ntitle: x\ntags: [git]\n---\n\n{BODY}", BODY),
        (f"**Title:** Halving\n\n{BODY}", BODY),
        ("It halves【4†source】.", "It halves."),
        ("I'm sorry, but I can't help with that.", ""),
        ("죄송하지만 이 요청은 도와드릴 수 없습니다.", ""),
    ],
)
def test_what_the_answer_is_put_into_goes(text: str, left: str) -> None:
    assert content(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "<thinking> is the tag that Claude writes its thoughts in.",
        "<answer> is the tag I parse.",
        "I can't write to a read-only file system.",
        "Sorry, `set -e` cannot help with this.",
        "다음은 메모리 정리 명령입니다:\n\n```sh\nsync\n```",
        "오늘은 락에 대해 정리해 보겠습니다.\n\n락은 잠근다.",
        "【주의】 캐시가 남는다.",
    ],
)
def test_a_text_about_such_things_stays(text: str) -> None:
    assert content(text) == text


def test_a_refusal_is_told_apart() -> None:
    cleaner = Cleaner()
    assert cleaner.feed("I'm sorry, but I can't ") + cleaner.feed("help with that.") + cleaner.finish() == ""
    assert cleaner.declined is Declined.REFUSED
