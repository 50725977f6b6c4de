"""Placeholders, generics and globs, which look like HTML or emphasis."""

import pytest
from bs4 import BeautifulSoup

from generate.offline import compose
from til.text.markdown import render

TEXTS = [
    "Use kubectl logs <pod> -c <container> to see one container.",
    "The timer OnCalendar=Mon *-*-* 03:00 runs each Monday.",
    "The glob src/**/*.ts finds lib/**/*.js too.",
    "An Optional<String> holds a List<int> or nothing.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_excerpt_keeps_them(text: str) -> None:
    assert compose(text, "en").excerpt == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_single_sentence_keeps_them_as_a_title(text: str) -> None:
    assert compose(text, "en").titles[0] == text.rstrip(".")


@pytest.mark.parametrize("text", TEXTS)
def test_a_page_shows_them(text: str) -> None:
    assert BeautifulSoup(render(compose(text, "en").content, images=False), "lxml").get_text().strip() == text


@pytest.mark.parametrize("text", TEXTS)
def test_a_draft_of_a_draft_is_the_draft(text: str) -> None:
    content = compose(text, "en").content
    assert compose(content, "en").content == content


@pytest.mark.parametrize("span", ["`<pod>`", "`src/**/*.ts`", "`*-*-*`"])
def test_code_spans_stay_as_they_are(span: str) -> None:
    assert span in compose(f"The {span} stays.", "en").content


def test_a_code_span_over_two_lines_stays_as_it_is() -> None:
    text = "Compare them (`git diff\n<one>...<two>`) and see.\n"
    assert compose(text, "en").content == text


def test_emphasis_and_elements_are_taken_off() -> None:
    text = "Press <kbd>Ctrl</kbd> for **the bold**, _the soft_ and *the starred* H<sub>2</sub>O."
    assert compose(text, "en").excerpt == "Press Ctrl for the bold, the soft and the starred H2O."
