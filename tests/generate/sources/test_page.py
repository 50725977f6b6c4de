"""Extraction from pages in the formats of well-known sites, and from unusual pages."""

import contextlib
import time
from pathlib import Path

import pytest

from generate.source_errors import SourceEmpty, SourceTooLarge
from generate.sources.page import read_page

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
WORDS = "<p>Enough ordinary words to be an article by themselves.</p>"


def text_of(inner: str, url: str = "https://site.example/a/b") -> str:
    return read_page(f"<article>{WORDS}{inner}</article>", url).text.partition("\n\n")[2]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_in_the_shape_of(page: Path) -> None:
    source = read_page(page.read_text(), f"https://site.example/a/{page.stem}")
    assert source.text + "\n" == page.with_suffix(".txt").read_text()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("tistory", ("파이썬 제너레이터 정리", "느린곰", "2026-03-02T21:14:05+09:00", "느린 개발 노트")),
        ("velog", ("useEffect 정리", "hana", "2026-01-05", "velog")),
        ("devto", ("Read a file in Go", "Kim Lee", "", "DEV Community")),
        ("medium", ("Queues are not magic", "Jo", "2025-11-20T08:00:00.000Z", "Medium")),
        ("wordpress", ("Cron without surprises", "Mina", "2026-05-01T10:00:00+00:00", "Ops Diary")),
        ("sphinx", ("Timers", "", "", "site.example")),
    ],
)
def test_what_a_page_says_of_itself(page: str, said: tuple[str, str, str, str]) -> None:
    source = read_page((Path(__file__).parent / "pages" / f"{page}.html").read_text(), "https://site.example/x")
    assert (source.title, source.author, source.date, source.site) == said


def test_the_canonical_url_is_taken_from_the_same_host_only() -> None:
    page = '<link rel="canonical" href="{}">' + f"<article>{WORDS}</article>"
    assert read_page(page.format("/plain"), "https://site.example/x?utm=1").url == "https://site.example/plain"
    assert read_page(page.format("https://evil.example/"), "https://site.example/x").url == "https://site.example/x"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<p><a href="c">x</a> <a href="//h.example/d">y</a></p>',
         "[x](https://site.example/a/c) [y](https://h.example/d)"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "x"),
        ('<p><img src="data:image/gif;base64,R0" data-src="/lazy.png" alt="A\nB"></p>',
         "![A B](https://site.example/lazy.png)"),
        ("<p>a <code>b_c</code> *d* &lt;e&gt;</p>", "a `b_c` *d* <e>"),
        ("<blockquote><p>one</p><p>two</p></blockquote>", "> one\n>\n> two"),
        ("<ol start=3><li>x</li><li>y<ul><li>z</li></ul></li></ol>", "3. x\n4. y\n   - z"),
        ("<p>one<br>two</p>", "one\ntwo"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>x|y</td></tr></table>",
         "| a | b    |\n| --- | ---- |\n| 1 | x\\|y |"),
        ("<details><summary>More</summary><p>inside</p></details>",
         "<details>\n<summary>More</summary>\n\ninside\n\n</details>"),
        ('<p>So <span class="math">\\(a_1\\)</span>.</p>', "So $a_1$."),
        ('<p><math alttext="x^2"><mi>x</mi></math></p>', "$x^2$"),
        ('<script type="math/tex; mode=display">\\int f</script>', "$$\n\\int f\n$$"),
        ("<p>``` is a fence</p>", "\\``` is a fence"),
        ('<h2>Part <a class="anchor" href="#p">#</a></h2>', "## Part"),
    ],
)  # fmt: skip
def test_what_survives(html: str, markdown: str) -> None:
    assert text_of(html) == markdown


