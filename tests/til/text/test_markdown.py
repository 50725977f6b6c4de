"""Markdown: correct rendering, and no active content."""

import re
import time
from pathlib import Path

import orjson
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from til.text.markdown import LONGEST, render, render_below

PAYLOADS = Path(__file__).resolve().parents[2] / "xss_payloads.json"


def soup(markdown: str, *, images: bool = True) -> BeautifulSoup:
    return BeautifulSoup(render(markdown, images=images), "html.parser")


def assert_inert(html: str) -> None:
    """Assert that there are no scripts, event handlers, attributes of script libraries, or disallowed URLs."""
    page = BeautifulSoup(html, "html.parser")
    assert not page.find_all(["script", "style", "iframe", "object", "svg", "mglyph", "form", "button", "link", "meta"])
    allowed = {"href", "src", "alt", "title", "id", "class", "rel", "tabindex", "loading", "start", "open", "align"}
    allowed |= {"display", "alttext", "width", "height", "mathvariant"}
    for tag in page.find_all(True):
        assert set(tag.attrs) <= allowed, tag
        address = str(tag.get("href") or "")
        assert re.match(r"https?:|mailto:|[^:]*(?:[/?#]|$)", address), tag


@pytest.mark.parametrize("images", [True, False])
def test_no_payload_runs_whole_or_cut_anywhere(images: bool) -> None:
    for payload in orjson.loads(PAYLOADS.read_bytes())["payloads"]:
        for end in range(1, len(payload) + 1):
            assert_inert(render(payload[:end], images=images))


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '```"><script>alert(1)</script>\n```',
        "# <b data-hx-get=/x>",
        "![x](data:image/svg+xml;base64,AAAA)",
        "[^<img src=x>]: x",
    ],
)
def test_known_attacks_are_text(text: str) -> None:
    assert_inert(render(text, images=True))


@given(st.text(alphabet="<>[]()!\"`'=# \n|:-*javascript&;\\ㄱ가", max_size=60))
def test_any_text_is_inert(text: str) -> None:
    assert_inert(render(text, images=True))


@settings(deadline=None)  # the first call loads the highlighter
@given(st.text(max_size=200).map(lambda text: text.replace("`", "")))
def test_code_comes_out_as_it_went_in(code: str) -> None:
    code = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff\u2028\u2029]", "", code)
    shown = BeautifulSoup(render(f"```python\n{code}\n```", images=True), "html.parser").code
    assert shown is not None
    assert shown.get_text() == f"{code}\n"


def test_code_is_highlighted_with_classes_only() -> None:
    html = render("```python\nasync def f(): ...\n```", images=True)
    assert '<code class="language-python">' in html
    assert '<span class="k">async</span>' in html
    assert "style" not in html


def test_code_of_an_unknown_language_and_diagrams_stay_code() -> None:
    assert render("```nosuch\na < b\n```", images=True) == (
        '<pre tabindex="0"><code class="language-nosuch">a &lt; b\n</code></pre>\n'
    )
    assert '<code class="language-mermaid">graph TD' in render("```mermaid\ngraph TD\n```", images=True)


def test_tables_align_by_class_in_a_box_that_scrolls() -> None:
    page = soup("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert page.select_one("div.tablebox[tabindex='0'] > table td.right") is not None
    assert [cell.get("class") for cell in page.find_all("th")] == [["left"], ["right"]]


def test_tasks_are_signs() -> None:
    assert [item.get_text() for item in soup("- [ ] open\n- [x] **done**\n- [z] no").find_all("li")] == [
        "☐ open",
        "☑ done",
        "[z] no",
    ]


def test_footnotes_link_both_ways() -> None:
    page = soup("x[^a]\n\n[^a]: note")
    assert page.select_one("sup a#fnref1[href='#fn1']") is not None
    assert page.select_one("section.footnotes li#fn1 a[href='#fnref1']") is not None


def test_a_footnote_has_one_number_wherever_it_is_referred_to() -> None:
    page = soup("a[^x] b[^x] c[^y]\n\n[^x]: one\n\n[^y]: two")
    assert [one.get_text() for one in page.select("sup")] == ["[1]", "[1]", "[2]"]


def test_headings_have_addresses_of_their_own_below_the_pages_title() -> None:
    page = soup("# 배운 것\n\n## 배운 것\n\n### `git log`\n\n## ?")
    assert [(tag.name, tag.get("id")) for tag in page.find_all(re.compile("h[1-6]"))] == [
        ("h2", "h-배운-것"),
        ("h2", "h-배운-것-2"),
        ("h3", "h-git-log"),
        ("h2", "h-u3f"),
    ]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://example.com/a.", ["https://example.com/a"]),
        ("https://example.com을 보라", ["https://example.com"]),
        ("https://example.com/a?b=1에서 읽었다", ["https://example.com/a?b=1"]),
        ("settings.py, README.md, //evil.test, a@b.test", []),
        ("<https://example.com/a> [x](b.md)", ["https://example.com/a", "b.md"]),
    ],
)
def test_addresses_become_links(text: str, addresses: list[str]) -> None:
    links = soup(text).find_all("a")
    assert [link["href"] for link in links] == addresses
    assert all(link["rel"] == ["noopener", "nofollow", "ugc"] for link in links)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("# Use `git bisect`\n\nIt halves.", "<p>It halves."),
        ("\n# use git bisect. #\nIt halves.", "<p>It halves."),
        ("# Use git bisect today\n\nIt halves.", "<h2"),
        ("## Use git bisect\n\nIt halves.", "<h2"),
        ("It halves.\n\n# Use git bisect", "<p>It halves."),
        ("# Use git bisect", ""),
    ],
)
def test_a_title_is_not_said_again_below_itself(text: str, begins: str) -> None:
    assert render_below("Use git bisect", text, images=False).startswith(begins)
    assert "Use git bisect" in render_below("Another", "# Use git bisect\n", images=False)


def test_a_picture_shows_only_from_this_site_and_after_review() -> None:
    here, there = "![here](/media/a.png)", "![there](https://example.com/a.png)"
    assert soup(here, images=True).find("img", src="/media/a.png", alt="here")
    for html in (soup(here, images=False), soup(there, images=True), soup("![x](//example.com/a.png)")):
        assert html.find("img") is None
        assert html.find("a") is not None


def test_a_picture_that_a_person_added_shows_before_review_and_no_other_address_passes_for_one() -> None:
    name = "0123456789abcdef" * 2
    assert soup(f"![here](/media/pictures/{name}.png)", images=False).img is not None
    for address in (
        f"//x.test/media/pictures/{name}.png",
        f"/media/pictures/{name}.png?x=/logout",
        f"/media/pictures/../{name}.png",
    ):
        assert soup(f"![x]({address})", images=False).img is None, address


def test_a_text_too_long_to_parse_is_shown_as_it_is() -> None:
    assert render("*a" + "<" * LONGEST, images=True).startswith('<pre tabindex="0">*a&lt;&lt;')


@pytest.mark.parametrize("hostile", ["://" * 13_000, "# a\n" * 10_000, "a://" * 10_000])
def test_time_grows_with_the_text_and_no_faster(hostile: str) -> None:
    begun = time.process_time()
    render(hostile, images=False)
    assert time.process_time() - begun < 3, "it was ten seconds and more, four times as long for twice the text"
