"""Pages whose text is in a frame: Korean blogs and old home pages."""

import asyncio

import pytest

from generate.source_errors import SourceEmpty, SourceRefused, SourceTooLarge
from generate.sources.frames import main_frame
from generate.sources.processor import read_url
from tests.generate.sources.web import Answer, Request, answer, serve

CAFE_URL = "https://cafe.naver.com/dev/45"
URL = "https://blog.naver.com/someone/223000000001"
POST = "/PostView.naver?blogId=someone&logNo=223000000001&redirect=Dlog&widgetTypeCall=true&directAccess=false"
OUTER = f"""<!DOCTYPE html><html lang="ko"><head><title>깃 : 네이버 블로그</title>
<script>var photoContent = "";</script></head><body style="overflow:hidden">
<iframe id="mainFrame" name="mainFrame" allowfullscreen src="{POST.replace("&", "&amp;")}" scrolling="auto"></iframe>
<iframe id="ifr_log" src="/log.html" width="0" height="0"></iframe>
<script>function goPost() {{ return "{"글자" * 200}"; }}</script></body></html>"""
INNER = """<html><head><meta property="og:title" content="깃 되돌리기"><title>네이버 블로그</title></head><body>
<div id="header"><ul><li><a href="/">블로그</a></li><li><a href="/">이웃</a></li></ul></div>
<div class="se-viewer"><div class="se-main-container"><div class="se-component se-text">
<p class="se-text-paragraph"><span>작업한 내용을 되돌리는 방법을 오늘 배웠다.
스테이징하지 않은 변경은 아래처럼 버린다.</span></p></div>
<div class="se-component se-code"><pre class="__se_code_view language-bash">git restore src/app.py</pre></div>
<div class="se-component se-text"><p class="se-text-paragraph"><span>스테이징한 변경은 --staged 옵션으로 먼저
내린 다음에 버려야 한다는 것도 알게 되었다. 커밋한 뒤에는 revert를 쓴다.</span></p></div></div></div></body></html>"""
CAFE = f"""<html><head><title>개발자 모임 : 네이버 카페</title></head><body><div id="cafe-info-data"><span>매니저</span>
<strong>가람</strong><span>since 2012.03.04.</span><ul>{'<li><a href="/b">자유게시판</a></li>' * 60}</ul></div>
<iframe id="ifr" src="/log" width="0"></iframe>
<iframe name="cafe_main" id="cafe_main" src="//cafe.naver.com/ArticleRead.nhn?clubid=1&amp;articleid=45"></iframe>
</body></html>"""
LONG = "<p>" + "A page with a text of its own. " * 20 + "</p>"


@pytest.mark.parametrize(
    ("html", "frame"),
    [
        (OUTER, f"https://blog.naver.com{POST}"),
        (CAFE, "https://cafe.naver.com/ArticleRead.nhn?clubid=1&articleid=45"),
        ('<frameset rows="*,0"><frame name="x" src="http://example.org/a"></frameset>', "http://example.org/a"),
        ('<iframe src="/ad"></iframe><iframe name="cafe_main" src="//m.blog.naver.com/b"></iframe>', "https://m.blog.naver.com/b"),
        ('<frameset rows="0, *"><frame src="/top"><frame name="down" src="/read"></frameset>', "https://blog.naver.com/read"),
        ('<iframe src="/a"></iframe><iframe src="/b"></iframe>', "https://blog.naver.com/a"),
        (f'{LONG}<iframe id="mainFrame" src="/a"></iframe>', ""),
        ('<iframe id="mainFrame" src="https://www.youtube.com/embed/x"></iframe>', ""),
        ('<iframe src="/a" style="display: none"></iframe><iframe src="/b" height="1px"></iframe>', ""),
        ('<iframe src="javascript:void(0)"></iframe><iframe src="about:blank"></iframe><iframe src=""></iframe>', ""),
        ('<iframe src="file:///etc/passwd"></iframe><iframe src="http://[::1"></iframe>', ""),
        (f'<!-- <iframe src="/a"></iframe> --><p>{URL}</p>', ""),
        ("<p>No frame.</p>", ""),
    ],
)  # fmt: skip
def test_the_frame_with_the_text_is_found(html: str, frame: str) -> None:
    assert main_frame(html, CAFE_URL if html == CAFE else URL) == frame


def outer_and(inner: bytes) -> Answer:
    async def write(request: Request, writer: asyncio.StreamWriter) -> None:
        body = inner if request.path.startswith("/PostView") else OUTER.encode()
        await answer(body)(request, writer)

    return write


@pytest.mark.anyio
async def test_the_post_of_a_blog_is_read_from_its_frame() -> None:
    async with serve(outer_and(INNER.encode())) as site:
        source = await read_url(f"{site.url}/someone/1", site.fetcher())
    assert (source.title, source.url, source.kind) == ("깃 되돌리기", f"{site.url}/someone/1", "url")
    assert "```bash\ngit restore src/app.py\n```" in source.text
    assert source.text.startswith("작업한 내용을")
    assert "이웃" not in source.text
    assert [request.path for request in site.requests] == ["/someone/1", POST]


@pytest.mark.anyio
async def test_a_frame_gets_one_request_and_what_the_limits_left() -> None:
    async with serve(outer_and(OUTER.encode())) as site:
        with pytest.raises(SourceEmpty):
            await read_url(f"{site.url}/someone/1", site.fetcher())
    assert len(site.requests) == 2
    size = len(OUTER.encode())
    async with serve(outer_and(INNER.encode() + b" " * size)) as site:
        with pytest.raises(SourceTooLarge):
            await read_url(f"{site.url}/someone/1", site.fetcher(page_bytes=2 * size))


@pytest.mark.anyio
async def test_a_frame_inside_the_network_is_refused() -> None:
    inside = b'<frameset><frame name="main" src="http://169.254.169.254/latest/meta-data/"></frameset>'
    async with serve(answer(inside)) as site:
        with pytest.raises(SourceRefused):
            await read_url(site.url, site.fetcher())
