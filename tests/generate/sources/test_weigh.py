"""Pages with much text: the article is found by the features of its blocks, regardless of box names."""

import pytest

from generate.sources.page import read_page

_TITLE = "Why the queue stopped at midnight"
_TEXT = (
    "The worker read one message at a time, and each of them held a lock until the next one came.",
    "After the change, a message is taken, its lock is given back, and only then the work begins, as it should.",
    "We measured it for a week: the longest wait was two seconds, where it had been an hour, and nothing was lost.",
)
_PARAGRAPHS = [f"{text} That was day {day}." for day in range(1, 6) for text in _TEXT]
_STORIES = [f'<li><a href="/{n}">Another story that somebody else wrote, number {n}</a></li>' for n in range(30)]
_REMARKS = [f"<div><b>Reader {n}</b><p>Thanks!</p><a href='#'>Reply</a></div>" for n in range(8)]


def _page(article: str, name: str = "x1") -> str:
    """Return a page whose boxes have meaningless names."""
    return f"""<html><head><title>{_TITLE}</title></head><body>
<div class="{name}"><ul>{"".join(_STORIES)}</ul></div>
<div class="{name}2"><h1>{_TITLE}</h1>{article}</div>
<div class="{name}3"><p>© 2026 A site. <a href="/p">Privacy policy</a> · <a href="/c">Cookies</a></p></div>
<div class="{name}4">{"".join(_REMARKS)}</div></body></html>"""


def _read(article: str) -> str:
    return read_page(_page(article), "https://site.example/").text


@pytest.mark.once
def test_the_article_of_a_page_without_names_is_found() -> None:
    text = _read("".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS))

    assert [paragraph for paragraph in _PARAGRAPHS if paragraph not in text] == []
    assert _TITLE in text
    assert [gone for gone in ("Another story", "Privacy policy", "Thanks!", "Reader 1") if gone in text] == []


@pytest.mark.once
def test_code_beside_the_article_stays_with_it_exactly() -> None:
    halves = _PARAGRAPHS[:7], _PARAGRAPHS[7:]
    before, after = ("".join(f"<p>{paragraph}</p>" for paragraph in half) for half in halves)

    text = _read(f'{before}<h2>Now</h2><pre><code class="language-go">for {{\n\ttake()\n}}</code></pre>{after}')

    assert "## Now\n\n```go\nfor {\n\ttake()\n}\n```" in text


@pytest.mark.once
def test_a_list_stays_whole_or_goes_whole() -> None:
    items = [f"Step {n}" if n % 2 else f"Step {n}: {_TEXT[0]}" for n in range(1, 7)]
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS)

    text = _read(f"{paragraphs[:600]}</p><ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>{paragraphs[600:]}")

    assert [item for item in items if item not in text] == []
    assert "Another story" not in text


@pytest.mark.once
def test_a_page_that_a_script_would_show_is_read() -> None:
    shown = _page("".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPHS))

    hidden = shown.replace("<body>", '<body style="visibility: hidden">')

    assert read_page(hidden, "https://site.example/").text == read_page(shown, "https://site.example/").text
