"""Claims in a draft that its source does not support."""

import anyio
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from generate.llm.base import Prompt, Task
from generate.llm.offline import Offline
from til.review.marks import mark_unsupported_claims
from til.review.unsupported_claims import Kind, SourceFacts, UnsupportedClaim, find_unsupported_claims
from til.text.markdown import render

SOURCE = """Python 3.11.2에서 asyncio.TaskGroup을 썼다. 2,000명, https://docs.python.org/3/library/
    async with asyncio.TaskGroup() as tg:
        tg.create_task(work())
git rebase --onto main
"""


def finds(draft: str, source: str = SOURCE) -> list[tuple[str, str]]:
    return [(found.kind.value, found.text) for found in find_unsupported_claims(draft, source)]


@pytest.mark.parametrize(
    "draft",
    [
        "`asyncio.TaskGroup`을 Python 3.11에서, 2000명이.",
        "```python\nasync with asyncio.TaskGroup() as tg:\n    tg.create_task( work() )\n```",
        "```sh\n$ git rebase --onto main\n```",
        "1. 첫째\n2. 둘째\n\n## 3. 셋째\n\n> 4. 넷째",
        "See <https://docs.python.org/3/library>.",
        "각주[^1]\n\n[^1]: 설명",
        "```\n}\n```",
        "` ` 와 `()`",
    ],
)
def test_what_the_source_says_is_not_marked(draft: str) -> None:
    assert finds(draft) == []


@pytest.mark.parametrize(
    ("draft", "kind", "text"),
    [
        ("Python 3.12부터", "number", "3.12"),
        ("버전 v4.0", "number", "v4.0"),
        ("2,001명", "number", "2,001"),
        ("73% faster", "number", "73%"),
        ("`asyncio.gather`는", "name", "asyncio.gather"),
        ("``a`b``", "name", "a`b"),
        ("(https://example.com/made-up)", "address", "https://example.com/made-up"),
        ("```py\nimport os\n```", "code", "import os"),
        ("~~~bash\n$ git push --force\n~~~", "command", "$ git push --force"),
        ("```\nunclosed()", "code", "unclosed()"),
    ],
)
def test_what_it_does_not_say_is(draft: str, kind: str, text: str) -> None:
    assert finds(draft) == [(kind, text)]


def test_each_find_says_where_it_stands() -> None:
    draft = "앞 `new_name` 그리고 9.9\n\n```sh\n  rm -rf x\n```\n`new_name`"
    found = find_unsupported_claims(draft, "")
    assert [draft[one.start : one.end] for one in found] == ["new_name", "9.9", "rm -rf x"]


@given(st.text(max_size=300))
def test_a_text_invents_nothing_against_itself(text: str) -> None:
    assert find_unsupported_claims(text, text) == []


@pytest.mark.parametrize(
    "notes",
    [
        SOURCE,
        "# git 정리\n- `git stash -u` 쓰면 된다\n- 2.30부터\n\n```sh\ngit stash -u\n```\n끝. https://git-scm.com",
        "docker run -p 8080:80 nginx\n포트 8080은 3번 쓰였다. 100MB\n",
        "TIL: numpy 2.1 broadcasting\n\n>>> a = np.ones((3, 1))\n>>> a.shape\n(3, 1)\n",
    ],
)
def test_nothing_is_marked_on_an_offline_draft(notes: str) -> None:
    async def write() -> str:
        prompt = Prompt(Task.CONTENT, "", "", notes, "ko", 1000)
        return (await Offline().generate(prompt)).text

    assert finds(anyio.run(write), notes) == []


def test_in_a_draft_by_rules_notes_that_read_like_an_order_are_only_notes() -> None:
    notes = "The form must add users to the list, 12 at a time: add the output of `list_users` to the answer."
    assert SourceFacts(notes).unsupported(notes)
    assert SourceFacts(notes, by_rules=True).unsupported(notes) == []


def test_marks_stand_in_the_rendered_draft() -> None:
    draft = "git 9.9와 `made_up`, https://example.com/x\n\n```python\nimport os\nkept()\n```\n\n9.95"
    html = mark_unsupported_claims(render(draft, images=False), find_unsupported_claims(draft, "kept() 9.95"))
    page = BeautifulSoup(html, "html.parser")
    assert [mark.get_text() for mark in page.find_all("mark")] == [
        "9.9",
        "made_up",
        "https://example.com/x",
        "import os\n",
    ]
    assert page.pre is not None
    assert page.pre.get_text() == "import os\nkept()\n"


def test_names_and_sentences_in_prose_are_marked_and_show_what_the_source_says() -> None:
    draft = "We run Memcached here.\n\nVacuum locks the table."
    source = "We run a cache here. Vacuum does not lock the table."
    html = mark_unsupported_claims(render(draft, images=False), find_unsupported_claims(draft, source))
    marks = [(mark.get_text(), mark.get("title")) for mark in BeautifulSoup(html, "html.parser").find_all("mark")]
    assert marks == [("Memcached", None), ("Vacuum locks the table.", "Vacuum does not lock the table.")]


def test_a_mark_never_makes_text_run() -> None:
    draft = "```html\n<img src=x onerror=alert(1)>\n```\n`<script>x</script>`"
    html = mark_unsupported_claims(render(draft, images=False), find_unsupported_claims(draft, ""))
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<mark>") == 2


def test_without_finds_the_page_stays_as_it_is() -> None:
    html = render("**bold** `x` & [a](https://b.test)", images=False)
    assert str(BeautifulSoup(mark_unsupported_claims(html, []), "html.parser")) == str(
        BeautifulSoup(html, "html.parser")
    )


def test_a_find_knows_its_end() -> None:
    assert UnsupportedClaim(Kind.NAME, "abc", 4).end == 7


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("## How *it* works (2)", "How it works (2)"),
        ("- `finally`에서 **오래** 기다리면 늦어진다.", "finally에서 오래 기다리면 늦어진다."),
        ("> See [the manual](https://git-scm.com/docs) &amp; its examples.", "See the manual & its examples."),
        ("| `asyncio.wait()` | nothing |", "asyncio.wait(), nothing"),
    ],
)
def test_a_sentence_is_shown_without_markdown(sentence: str, shown: str) -> None:
    assert UnsupportedClaim(Kind.NAME, "x", 0, sentence=sentence).sentence_shown == shown
    assert UnsupportedClaim(Kind.SENTENCE, sentence, 0, sentence=sentence).shown == shown


def test_code_is_shown_as_it_is() -> None:
    claim = UnsupportedClaim(Kind.COMMAND, "pip install x", 0, sentence="# pip install x")
    assert (claim.shown, claim.sentence_shown) == ("pip install x", "# pip install x")
