"""Read a web page: its article as Markdown, and its metadata."""

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup
from html_to_markdown import ConversionError

from generate.source_errors import SourceEmpty, SourceTooLarge, SourceUnsupported
from generate.sources.about import about
from generate.sources.article import find_article
from generate.sources.chat_data import with_chat
from generate.sources.code import take_code
from generate.sources.hidden import drop_hidden
from generate.sources.markdown import absolute, to_markdown
from generate.sources.math import keep_math
from generate.sources.names import tags_in
from generate.sources.opinion import opinion_on
from generate.sources.recording import find_recording
from generate.sources.source import Source
from generate.sources.thread import AUTHOR, find_thread
from generate.sources.thread_data import with_thread
from generate.sources.tree import parse
from til.errors import mark as _
from til.text.scrub import count_concealed, scrub

_LEAST_LETTERS = 20
_MOST_MARKUP = 200_000  # opening and closing tags: parsed in seconds; a million took minutes and a gigabyte
_SHORT = 600  # letters; a wall page is shorter
_NOTHING = 100  # letters; less text beside a login form is the form's label
PROLOG = re.compile(r"\A\s*<\?xml[^>]*>")  # makes the parser warn about XML
_PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_WALLS = {  # what pages say instead of an article
    "robot": re.compile(
        r"just a moment|checking (?:your browser|if the site)|verify (?:that )?you are (?:a )?human"
        r"|are you a robot|captcha|unusual traffic|access denied|로봇이 아닙니다|자동 입력 방지",
        re.IGNORECASE,
    ),
    "script": re.compile(
        r"enable javascript|javascript is (?:required|disabled|not enabled)|(?:requires?|needs?) javascript"
        r"|turn on javascript|without javascript|자바스크립트를 (?:활성화|사용|켜)|JavaScriptを有効",
        re.IGNORECASE,
    ),
    "paid": re.compile(
        r"subscribe to (?:continue|read|unlock)|for subscribers|subscriber[- ]only|members?[- ]only"
        r"|become a (?:paid )?member|upgrade to (?:paid|read)|유료 ?(?:회원|구독자)|구독자 전용|멤버십 전용",
        re.IGNORECASE,
    ),
    "login": re.compile(
        r"(?:log|sign) ?in (?:to (?:continue|read|view|see)|required)|(?:please|must) (?:log|sign) ?in"
        r"|로그인이 필요|로그인 후 (?:이용|확인)|로그인해 ?주세요|ログインが必要",
        re.IGNORECASE,
    ),
}


def read_page(html: str, url: str) -> Source:
    """Return the article of the page at ``url``.

    Raises SourceEmpty for a page without one (a login wall, a page rendered by scripts), and as ``article_of``.
    """
    source, is_thread = _read(html, url, _article)
    if is_thread:
        return source
    letters = sum(map(str.isalnum, source.text))
    has_code = "```" in source.text
    if letters < _LEAST_LETTERS and not has_code:
        raise SourceEmpty(f"{letters} letters", why=_wall(f"{source.title}\n{source.text}", html, letters))
    if letters < _SHORT and not has_code and (wall := _wall(f"{source.title}\n{source.text}", html, letters)):
        raise SourceEmpty("a wall", why=wall)
    return source


def article_of(html: str, url: str = "") -> Source:
    """Return the article of ``html``, however short; raises as ``whole_of``."""
    return _read(html, url, _article)[0]


def whole_of(html: str) -> Source:
    """Return all of ``html``, a document without anything around it.

    Raises SourceTooLarge for excessive markup, SourceUnsupported if it cannot be parsed.
    """
    return _read(html, "", lambda soup, _title, _html: soup.body or soup)[0]


def _article(soup: BeautifulSoup, title: str, html: str) -> Tag:
    found = find_thread(soup, html) or find_recording(soup, html)
    return find_article(soup, title, opinion_on(html)) if found is None else found


def _read(html: str, url: str, choose: Callable[[BeautifulSoup, str, str], Tag]) -> tuple[Source, bool]:
    """Return what ``choose`` chooses of a page, and whether that is a thread, whose posts may quote any wall."""
    if html.count("<") > _MOST_MARKUP:
        raise SourceTooLarge("too many tags", limit=[_("%s HTML tags"), f"{_MOST_MARKUP:,}"])
    html = with_chat(with_thread(PROLOG.sub("", html.replace("\x00", "").removeprefix("\ufeff"))))
    try:
        with _uncollected():
            return _read_tree(html, url, choose)
    except (RecursionError, ParserRejectedMarkup, ConversionError) as error:
        raise SourceUnsupported(repr(error), kind=[_("damaged HTML")]) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no search for garbage begin, which would go through the page's tree again and again while it grows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_tree(html: str, url: str, choose: Callable[[BeautifulSoup, str, str], Tag]) -> tuple[Source, bool]:
    soup = parse(html)
    said = about(soup, url)
    base = next((tag for tag in tags_in(soup, "base") if "href" in tag.attrs), None)
    hidden = drop_hidden(soup)
    keep_math(soup)
    fences = take_code(soup)
    place = (absolute(url, str(base["href"])) if base else "") or url
    chosen = choose(soup, said.title, html)
    author = str(chosen.get(AUTHOR) or said.author)
    written = to_markdown(chosen, fences, place)
    source = Source(
        scrub(written),
        kind="url",
        title=said.title,
        url=said.url,
        author=author,
        site=said.site,
        date=said.date,
        hidden=hidden + count_concealed(written),
    )
    return source, chosen.has_attr(AUTHOR)


def _wall(shown: str, html: str, letters: int) -> str:
    """Return what keeps a page from strangers: ``robot``, ``script``, ``paid`` or ``login``; "" if nothing does.

    The page says so in its text, or has next to no text beside a login form or a notice for browsers without scripts.
    """
    places = (shown, html) if letters < _NOTHING else (shown,)
    said = next((wall for place in places for wall, words in _WALLS.items() if words.search(place)), "")
    if said or letters >= _NOTHING:
        return said
    if _PASSWORD.search(html):
        return "login"
    return "script" if letters < _LEAST_LETTERS and html.count("<script") > 1 else ""
