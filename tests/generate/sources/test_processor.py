"""The entry point: text, a link or a file becomes a Source."""

import asyncio
import base64

import pytest

from generate.source_errors import SourceEmpty, SourceRefused, SourceTooLarge, SourceUnsupported
from generate.sources.fetch import Fetcher
from generate.sources.file import File
from generate.sources.limits import Limits
from generate.sources.processor import ContentProcessor
from generate.sources.source import Source
from tests.generate.sources.papers import pdf
from tests.generate.sources.web import Request, answer, serve

pytestmark = pytest.mark.anyio

NOTE = "오늘 배운 것을 적어 둔다. 문자 집합은 언제나 어렵다. 내일은 더 나아질 것이다."
SAID = "오늘은 문자 집합을 공부했다. 똠방각하도 잘 나와야 한다. 충분히 긴 글이다."
KOREAN = f"<title>글</title><article><p>{SAID}</p></article>"


async def test_text_is_the_source_as_it_is() -> None:
    assert await ContentProcessor().process("text", "# 오늘\r\n\tcode") == Source("# 오늘\n\tcode")


@pytest.mark.parametrize("content", ["", " \n\u3000"])
async def test_no_text_is_no_source(content: str) -> None:
    with pytest.raises(SourceEmpty):
        await ContentProcessor().process("text", content)


async def test_text_has_a_limit() -> None:
    with pytest.raises(SourceTooLarge, match="10 characters"):
        await ContentProcessor(Fetcher(Limits(text_characters=10))).process("text", "x" * 11)


async def test_a_link_becomes_its_article() -> None:
    async with serve(answer(KOREAN.encode("cp949"), "text/html; charset=euc-kr")) as site:
        source = await ContentProcessor(site.fetcher()).process("url", f" {site.url}/글 ")
    assert source.text == SAID
    assert (source.kind, source.title, source.site) == ("url", "글", "127.0.0.1")
    assert source.url.startswith(site.url)


@pytest.mark.parametrize(
    ("path", "media_type", "body", "text"),
    [
        ("/raw/note.md", "text/plain; charset=utf-8", b"# Hi\n<b>", "# Hi\n<b>"),
        ("/note", "text/markdown", b"# Hi", "# Hi"),
        ("/notes.txt", "text/plain", NOTE.encode("cp949"), NOTE),
        ("/raw/a.py", "text/plain", b"x = 1", "```python\nx = 1\n```"),
        ("/d.json", "application/json", b'{"a": 1}', '```json\n{"a": 1}\n```'),
        ("/paper", "application/pdf", pdf("On paper"), "On paper"),
        ("/download", "application/octet-stream", pdf("On paper"), "On paper"),
    ],
)
async def test_a_link_to_a_file_is_read_as_the_file(path: str, media_type: str, body: bytes, text: str) -> None:
    async with serve(answer(body, media_type)) as site:
        source = await ContentProcessor(site.fetcher()).process("url", site.url + path)
    assert (source.text, source.kind, source.url) == (text, "url", site.url + path)


async def test_a_redirect_makes_links_absolute_from_where_it_ended() -> None:
    page = b'<article><p>Enough ordinary words for this <a href="c">link</a> to be read.</p></article>'

    async def moved(request: Request, writer: asyncio.StreamWriter) -> None:
        at_end = request.path == "/x/y"
        await answer(page, status=200 if at_end else 301, location="/x/y")(request, writer)

    async with serve(moved) as site:
        source = await ContentProcessor(site.fetcher()).process("url", site.url)
    assert f"[link]({site.url}/x/c)" in source.text


async def test_without_an_allowance_nothing_inside_is_read() -> None:
    async with serve(answer(KOREAN.encode())) as site:
        with pytest.raises(SourceRefused, match=r"^127\.0\.0\.1 cannot be read"):
            await ContentProcessor().process("url", site.url)
    assert site.requests == []


async def test_a_file_comes_as_such_or_as_a_data_url() -> None:
    link = "data:text/markdown;base64," + base64.b64encode("# 파일".encode()).decode()
    assert (await ContentProcessor().process("file", link)).text == "# 파일"
    source = await ContentProcessor().process("file", File("# 파일".encode(), "파일.md"))
    assert source == Source("# 파일", kind="file", name="파일.md")


async def test_a_file_that_is_neither_is_refused() -> None:
    with pytest.raises(SourceUnsupported, match="data URL"):
        await ContentProcessor().process("file", "upload-17")


async def test_reading_a_heavy_page_leaves_the_loop_free() -> None:
    page = ("<article>" + "<p>words in a paragraph</p>" * 8000 + "</article>").encode()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    async with serve(answer(page)) as site:
        ticking = asyncio.create_task(tick())
        await ContentProcessor(site.fetcher()).process("url", site.url)
        ticking.cancel()
    assert ticks > 5
