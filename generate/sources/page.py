"""Read a web page: its article as Markdown, and its metadata."""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from html_to_markdown import ConversionError

from generate.source_errors import SourceEmpty, SourceTooLarge, SourceUnsupported
from generate.sources.about import about
from generate.sources.article import find_article
from generate.sources.code import take_code
from generate.sources.markdown import absolute, to_markdown
from generate.sources.math import keep_math
from generate.sources.opinion import opinion_on
from generate.sources.recording import find_recording
from generate.sources.source import Source
from generate.sources.thread import AUTHOR, find_thread
from generate.sources.thread_data import with_thread
from til.errors import mark as _
from til.text.scrub import scrub

_LEAST_LETTERS = 20
_MOST_MARKUP = 200_000  # opening and closing tags: parsed in seconds; a million took minutes and a gigabyte
_SHORT = 600  # letters; a wall page is shorter
_NOTHING = 100  # letters; less text beside a login form is the form's label
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*>")  # makes the parser warn about XML
_PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_WALL = re.compile(
    r"enable javascript|javascript is (required|disabled)|requires javascript|turn on javascript|just a moment|"
    r"checking your browser|verify you are human|(log|sign) ?in to (continue|read|view)|members? only|"
    r"자바스크립트를 (활성화|사용)|로그인이 필요|로그인 후 이용|JavaScriptを有効|ログインが必要",
    re.IGNORECASE,
)


def read_page(html: str, url: str) -> Source:
    """Return the article of the page at ``url``.

    Raises SourceEmpty for a page without one (a login wall, a page rendered by scripts), and as ``article_of``.
    """
    source = article_of(html, url)
    letters = sum(map(str.isalnum, source.text))
    has_code = "```" in source.text
    if letters < _LEAST_LETTERS and not has_code:
        raise SourceEmpty(f"{letters} letters")
    if letters < _SHORT and not has_code and _is_wall(f"{source.title}\n{source.text}", html, letters):
        raise SourceEmpty("a wall")
    return source


def article_of(html: str, url: str = "") -> Source:
    """Return the article of ``html``, however short; raises as ``whole_of``."""
    return _read(html, url, _article)


def whole_of(html: str) -> Source:
    """Return all of ``html``, a document without anything around it.

    Raises SourceTooLarge for excessive markup, SourceUnsupported if it cannot be parsed.
    """
    return _read(html, "", lambda soup, _title, _html: soup.body or soup)


def _article(soup: BeautifulSoup, title: str, html: str) -> Tag:
    found = find_thread(soup, html) or find_recording(soup, html)
    return find_article(soup, title, opinion_on(html)) if found is None else found


def _read(html: str, url: str, choose: Callable[[BeautifulSoup, str, str], Tag]) -> Source:
    if html.count("<") > _MOST_MARKUP:
        raise SourceTooLarge("too many tags", limit=[_("%s HTML tags"), f"{_MOST_MARKUP:,}"])
    html = with_thread(_PROLOG.sub("", html.replace("\x00", "")))
    try:
        soup = BeautifulSoup(html, "lxml")
        said = about(soup, url)
        base = soup.find("base", href=True)
        keep_math(soup)
        fences = take_code(soup)
        place = (absolute(url, str(base["href"])) if isinstance(base, Tag) else "") or url
        chosen = choose(soup, said.title, html)
        author = str(chosen.get(AUTHOR) or said.author)
        text = scrub(to_markdown(chosen, fences, place))
    except (RecursionError, ParserRejectedMarkup, ConversionError) as error:
        raise SourceUnsupported(repr(error), kind=[_("damaged HTML")]) from error
    return Source(text, kind="url", title=said.title, url=said.url, author=author, site=said.site, date=said.date)


def _is_wall(shown: str, html: str, letters: int) -> bool:
    """Return whether a page asks for JavaScript or a login, in its text or by having little beside a form."""
    return bool(_WALL.search(shown)) or (letters < _NOTHING and bool(_PASSWORD.search(html) or _WALL.search(html)))
