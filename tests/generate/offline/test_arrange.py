"""Drafts from notes: nothing is lost, code is fenced, existing Markdown stays unchanged."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from generate.offline import compose

Lost = Callable[[str, str], str | None]

FENCED = {
    "en-code-only": ["python"],
    "en-css-html": ["css", "html"],
    "en-diff-yaml": ["diff", "yaml"],
    "en-git-session": ["console"],
    "en-js-stack": ["text", "diff"],
    "en-json-curl": ["bash", "json"],
    "en-n-plus-one": ["python"],
    "en-postgres-psql": ["sql", "sql"],
    "en-rust-borrow": ["", "rust", "rust"],
    "en-tabs-go": ["go"],
    "en-terse": [],
    "ko-docker-cache": ["dockerfile", "dockerfile"],
    "ko-env": ["ini", "yaml", "bash"],
    "ko-ini-shell": ["ini", "bash"],
    "ko-mixed-short": [],
    "ko-prose-only": [],
    "ko-python-repl": ["pycon", "python"],
    "ko-react-effect": ["jsx"],
    "ko-spring": ["java"],
    "ko-sql": ["sql", "text", "sql"],
    "ko-traceback": ["pytb", "python"],
    "ko-typescript": ["typescript"],
    "ko-unclosed": ["bash"],
}


def fences(draft: str) -> list[str]:
    found = re.findall(r"^```(.*)$", draft, re.MULTILINE)
    assert len(found) % 2 == 0
    return found[::2]


def test_every_line_of_a_note_is_in_its_draft(note: Path, lost: Lost) -> None:
    notes = note.read_text()
    assert lost(notes, compose(notes, note.name[:2]).content) is None


def test_a_draft_is_arranged_already(note: Path) -> None:
    draft = compose(note.read_text(), note.name[:2]).content
    assert compose(draft, note.name[:2]).content == draft


@pytest.mark.parametrize("name", FENCED)
def test_raw_code_is_fenced_with_its_language(name: str) -> None:
    notes = (Path(__file__).parent / "notes" / f"{name}.md").read_text()
    assert fences(compose(notes, name[:2]).content) == FENCED[name]


def test_a_markdown_document_is_left_as_it_is() -> None:
    notes = (Path(__file__).parent / "notes" / "en-headings-doc.md").read_text()
    assert compose(notes, "en").content == notes


def test_a_fence_that_is_not_closed_is_closed_at_the_end() -> None:
    assert compose("~~~~py\nx = 1\n```", "en").content == "~~~~py\nx = 1\n```\n~~~~\n"


def test_a_fence_that_is_not_closed_ends_with_the_list_it_is_in() -> None:
    draft = compose("- run\n  ```sh\n  make\n\nThen look at the log.\n", "en").content
    assert draft == "- run\n  ```sh\n  make\n  ```\n\nThen look at the log.\n"


def test_raw_code_with_ticks_in_it_gets_a_longer_fence() -> None:
    notes = 'def show():\n    """Use it so:\n\n    ```\n    show()\n    ```\n    """\n    return 1\n'
    draft = compose(f"how to document\n\n{notes}\nthat is all there is to it.", "en").content
    assert notes in draft


def test_spaces_and_tabs_in_code_stay() -> None:
    code = "def f():\n\tif True:\n\t    return  1   \n"
    assert code in compose(f"Tabs and spaces:\n\n{code}\nThey stay.", "en").content


def test_blank_lines_in_code_stay_and_between_paragraphs_become_one() -> None:
    draft = compose("One.\n\n\n\nTwo.\n\n```\na\n\n\nb\n```\n", "en").content
    assert draft == "One.\n\nTwo.\n\n```\na\n\n\nb\n```\n"


def test_a_title_line_and_labels_become_headings() -> None:
    notes = "도커 캐시 정리\n\n문제\n느리다.\n\n해결:\n순서를 바꾼다.\n"
    assert compose(notes, "ko").content == "# 도커 캐시 정리\n\n## 문제\n\n느리다.\n\n## 해결:\n\n순서를 바꾼다.\n"


def test_a_first_sentence_stays_a_sentence() -> None:
    assert compose("Cron ran twice today.\n\nIt was daylight saving time.\n", "en").content.startswith("Cron ran")


@pytest.mark.parametrize(("language", "heading"), [("en", "## References"), ("ko", "## 참고")])
def test_closing_links_stand_under_a_heading_in_the_language_of_the_notes(language: str, heading: str) -> None:
    notes = "A.\n\nB.\n\nC.\n\nhttps://example.com/a\nhttps://example.com/b\n"
    assert heading in compose(notes, language).content
    assert heading not in compose("# Title\n\n" + notes, language).content


def test_lines_that_were_broken_on_purpose_stay_apart() -> None:
    assert (
        compose("ciw to change a word\nciq for the quotes\n", "en").content
        == "ciw to change a word  \nciq for the quotes\n"
    )


def test_wrapped_lines_run_on() -> None:
    notes = dedent("""\
        The server runs on local time, and when daylight saving time ends
        the hour from two to three happens twice, and so does the job.
    """)
    assert compose(notes, "en").content == notes


def test_front_matter_is_kept_as_yaml() -> None:
    assert compose("---\ntitle: A\n---\n\nText.\n", "en").content == "```yaml\n---\ntitle: A\n---\n```\n\nText.\n"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(ending: str) -> None:
    assert compose(f"One.{ending}{ending}- a{ending}- b", "en").content == "One.\n\n- a\n- b\n"


def test_nothing_makes_nothing() -> None:
    assert compose(" \n\t\n", "en").content == ""


@pytest.mark.parametrize("code", ["frobnicate --all\nbar-baz 1 2\nqux", "x\ny\nz", "lint --fix"])
def test_code_that_is_not_known_as_code_is_the_same_line_by_line(code: str) -> None:
    draft = compose(f"{code}\n\nThis is what I ran today.\n", "en").content
    assert draft.startswith(code + "\n")
