"""Common Markdown extensions are rendered as on GitHub, Obsidian, Hugo and Docusaurus."""

import re

import pytest
from bs4 import BeautifulSoup
from pytest_django import Settings

from til.text.highlight import highlight
from til.text.markdown import render

KOREAN_ADDRESS = "https://ko.wikipedia.org/wiki/파이썬"


def soup(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(render(markdown, images=True), "html.parser")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O x<SUP>2</SUP>", "<kbd>Ctrl</kbd>, H<sub>2</sub>O x<sup>2</sup>"),
        ("one<br>two<br/>three", "one<br>two<br>three"),
        (
            "<u>a</u> <mark>b</mark> <small>c</small> <b>d</b> <i>e</i>",
            "<u>a</u> <mark>b</mark> <small>c</small> <b>d</b>",
        ),
        ('<abbr title="Cascading" onclick="x()">CSS</abbr>', '<abbr title="Cascading">CSS</abbr>'),
        ("<ruby>漢<rt>한</rt></ruby>", "<ruby>漢<rt>한</rt></ruby>"),
        ('<p align="center">\nmiddle\n</p>', '<p align="center">\nmiddle\n</p>'),
        ("<center>middle</center>", '<div align="center">middle</div>'),
        ("<h1>Head</h1>", "<h2>Head</h2>"),
        ("a <!-- left out --> b", "a  b"),
        ("<!-- left\n\nout -->\n\nafter", "<p>after</p>"),
        ("<!-- never ends\n\nafter", "&lt;!-- never ends</p>\n<p>after</p>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        (
            "<font color=red>x</font> List<String> <script>",
            "&lt;font color=red&gt;x&lt;/font&gt; List&lt;String&gt; &lt;script",
        ),
        ("<div>\n<blink>a</blink>\n</div>", "<div>\n&lt;blink&gt;a&lt;/blink&gt;\n</div>"),
        (
            "<details open>\n<summary>more</summary>\n\n**in**\n\n</details>",
            "</summary>\n<p><strong>in</strong></p>\n</details>",
        ),
        ("`<kbd>`", "<code>&lt;kbd&gt;</code>"),
        (
            '<a href="/til/1/">own</a> <a href="https://x.test">other</a>',
            '<a href="/til/1/">own</a> <a href="https://x.test" rel=',
        ),
        (
            "==marked== **==both==** ==강조==는",
            "<mark>marked</mark> <strong><mark>both</mark></strong> <mark>강조</mark>는",
        ),
        ("a==b or c==d, == no ==, `==x==`", "<p>a==b or c==d, == no ==, <code>==x==</code></p>"),
        (":rocket: :+1: `:rocket:` 10:30:45 :nosuchthing:", "🚀 👍 <code>:rocket:</code> 10:30:45 :nosuchthing:"),
        ("Term\n: Definition", "<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n</dl>"),
    ],
)
def test_tags_and_signs_are_shown_as_meant(markdown: str, html: str) -> None:
    assert html in render(markdown, images=True)


def test_pictures_in_tags_are_pictures_of_this_site_and_links_elsewhere() -> None:
    page = soup('<img src="/media/a.png" width="300" onerror="x()">\n\n<img src="https://x.test/b.png" alt="there">')
    assert page.img is not None
    assert page.img.attrs == {"src": "/media/a.png", "alt": "", "width": "300", "loading": "lazy"}
    assert page.a is not None
    assert (page.a["href"], page.a.get_text()) == ("https://x.test/b.png", "there")


def test_pictures_of_other_sites_show_where_the_owner_allows_them(settings: Settings) -> None:
    settings.TIL_REMOTE_IMAGES = True
    there = "![x](https://x.test/a.png)"
    assert soup(there).img is not None
    assert BeautifulSoup(render(there, images=False), "html.parser").img is None, "before review nothing loads"
    assert soup("![x](http://x.test/a.png) ![x](//x.test/a.png) ![x](data:image/png;base64,AA)").img is None


def test_a_picture_in_a_link_makes_no_second_link() -> None:
    page = soup("[![build](https://x.test/b.svg)](https://x.test/ci)")
    assert [(link["href"], link.get_text()) for link in page.find_all("a")] == [("https://x.test/ci", "build")]


@pytest.mark.parametrize(
    ("markdown", "look", "title", "text"),
    [
        ("> [!NOTE]\n> Useful.", "note", "Note", "Useful."),
        ("> [!tip] Try **this**\n>\n> - a", "tip", "Try this", "a"),
        ("> [!bug] 제목\n> 본문", "danger", "제목", "본문"),
        ("> [!warning]\n> 조심해서 쓴다", "warning", "주의", "조심해서 쓴다"),
        ("> [!unheard-of]\n> x", "", "", ""),
        ("> [!whatever]\n> x", "note", "Whatever", "x"),
        (":::tip Title\ntext\n:::", "tip", "Title", "text"),
        (":::danger[Title]\ntext\n:::", "danger", "Title", "text"),
        (":::warning[Title]{.wide #here}\ntext\n:::", "warning", "Title", "text"),
        (":::warning{.wide}\ntext\n:::", "warning", "Warning", "text"),
        (":::tip with {braces}\ntext\n:::", "tip", "with {braces}", "text"),
        ('!!! note "MkDocs style"\n    text', "note", "MkDocs style", "text"),
        ("!!! warning\n    text", "warning", "Warning", "text"),
        ("!!! wow\n    text", "", "", ""),
        (":::nothing\ntext\n:::", "", "", ""),
    ],
)
def test_callouts(markdown: str, look: str, title: str, text: str) -> None:
    box = soup(markdown).select_one(".callout")
    if not look:
        assert box is None
        return
    assert box is not None
    assert f"callout-{look}" in box["class"]
    assert " ".join(box.get_text().split()) == f"{title} {text}"