@pytest.mark.parametrize(
    "around",
    [
        "<nav>GONE</nav>",
        '<div class="cookie-consent">GONE</div>',
        '<div id="comments">GONE</div>',
        '<ul class="share-buttons"><li>GONE</li></ul>',
        "<aside>GONE</aside>",
        '<div class="related-posts">GONE</div>',
        '<div style="display: none">GONE</div>',
        "<div hidden>GONE</div>",
        '<div role="navigation">GONE</div>',
        "<script>GONE</script><style>GONE</style><noscript>GONE</noscript>",
        "<!-- GONE -->",
        "<button>GONE</button>",
        '<div class="newsletter-signup">GONE</div>',
        '<nav class="toc">GONE</nav>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["<article>{}</article>{}", "<article>{}{}</article>", "<div>{}</div>{}"])
def test_what_goes(around: str, place: str) -> None:
    text = read_page(place.format(WORDS * 3, around), "https://site.example/").text
    assert "GONE" not in text
    assert text.count("Enough ordinary words") == 3


@pytest.mark.parametrize(
    "wrapper",
    ['<div class="has-sidebar share">{}</div>', '<body class="comments-open">{}</body>',
     '<form id="aspnetForm"><h1>T</h1>{}</form>', '<article class="tag-menu category-social">{}</article>'],
)  # fmt: skip
def test_an_article_inside_a_misleading_name_stays(wrapper: str) -> None:
    assert "Enough ordinary words" in read_page(wrapper.format(WORDS), "https://site.example/").text


@pytest.mark.parametrize(
    "kept",
    [
        '<section id="search"><h2 id="search-and-login">Search</h2><p>KEPT</p></section>',
        '<div class="section" id="comments"><h2>Comments</h2><p>KEPT</p></div>',
        '<h2 id="tags">KEPT</h2>',
        '<p id="share">KEPT</p>',
        '<aside class="admonition note"><p>KEPT</p></aside>',
        "<blockquote><p>words</p><footer>KEPT</footer></blockquote>",
        '<div role="tabpanel" hidden><pre>KEPT</pre></div>',
        '<div class="downloads"><p>KEPT</p></div>',
    ],
)
def test_what_only_looks_like_it_is_around_stays(kept: str) -> None:
    assert "KEPT" in read_page(f"<article>{WORDS * 3}{kept}</article>", "https://site.example/").text


def test_a_hidden_twin_of_code_is_not_read_twice() -> None:
    page = f"<article>{WORDS}<pre>x = 1</pre><pre style='display: none'>x = 1</pre></article>"
    assert read_page(page, "https://site.example/").text.count("x = 1") == 1


def test_an_article_that_nothing_names_is_found() -> None:
    links = "".join(f'<div><a href="/{n}">Link number {n}</a></div>' for n in range(5))
    page = f"<body><div>{links}</div><div><div>{WORDS * 20}</div></div></body>"
    assert read_page(page, "https://site.example/").text.startswith("Enough")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "JavaScript or a login"),
        ("<body><div id='root'></div><script src='a'></script><script>boot()</script></body>", "with JavaScript"),
        ("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>", "with JavaScript"),
        ("<main><p>You need to enable JavaScript to run this app, please.</p></main>", "with JavaScript"),
        ("<main><h1>Sign in</h1><form><p>Sign in to continue</p><input type=password></form></main>", "signing in"),
        ("<title>Just a moment...</title><p>Just a moment... Checking your browser before going on.</p>", "a person"),
        ("<main><p>This story is for subscribers. Become a paid member to go on.</p></main>", "to subscribers"),
        ("<main><p>로그인이 필요한 서비스입니다. 로그인해 주세요.</p></main>", "signing in"),
    ],
)
def test_a_page_without_an_article_says_what_keeps_it(page: str, why: str) -> None:
    with pytest.raises(SourceEmpty, match=why):
        read_page(page, "https://site.example/")


def test_a_login_box_beside_a_real_article_is_no_wall() -> None:
    page = f"<form><input type=password></form><article>{WORDS * 20}</article>"
    assert "Enough" in read_page(page, "https://site.example/").text


@pytest.mark.parametrize(
    "odd",
    [
        '<base href="http://[">',
        '<link rel="canonical" href="http://[">',
        '<a href="http://[x">y</a>',
        '<ol start="²"><li>x',
        '<script type="application/ld+json">[1, {"@type": "Article", "author": []}]</script>',
        "<td><pre>x",
        "<!DOCTYPE x [",
    ],
)
def test_odd_markup_costs_nothing_but_itself(odd: str) -> None:
    assert "Enough" in read_page(f"<article>{WORDS * 2}{odd}</article>", "https://site.example/").text


@pytest.mark.parametrize("hostile", ["`~" * 100_000, "&gt; " * 50_000, " a \t " * 40_000, "[](" * 60_000])
def test_a_long_line_is_read_in_one_go(hostile: str) -> None:
    begun = time.process_time()
    read_page(f"<article>{WORDS}<p>{hostile}</p></article>", "https://site.example/")
    assert time.process_time() - begun < 5, "it was hours where each place of the line was tried again"


def test_quotes_within_quotes_are_no_flood() -> None:
    page = f"<article>{WORDS}{'<blockquote>x' * 4000}{'<ul><li>y' * 4000}</article>"
    text = read_page(page, "https://site.example/").text
    assert "> > > x" in text
    assert len(text) < 40 * len(page)


def test_more_markup_than_any_article_has_is_refused() -> None:
    with pytest.raises(SourceTooLarge, match="HTML tags"):
        read_page(f"<article>{WORDS}{'<b>a' * 200_001}</article>", "https://site.example/")
    with pytest.raises(SourceTooLarge, match="blocks of code"):
        read_page(f"<article>{WORDS}{'<pre>a</pre>' * 5_001}</article>", "https://site.example/")


def test_deep_nesting_ends_well() -> None:
    page = "<div>" * 5000 + WORDS
    with contextlib.suppress(SourceEmpty):  # libxml2 may drop deeply nested elements
        assert "Enough" in read_page(page, "https://site.example/").text
