"""Code is extracted exactly, with its language, from the markup of any highlighter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.sources.__main__ import code_of
from bench.sources.shapes import AROUND, SHAPES, Shape, render
from generate.sources.fence import fence
from generate.sources.page import read_page

WORDS = "Enough ordinary words to be an article by themselves.\n\n"
CODE = 'def f(x):\n    if x < 1 & "y":\n\n        return `x`\n\treturn 42\n3\n'


def code_in(html: str) -> list[tuple[str, str]]:
    return code_of(read_page(f"<article><p>{WORDS}</p>{html}</article>", "https://site.example/").text)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
@pytest.mark.parametrize("code", [CODE, CODE + "#\n", "x\n", "1\n2\n3\n", "  indented\n  more\n", "a\n\n\n\nb\n"])
def test_every_shape_keeps_every_line(shape: Shape, code: str) -> None:
    text = read_page(render(shape, f"{WORDS}{fence(code, 'python')}\n\nand on\n"), "https://site.example/").text
    assert code_of(text) == [(code.rstrip("\n"), "python")]
    assert not [sentence for sentence in AROUND if sentence in text]


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("ab1 \t\n<&>\"'`~#*_|\\한é"), min_size=1, max_size=80).filter(str.strip))
def test_any_code_comes_back(code: str) -> None:
    code = "x" + code.strip("\n") + "x"
    for shape in SHAPES[:2]:
        text = read_page(render(shape, WORDS + fence(code, "python")), "https://site.example/").text
        assert code_of(text) == [(code, "python")]


ROUGE = """<pre><table class="rouge-table"><tr><td class="gutter gl"><pre class="lineno">1
2
</pre></td><td class="code"><pre>7
  8
