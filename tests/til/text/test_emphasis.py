"""Emphasis closes before a Korean particle; Western text follows CommonMark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from til.text.emphasis import CjkInline
from til.text.markdown import render

WESTERN = st.text(st.sampled_from("ab é*_~`()[]\"'.,!\\\n “”<>&+-"), max_size=40)


def with_cjk() -> MarkdownIt:
    parser = MarkdownIt()
    parser.inline = CjkInline()
    return parser.configure("commonmark").enable("strikethrough")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**마크다운(Markdown)**을 쓴다.", "<strong>마크다운(Markdown)</strong>을 쓴다."),
        ('**"인용"**은 이렇다.', '<strong>"인용"</strong>은 이렇다.'),
        ("**“인용”**은 이렇다.", "<strong>“인용”</strong>은 이렇다."),
        ("**`git bisect`**를 쓴다.", "<strong><code>git bisect</code></strong>를 쓴다."),
        ("**C++**는 빠르다.", "<strong>C++</strong>는 빠르다."),
        ("*기울임(it)*은 이렇다.", "<em>기울임(it)</em>은 이렇다."),
        ("~~취소(c)~~는 지운다.", "<s>취소(c)</s>는 지운다."),
        ('그는**"말"**을 했다.', '그는<strong>"말"</strong>을 했다.'),
        ("***둘(both)***다", "<em><strong>둘(both)</strong></em>다"),
        ("**世界(world)**は広い。", "<strong>世界(world)</strong>は広い。"),
        ("**終わり。**次", "<strong>終わり。</strong>次"),
        ("2*3은 6, 4 * 5는 20", "2*3은 6, 4 * 5는 20"),
        ("snake_case_를 쓴다", "snake_case_를 쓴다"),
    ],
)
def test_marks_beside_korean_letters_are_read(text: str, html: str) -> None:
    assert render(text, images=False) == f"<p>{html}</p>\n"


@given(WESTERN)
def test_a_western_text_is_read_as_before(text: str) -> None:
    assert with_cjk().render(text) == MarkdownIt("commonmark").enable("strikethrough").render(text)
