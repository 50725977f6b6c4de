"""Cleaning content as a stream: what is removed, what stays, and that the pieces never matter."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generate.clean import Cleaner, content

BODY = "## How it works\n\nIt halves the history:\n\n```sh\ngit bisect start\n```"

PREAMBLES = [
    "Here is your TIL draft:",
    "Here's a polished TIL post based on your notes:",
    "Sure! Here is your TIL draft:",
    "Sure, here's what you asked for:",
    "Certainly!",
    "Of course. I'll turn your notes into a TIL post.",
    "Below is the cleaned-up version:",
    "물론입니다! 아래는 요청하신 TIL 초안입니다.",
    "물론이죠!",
    "네, 알겠습니다. 요청하신 글을 작성해 드리겠습니다.",
    "아래는 요청하신 TIL 글입니다:",
    "다음은 메모를 바탕으로 정리한 글입니다.",
    "# TIL",
    "# 오늘 배운 것",
]

LEGITIMATE = [
    BODY,
    "Here is what I learned about git bisect: it halves the history.",
    "Here's the trap: `--hard` deletes what was not committed.",
    "OK is the status 200 stands for.",
    "Sure enough, the cache was stale.",
    "네트워크가 끊기면 다시 연결한다.",
    '아래는 컴파일되지 않는 코드다:\n\n```rust\nlet x: i32 = "a";\n```',
    "다음은 `git log`의 출력이다:",
    "```markdown\n# A heading\n```\n\nThis is how a heading is written.",
    "```\ngit stash --keep-index\n```\n\nkeeps the index.",
    "```python\nprint('all of it is code')\n```",
    "```\nls -l\n```",
    "Models write `<think>` before they answer.",
    "```xml\n<think>\nquoted thoughts\n</think>\n```\n\nThat was an answer.",
    "    <think> in indented code",
    "- a list\n  - inside\n    ```sh\n    ls\n    ```\n- ends",
    "````markdown\n```python\nx = 1\n```\n````\n\nA longer fence holds a shorter one.",
    "# Title of my own\n\nText.",
    "    indented code comes first\n\nText.",
    "Inline ```code``` at\n```inline``` the start of a line.",
    "a\n\n\n\nb  \nhard break",
]


@pytest.mark.parametrize("preamble", PREAMBLES)
def test_what_is_said_before_the_post_goes(preamble: str) -> None:
    assert content(f"{preamble}\n\n{BODY}") == BODY


@pytest.mark.parametrize("text", LEGITIMATE)
def test_what_a_post_may_hold_stays_exactly(text: str) -> None:
    assert content(text) == text


@pytest.mark.parametrize("name", ["markdown", "md", ""])
def test_a_fence_around_the_whole_goes(name: str) -> None:
    assert content(f"```{name}\n{BODY}\n```\n") == BODY
    assert content(f"Here is your TIL draft:\n\n```{name}\n{BODY}\n```") == BODY


def test_a_fence_around_a_long_post_goes_before_its_end_is_known() -> None:
    post = "\n\n".join(["A paragraph about bisecting, of some length."] * 60)
    cleaner = Cleaner()
    early = cleaner.feed(f"```markdown\n{post[:1500]}")
    assert post.startswith(early)
    assert len(early) > 1_400
    assert early + cleaner.feed(post[1500:] + "\n```") + cleaner.finish() == post


def test_code_without_a_language_stays_inside_a_fence_around_the_whole() -> None:
    post = f"{BODY}\n\nThen:\n\n```\ngit bisect good\n```\n\nDone."
    assert content(f"```markdown\n{post}\n```") == post


def test_a_block_without_a_language_at_the_start_does_not_end_the_whole() -> None:
    post = "Run:\n\n```\ngit bisect good\n```\n\nDone."
    assert content(f"```markdown\n{post}\n```") == post


def test_what_is_said_behind_a_fence_around_the_whole_does_not_become_code() -> None:
    assert content(f"```markdown\n{BODY}\n```\n\nMore of it.") == f"{BODY}\n\nMore of it."
    assert content(f"```markdown\n{BODY}\n```\n\nHope this helps!") == BODY


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>\nHm, <b>git</b>.\n\n```\n</think>\n\nText.", "Text."),
        ("<THINKING>Hm.</THINKING>Text.", "Text."),
        ("<think>Hm.</think>\nHere is your TIL draft:\n\nText.", "Text."),
        ("<think>it never ends", ""),
        ("Text.\n\n<think>wait</think>\nMore.", "Text.\n\nMore."),
        ("Text.\n<think>wait</think> more.\n", "Text.\n more."),
        ("Text.\n<reasoning>and no end\n\nat all", "Text."),
    ],
)
def test_thoughts_go(text: str, left: str) -> None:
    assert content(text) == left


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("```py\nx = 1", "```py\nx = 1\n```"),
        ("```py\nx = 1\n\n  \n", "```py\nx = 1\n```"),
        ("```py\nx = 1\n``", "```py\nx = 1\n```"),
        ("~~~~\nx\n~", "~~~~\nx\n~~~~"),
        ("1. a\n   ```sh\n   ls", "1. a\n   ```sh\n   ls\n   ```"),
        ("````text\n```\nx\n```", "````text\n```\nx\n```\n````"),
        ("```markdown\n## A\n\n```py\nx = 1", "## A\n\n```py\nx = 1\n```"),
    ],
)
def test_an_unclosed_fence_is_closed(text: str, closed: str) -> None:
    assert content(text) == closed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1bc\td", "abc\td"),
        ("e\u0301 \u1112\u1161\u11ab", "é 한"),
        ("\ud83d\ude00 \ud83d!", "😀 \ufffd!"),
        ("\ufeff\n\n  \nText.\n\n", "Text."),
    ],
)
def test_characters_are_what_can_be_kept(text: str, kept: str) -> None:
    assert content(text) == kept


def test_prose_passes_as_it_comes() -> None:
    cleaner = Cleaner()
    deltas = ["Git ", "bisect ", "walks the ", "history.\n\n", "It needs", " two commits", ".\n\n## Then"]
    passed = ""
    for at, delta in enumerate(deltas):
        passed += cleaner.feed(delta)
        assert len("".join(deltas[: at + 1]).rstrip()) - len(passed.rstrip()) <= 1
    assert passed + cleaner.finish() == "".join(deltas)


@given(st.text(alphabet="abc XYZ가나다é.,\n", min_size=300, max_size=400))
def test_inside_a_paragraph_at_most_the_last_letter_is_held_back(text: str) -> None:
    cleaner = Cleaner()
    text = re.sub(r"\s*\n\s*", "\n", text)
    passed = "".join(cleaner.feed(character) for character in f"Begin. {text}")
    assert passed.startswith(f"Begin. {text}"[:-1].rstrip())


@given(st.lists(st.sampled_from(["Sure!\n", "<think>", "```md\n", "\n", "e", "\u0301", " ", "text"])))
def test_what_no_model_wrote_is_kept_to_its_end(parts: list[str]) -> None:
    cleaner = Cleaner(verbatim=True)
    kept = "".join([cleaner.feed(part) for part in parts]) + cleaner.finish()
    assert kept == unicodedata.normalize("NFC", "".join(parts)).rstrip()


WORDS = [
    *(
        "`",
        "``",
        "```",
        "````",
        "~~~",
        "\n",
        "\n\n",
        "\n```\n",
        "```markdown\n",
        "```python\n",
        " ",
        "    ",
        "- ",
        "1. ",
    ),
    *(
        "<think>",
        "</think>",
        "<",
        "<thinking>\n",
        "Here is your TIL:",
        "Sure",
        "!",
        "물론입니다",
        "네, ",
        "## Hi",
        "# TIL",
    ),
    *(
        "e",
        "\u0301",
        "\u0323",
        "가",
        "\u1112",
        "\u1161",
        "\u11ab",
        "\r",
        "\x00",
        "\ud83d",
        "\ude00",
        "\ufeff",
        "=",
        "\u0338",
    ),
    *("\n\nLet me know if you'd like changes!", "I'm sorry, but I can't help with that.", "\n\n---\n\n", "#a #b"),
    *("<post>", "</post>", '{"content": "', '"}', "---\n", "title: x\n", "【4†s】", "\ue200", "\ue201", " is the tag"),
    *("Title: x\n", "# 제목\n", "Let me", "\n\n위 내용은 제공된 자료를 바탕으로 작성했습니다."),
    *("text ", "code", "x" * 250, "long line\n" * 30),
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map("".join) | st.text(max_size=80)
CUTS = st.lists(st.integers(min_value=1, max_value=12) | st.just(400), max_size=40)


def pieces(text: str, cuts: list[int]) -> list[str]:
    cleaner, out = Cleaner(), []
    for cut in cuts:
        out.append(cleaner.feed(text[:cut]))
        text = text[cut:]
    return [*out, cleaner.feed(text), cleaner.finish()]


@settings(max_examples=3_000, deadline=None)
@given(TEXTS, CUTS)
@example("\ud83d\x00\ude00", [2])
@example("```markdown\n" + "a" * 1_200 + "\n```\nb", [1_000, 3])
def test_how_the_text_is_cut_never_matters(text: str, cuts: list[int]) -> None:
    assert "".join(pieces(text, cuts)) == content(text)


@settings(max_examples=1_000, deadline=None)
@given(TEXTS)
@example("Hi【4†s】\u0301")
def test_what_comes_out_can_be_kept(text: str) -> None:
    kept = content(text)
    kept.encode()
    assert "\x00" not in kept
    assert kept == kept.rstrip()
    assert unicodedata.is_normalized("NFC", kept)


@settings(max_examples=1_000, deadline=None)
@given(st.text(alphabet="ab가 \n.*-#", max_size=200))
def test_prose_loses_nothing_but_its_margins(text: str) -> None:
    assert content(f"Text\n{text}") == f"Text\n{text}".rstrip()