</pre></td></tr></table></pre>"""
CHROMA = """<div class="highlight"><table class="lntable"><tr><td class="lntd"><pre><span class="lnt">1
</span></pre></td><td class="lntd"><pre><code><span class="line"><span class="cl">a
</span></span></code></pre></td></tr></table></div>"""
BLOB = """<table class="highlight js-file-line-container">
<tr><td class="blob-num" data-line-number="1"></td><td class="blob-code">a</td></tr>
<tr><td class="blob-num" data-line-number="2"></td><td class="blob-code">  b</td></tr></table>"""
PRISM = '<pre class="line-numbers"><code>a\nb<span class="line-numbers-rows"><span></span></span></code></pre>'
COPY = '<div class="code-toolbar"><pre><code>a</code></pre><div class="toolbar"><button>Copy</button></div></div>'
HUGO = """<div class="highlight"><table><tr><td><pre>1</pre></td>
<td><pre><code data-lang="go">x</code></pre></td></tr></table></div>"""
LINE = '<span class="line">{}</span>'
GRID = '<code><span data-line="">a</span><span data-line=""></span><span style="display: block">  b</span></code>'
CM5 = """<div class="CodeMirror-code">
<div><div class="CodeMirror-gutter-wrapper">1</div><pre class="CodeMirror-line">a</pre></div>
<div><div class="CodeMirror-gutter-wrapper">2</div><pre class="CodeMirror-line">  b</pre></div></div>"""
CM6 = '<div class="cm-content"><div>a</div><div class="cm-line"><br></div><div class="cm-line">b</div></div>'
MONACO = '<div class="view-lines"><div class="view-line">a</div><div class="view-line">&nbsp;&nbsp;b</div></div>'
NOTION = '<div class="notion-code-block" style="white-space: pre">a\n  b</div>'
HEADED = '<pre><code><div class="top"><span>bash</span><button>Copy</button></div>a\n  b</code></pre>'
VERSO = """<code class="hl lean block">#check true</code><pre class="hl lean lean-output">Bool.true</pre>
<code class="hl lean block">\n</code><code class="hl lean block">#eval 1</code>"""
TWICE = '<div><pre aria-hidden="true"><textarea>a</textarea></pre><pre>a</pre></div>'
FOLDED = '<div class="callout is-collapsed"><div style="display: none"><pre>a</pre></div></div>'


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<pre>a<br>&nbsp;&nbsp;b<br/>c</pre>", "a\n  b\nc"),
        ("<pre>\na\n</pre>", "a"),
        ("<pre><code>\n\na</code></pre>", "\n\na"),
        (f"<pre><code>{LINE.format('a')}{LINE.format('')}{LINE.format('b')}</code></pre>", "a\n\nb"),
        (f"<pre><code>{LINE.format('a')}\n{LINE.format('')}\n{LINE.format('b')}</code></pre>", "a\n\nb"),
        ("<pre><div>a</div><div>  b</div></pre>", "a\n  b"),
        ('<pre><span class="lineno">1</span>a\n<span class="lineno">2</span>b</pre>', "a\nb"),
        ('<pre><button class="copy">Copy</button><code>a\n  b</code></pre>', "a\n  b"),
        ("<code>a<br>&nbsp;b</code>", "a\n b"),
        (PRISM, "a\nb"),
        (ROUGE, "7\n  8"),
        (CHROMA, "a"),
        (BLOB, "a\n  b"),
        (COPY, "a"),
        (f"<pre>{GRID}</pre>", "a\n\n  b"),
        ("<pre><div>a</div><div>\n</div><div>b</div></pre>", "a\n\nb"),
        (CM5, "a\n  b"),
        (CM6, "a\n\nb"),
        (MONACO, "a\n  b"),
        (NOTION, "a\n  b"),
        (HEADED, "a\n  b"),
        (VERSO, "#check true\nBool.true\n\n#eval 1"),
        (TWICE, "a"),
        (FOLDED, "a"),
        ("<pre><code> a</code></pre>", "a"),
    ],
)
def test_the_code_a_reader_sees(html: str, code: str) -> None:
    assert [found for found, _ in code_in(html)] == [code]


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<pre><code class="language-c++">x</code></pre>', "c++"),
        ('<pre><code class="lang-py">x</code></pre>', "py"),
        ('<pre class="hljs javascript"><code>x</code></pre>', "javascript"),
        ('<pre class="brush: java; title: x">x</pre>', "java"),
        ('<pre class="sourceCode haskell"><code>x</code></pre>', "haskell"),
        ('<pre data-ke-language="kotlin"><code>x</code></pre>', "kotlin"),
        ('<pre data-lang="ruby">x</pre>', "ruby"),
        ('<pre><code data-language="go">x</code></pre>', "go"),
        ('<div class="highlight-python3 notranslate"><div class="highlight"><pre>x</pre></div></div>', "python"),
        ('<div class="highlight highlight-source-ts"><pre>x</pre></div>', "ts"),
        ('<div class="highlight highlight-text-html-basic"><pre>x</pre></div>', "html"),
        ('<div class="language-yaml highlighter-rouge"><div class="highlight"><pre>x</pre></div></div>', "yaml"),
        ('<pre class="EnlighterJSRAW" data-enlighter-language="sql">x</pre>', "sql"),
        ('<div class="mw-highlight mw-highlight-lang-python"><pre>x</pre></div>', "python"),
        (HUGO, "go"),
        ('<div class="se-code-source"><div class="__se_code_view language-javascript">x</div></div>', "javascript"),
        ('<div class="code-block" data-lang="http">x</div>', "http"),
        ('<div class="code-block"><pre><code language="rust">x</code></pre></div>', "rust"),
        ("<div><div>Python</div><div><pre>x</pre></div></div>", "python"),
        ('<pre class="wp-block-code"><code>x</code></pre>', ""),
        ('<pre><code class="language-none">x</code></pre>', ""),
        ('<div class="highlight-default notranslate"><div class="highlight"><pre>x</pre></div></div>', ""),
        ('<div class="lang-ko"><pre>x</pre></div>', ""),
    ],
)
def test_the_language_is_read_from_where_it_is_said(html: str, language: str) -> None:
    assert code_in(html) == [("x", language)]


def test_code_in_a_list_a_quote_and_a_table_keeps_its_lines_and_the_text_its_order() -> None:
    html = """<ol><li>one<pre>a
  b</pre>then</li><li>two</li></ol><blockquote><p>q</p><pre>c</pre></blockquote><table><tr><td><pre>d</pre></td></tr></table>"""
    text = read_page(f"<article><p>{WORDS}</p>{html}</article>", "https://site.example/").text
    expected = "1. one\n\n```\na\n  b\n```\n\nthen\n\n2. two\n\n> q\n\n```\nc\n```\n\n```\nd\n```"
    assert text.partition("\n\n")[2] == expected


def test_a_fence_is_longer_than_the_ticks_in_its_code() -> None:
    assert fence("```\nx\n````", "md") == "`````md\n```\nx\n````\n`````"