@pytest.mark.parametrize(("fold", "is_open"), [("-", False), ("+", True)])
def test_folded_callouts_can_be_opened(fold: str, is_open: bool) -> None:
    box = soup(f"> [!faq]{fold} Why?\n> Because.").find("details")
    assert box is not None
    assert (box.has_attr("open"), box.find_all("summary")[0].get_text()) == (is_open, "Why?")


def test_a_container_of_details_is_folded() -> None:
    box = soup("::: details Why?\nBecause.\n:::").find("details")
    assert box is not None
    assert [box.find_all("summary")[0].get_text(), box.find_all("p")[0].get_text()] == ["Why?", "Because."]


@pytest.mark.parametrize(
    ("markdown", "tex"),
    [
        ("Inline $E = mc^2$ text", ["E = mc^2"]),
        ("$a_1 * b_1$와 $c*d$는", ["a_1 * b_1", "c*d"]),
        ("$`x_1`$", ["x_1"]),
        ("$$\n\\frac{a}{b}\n$$", ["\\frac{a}{b}"]),
        ("text $$x$$ text", ["x"]),
        ("```math\nx = 1\n```", ["x = 1"]),
        ("costs $5 and $6, $HOME/$USER, `$x$`, US$5$ \\$x$, $ x $", []),
        ("$\\frac{$ stays", []),
    ],
)
def test_formulas_become_mathml(markdown: str, tex: list[str]) -> None:
    page = soup(markdown)
    assert [formula["alttext"] for formula in page.find_all("math")] == tex
    if not tex:
        assert page.get_text().strip() == markdown.replace("`", "").replace("\\$", "$")


def test_formulas_say_text_and_run_nothing() -> None:
    page = soup(r"$\text{<img src=x onerror=alert(1)>} \href{javascript:alert(1)}{x} \style{color:red}{y}$")
    assert page.img is None
    assert not re.search(r'(href|onerror|style)="', str(page.math))


@pytest.mark.parametrize(
    ("info", "language", "name", "marked"),
    [
        ('python title="app.py" {1,3-4}', "python", "app.py", "acd"),
        ("js:src/a.js", "js", "src/a.js", ""),
        ('go {hl_lines=[2,"4-5"],linenos=table}', "go", "", "bde"),
        ('bash hl_lines="1 2"', "bash", "", "ab"),
        ("ts filename=x.ts", "ts", "x.ts", ""),
        ("{.ruby}", "ruby", "", ""),
        ("nosuch {2}", "nosuch", "", "b"),
    ],
)
def test_code_has_its_file_name_and_marked_lines(info: str, language: str, name: str, marked: str) -> None:
    page = soup(f"```{info}\na\nb\nc\nd\ne\n```")
    code = page.code
    assert code is not None
    assert (code["class"], code.get_text()) == ([f"language-{language}"], "a\nb\nc\nd\ne\n")
    assert "".join(line.get_text().strip() for line in code.select(".hll")) == marked
    assert (page.figcaption.get_text() if page.figcaption else "") == name


def test_marking_a_million_lines_costs_nothing() -> None:
    assert highlight("a\n", "python", [1]) != highlight("a\n", "python")
    assert "<code" in render("```python {1-99999,1-99999,1-99999}\nx\n```", images=True)


@pytest.mark.parametrize(
    ("link", "heading"),
    [
        ("#배운-것", "배운 것"),
        ("#%EB%B0%B0%EC%9A%B4-%EA%B2%83", "배운 것"),
        ("#c-templates", "C++ templates"),
        ("#Whats-new", "What's new?"),
        ("#some_name", "some_name"),
    ],
)
def test_links_inside_a_text_lead_to_its_headings(link: str, heading: str) -> None:
    page = soup(f"[there]({link})\n\n## {heading}")
    assert page.a is not None
    assert page.a["href"] == f"#{page.h2['id'] if page.h2 else ''}"
    assert page.a.get("rel") is None, "a link of our own is no stranger's"


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        (f"see {KOREAN_ADDRESS} now", "https://ko.wikipedia.org/wiki/%ED%8C%8C%EC%9D%B4%EC%8D%AC", KOREAN_ADDRESS),
        ("https://velog.io/@a/스프링-부트-3.0", None, "https://velog.io/@a/스프링-부트-3.0"),
        ("https://example.com/?q=검색어", None, "https://example.com/?q=검색어"),
        ("https://example.com/a#설치", None, "https://example.com/a#설치"),
        ("https://example.com을 보라", "https://example.com", "https://example.com"),
        ("www.example.com에서, a", "https://www.example.com", "www.example.com"),
        ("(www.example.com/a_b).", "https://www.example.com/a_b", "www.example.com/a_b"),
    ],
)
def test_bare_addresses_link_whole(text: str, address: str | None, shown: str) -> None:
    link = soup(text).a
    assert link is not None
    assert link.get_text() == shown
    assert address in {None, link["href"]}


def test_only_an_email_address_in_angle_brackets_links() -> None:
    links = soup("Clone git@example.com:a/b.git, or ask ada@example.com or <grace@example.com>.").select("a")
    assert [link["href"] for link in links] == ["mailto:grace@example.com"]
