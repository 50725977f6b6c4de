"""Five ways in which sites render Markdown, each with a typical page around the article."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_by_name
from pygments.util import ClassNotFound

AROUND = (
    "Home Articles Projects About this site",
    "We use cookies to make this site work better for you",
    "Share this post with your friends on social media",
    "You may also like these other posts",
    "Leave a reply to join the conversation",
    "Great post, thank you so much for writing it",
    "Subscribe to our weekly newsletter",
    "Popular posts of this month",
    "All rights reserved by the owner of this site",
    "이 블로그의 다른 글을 구독해 보세요",
)
_Draw = Callable[[str, str], str]


@dataclass(frozen=True)
class Shape:
    """One way of rendering: the markup of code, and the page with ``{}`` in place of the article."""

    name: str
    code: _Draw
    page: str


def render(shape: Shape, markdown: str) -> str:
    """Return ``markdown`` as a page in ``shape``."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")

    def draw(_: object, tokens: Sequence[Token], index: int, *__: object) -> str:
        token = tokens[index]
        return shape.code(token.content, token.info.split()[0] if token.info.strip() else "")

    parser.add_render_rule("fence", draw)
    parser.add_render_rule("code_block", draw)
    return shape.page.replace("{}", str(parser.render(markdown)))


def _plain(code: str, language: str) -> str:
    name = f' class="language-{language}"' if language else ""
    return f"<pre><code{name}>{html.escape(code)}</code></pre>"


def _painted(code: str, language: str, **options: Any) -> str:
    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    return str(highlight(code, lexer, HtmlFormatter(**options)))


def _numbered(code: str, language: str) -> str:
    kind = language or "default"
    return f'<div class="highlight-{kind} notranslate">{_painted(code, language, linenos="table")}</div>'


def _broken(code: str, language: str) -> str:
    lines = [html.escape(line).replace("  ", "&nbsp; ") for line in code.removesuffix("\n").split("\n")]
    said = f'class="{language}" data-ke-language="{language}" data-ke-type="codeblock"'
    return f"<pre {said}><code>{'<br>'.join(lines)}</code></pre>"


def _github(code: str, language: str) -> str:
    copy = '<div class="zeroclipboard-container"><clipboard-copy aria-label="Copy">Copy</clipboard-copy></div>'
    if not language:
        return f'<div class="snippet-clipboard-content"><pre><code>{html.escape(code)}</code></pre>{copy}</div>'
    inner = _painted(code, language, nowrap=True)
    return f'<div class="highlight highlight-source-{language}" dir="auto"><pre>{inner}</pre>{copy}</div>'


def _rows(code: str, language: str) -> str:
    rows = "".join(
        f'<tr><td class="hljs-ln-numbers" data-line-number="{number}"><div class="hljs-ln-n">{number}</div></td>'
        f'<td class="hljs-ln-code">{html.escape(line)}</td></tr>'
        for number, line in enumerate(code.removesuffix("\n").split("\n"), start=1)
    )
    table = f'<table class="hljs-ln"><tbody>{rows}</tbody></table>'
    return f'<pre><code class="hljs language-{language or "plaintext"}">{table}</code></pre>'


def _spans(code: str, language: str) -> str:
    lines = "\n".join(
        f'<span class="line"><span style="color:#D73A49">{html.escape(line)}</span></span>'
        for line in code.removesuffix("\n").split("\n")
    )
    said = f' data-language="{language}"' if language else ""
    pre = f'<pre class="shiki"{said} tabindex="0"><code>{lines}</code></pre>'
    return f'<figure class="code-block">{pre}<button class="copy">Copy</button></figure>'


def _frame(title: str, article: str) -> str:
    """Put ``article`` into a typical page, with the texts in ``AROUND``."""
    menu, cookies, share, related, reply, comment, letter, popular, rights, subscribe = AROUND
    return f"""<!doctype html><html>
<head><title>{title}</title><meta property="og:site_name" content="Sample"></head><body>
<div class="cookie-banner" role="dialog"><p>{cookies}</p><button>OK</button></div>
<header class="site-header"><nav class="menu"><ul><li><a href="/">{menu}</a></li></ul></nav></header>
<div class="layout"><div class="col-main">{article}
<div class="share-buttons"><span>{share}</span></div>
<section class="related-posts"><h3>{related}</h3></section>
<div id="comments" class="comments-area"><h3>{reply}</h3><div class="comment"><p>{comment}</p></div></div></div>
<div class="sidebar" id="secondary">
<div class="widget-area"><h4>{popular}</h4><p>{subscribe}</p></div></div></div>
<div class="newsletter-signup"><p>{letter}</p></div>
<footer class="site-footer"><p>{rights}</p></footer></body></html>"""


_BLOG = _frame("A post", '<article class="post"><div class="entry-content">{}</div></article>')
_DOCS = _frame("Docs", '<div class="document"><div class="body" role="main">{}</div></div>')
_TISTORY = _frame("글", '<div class="area_view"><div class="tt_article_useless_p_margin contents_style">{}</div></div>')
_REPO = _frame(
    "repo", '<div id="readme" class="Box-body"><article class="markdown-body entry-content">{}</article></div>'
)
_BARE = _frame("Notes", '<div class="wrap-inner">{}</div>')  # neither elements nor names mark the article

SHAPES = (
    Shape("plain blog, <pre><code>", _plain, _BLOG),
    Shape("docs, line-number table", _numbered, _DOCS),
    Shape("Tistory, <br> and &nbsp;", _broken, _TISTORY),
    Shape("GitHub, spans in a frame", _github, _REPO),
    Shape("one row or span per line", lambda code, language: (_rows, _spans)[len(code) % 2](code, language), _BARE),
)
