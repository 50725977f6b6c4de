"""Regression tests: pages and files once extracted empty, incomplete or with unrelated text."""

import time

import pytest

from generate.source_errors import SourceEmpty, SourceTooLarge
from generate.sources.file import File, read_file
from generate.sources.fit import fit
from generate.sources.limits import Limits
from generate.sources.page import read_page
from tests.generate.sources.papers import docx, notebook, paragraph
from til.text.secrets import find

WORDS = "".join(f"<p>Paragraph {n} tells something useful about sockets and timeouts.</p>" for n in range(12))
URL = "https://site.example/a"
BUDGET = 60_000


def text_of(page: str) -> str:
    return read_page(page, URL).text


def test_the_lead_in_a_header_stays_and_the_date_goes() -> None:
    head = "<header><h1>T</h1><p>The lead says what the bug was.</p><p>Jane, 3 May</p></header>"
    text = text_of(f"<article>{head}{WORDS}</article>")
    assert "The lead says what the bug was." in text
    assert "Jane" not in text


def test_related_posts_authors_and_buttons_inside_an_article_go() -> None:
    around = (
        "<div><h3>You may also like</h3><ul><li><a href=/1>Other post one</a></li><li><a href=/2>Other post two</a>"
        '</li></ul></div><div class="m-author__description">Jane is the founder.</div><div>Share this post</div>'
        "<div><a href=/3>Teaser one</a><a href=/4>Teaser two</a><a href=/5>Teaser three</a></div>"
    )
    text = text_of(f"<article>{WORDS}{around}</article>")
    assert text.endswith("Paragraph 11 tells something useful about sockets and timeouts.")


def test_a_list_of_links_that_the_author_wrote_stays() -> None:
    links = "".join(f"<li><a href=/{n}>Link {n}</a></li>" for n in range(4))
    assert "[Link 3](https://site.example/3)" in text_of(f"<article>{WORDS}<h2>Links</h2><ul>{links}</ul></article>")


@pytest.mark.parametrize(
    "page",
    [
        f'<nav class="navbar"><ul><li>Home</li></ul><div class="post"><h1>T</h1>{WORDS}',
        f"<noscript>{WORDS}</noscript>",
        f"<section hidden>{WORDS}</section>",
        "<article>" + f'<div class="step-comment-body">{WORDS}</div>' * 3 + "</article>",
    ],
)
def test_the_box_that_holds_the_whole_page_is_read(page: str) -> None:
    assert "Paragraph 11 tells" in text_of(f"<html><body>{page}</body></html>")


@pytest.mark.parametrize("box", ["<dialog><form><input type=password></form></dialog>", "<p>Members only</p>"])
def test_a_short_post_is_no_wall_for_what_stands_around_it(box: str) -> None:
    post = f"<main><article><h1>Use git switch</h1>{WORDS[:260]}</article></main>"
    assert "Paragraph 0" in text_of(f"<body>{post}<footer>{box}</footer></body>")


@pytest.mark.parametrize(
    "wall",
    [
        "<title>Just a moment...</title><p>This page checks that the connection is secure before it goes on.</p>",
        "<h1>Welcome back</h1><form><label>Name and password</label><input type=password></form>",
        "<p>You need to log in to continue reading what was written here.</p>",
    ],
)
def test_a_wall_is_no_article(wall: str) -> None:
    with pytest.raises(SourceEmpty):
        text_of(wall)


def test_numbers_in_flex_rows_and_labels_beside_a_button_are_no_code() -> None:
    rows = "".join(f'<div class="flex"><span class="select-none w-8">{n}</span><span>x{n}</span></div>' for n in (1, 2))
    label = "<pre><div><span>bash</span><button>Copy</button></div><div><code>echo hi</code></div></pre>"
    text = text_of(f"<article>{WORDS}<pre><code>{rows}</code></pre>{label}</article>")
    assert text.endswith("```\nx1\nx2\n```\n\n```\necho hi\n```")


def test_a_word_file_of_countless_paragraphs_is_refused_at_once() -> None:
    data = docx(paragraph("x") * 100_000)
    start = time.process_time()
    with pytest.raises(SourceTooLarge, match="10,000 paragraphs"):
        read_file(File(data, "a.docx"), Limits())
    assert time.process_time() - start < 2


@pytest.mark.parametrize("limits", [Limits(word_elements=20), Limits(text_characters=90)])
def test_a_word_file_is_counted_while_it_is_scanned(limits: Limits) -> None:
    with pytest.raises(SourceTooLarge):
        read_file(File(docx(paragraph("ten letters") * 10), "a.docx"), limits)


@pytest.mark.parametrize(("level", "marks"), [(2, "##"), ("x", "#"), (0, "#"), (None, "#"), (70_000, "#")])
def test_a_notebook_heading_of_any_level_is_read(level: object, marks: str) -> None:
    data = notebook({"cell_type": "heading", "level": level, "source": "Title"})
    assert read_file(File(data, "a.ipynb"), Limits()).text == f"{marks} Title"


def test_a_long_output_of_a_notebook_says_what_is_missing() -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": "run()",
        "outputs": [{"output_type": "stream", "text": "x" * 20_123}],
    }
    assert "\n[… 123 characters]\n```" in read_file(File(notebook(cell), "a.ipynb"), Limits()).text


@pytest.mark.parametrize(
    "text",
    [
        f"intro\n\n```\n{'x' * 200_000}\n```",
        f"intro\n\n```\n{'x' * 200_000}",
        "intro\n\n```log\n" + "A line of a log.\n" * 6_000 + "```\n\nThe end of the text.",
        f"intro\n\n{'x' * 200_000}\n\nThe end of the text.",
    ],
)
def test_a_block_larger_than_the_budget_keeps_its_head_and_tail(text: str) -> None:
    cut, truncated = fit(text, BUDGET)
    assert truncated
    assert BUDGET * 0.9 < len(cut) <= BUDGET
    assert cut.startswith(text[:1000])
    assert cut.removesuffix("\n```").endswith(text.removesuffix("\n```")[-1000:])
    assert "characters …]" in cut
    assert cut.count("```") in {0, 2}


def test_countless_beginnings_of_a_private_key_are_read_in_a_second() -> None:
    start = time.process_time()
    list(find("-----BEGIN PRIVATE KEY-----" * 70_000))
    assert time.process_time() - start < 3
