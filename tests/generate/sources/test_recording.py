"""Pages of videos and episodes: description and transcript from the page's data."""

import asyncio

import orjson
import pytest

from generate.sources.page import read_page
from generate.sources.processor import read_url
from generate.sources.recording import NO_TRANSCRIPT
from tests.generate.sources.web import Answer, Request, answer, serve

ABOUT = "How git bisect finds a commit.\n0:00 start\n1:30 run\n\nSee https://example.org/a"
PLAYER = {"videoDetails": {"title": "T", "shortDescription": ABOUT}, "captions": {"x": "};"}}
YOUTUBE = f"""<html><head><title>git bisect - YouTube</title><meta property="og:type" content="video.other">
<meta property="og:title" content="git bisect"></head><body><script>var ytInitialPlayerResponse =
{orjson.dumps(PLAYER).decode()};var meta = 1;</script><div id="player">Sign in to confirm you're not a bot</div>
<div>AboutPressCopyright</div></body></html>"""
SPOKEN = "Welcome. Today we halve the history.\n\nFirst, mark the bad commit."


def episode(*beside: dict[str, str], **said: str) -> str:
    data = orjson.dumps([{"@type": "PodcastEpisode", "name": "T", **said}, *beside]).decode()
    notes = "<p>" + "These show notes say in full sentences what the episode is about. " * 10 + "</p>"
    script = f'<script type="application/ld+json">{data}</script>'
    return f"<html><head><title>T</title>{script}</head><body><article>{notes}</article></body></html>"


def test_a_video_is_read_from_its_description_and_has_no_transcript() -> None:
    source = read_page(YOUTUBE, "https://www.youtube.com/watch?v=x")
    assert source.title == "git bisect"
    assert source.text.split() == f"{ABOUT} {NO_TRANSCRIPT}".split()
    assert "Press" not in source.text


def test_a_transcript_in_the_data_is_the_text() -> None:
    text = read_page(episode(description="An episode.", transcript=SPOKEN), "https://x.org").text
    assert text == f"An episode.\n\n## Transcript\n\n{SPOKEN}"


@pytest.mark.parametrize("said", [{}, {"description": "An episode."}])
def test_without_a_transcript_the_notes_of_the_page_are_read(said: dict[str, str]) -> None:
    assert "show notes say" in read_page(episode(**said), "https://x.org").text


def test_a_video_inside_an_article_is_no_page_of_a_video() -> None:
    html = episode({"@type": "NewsArticle"}, transcript=SPOKEN)
    assert "show notes say" in read_page(html, "https://x.org").text


VTT = """WEBVTT
Kind: captions

00:00:00.000 --> 00:00:02.000
Welcome. Today we

00:00:02.000 --> 00:00:04.000
halve the history.
"""


def captioned(*tracks: dict[str, str], vtt: str = VTT) -> Answer:
    captions = {"playerCaptionsTracklistRenderer": {"captionTracks": list(tracks)}}
    player = orjson.dumps(PLAYER | {"captions": captions}).decode()
    html = YOUTUBE.replace(orjson.dumps(PLAYER).decode(), player).encode()

    async def write(request: Request, writer: asyncio.StreamWriter) -> None:
        is_track = request.path.startswith("/api/timedtext")
        said = answer(vtt.encode(), "text/vtt; charset=UTF-8") if is_track else answer(html)
        await said(request, writer)

    return write


@pytest.mark.anyio
async def test_captions_are_the_transcript_those_of_a_person_first() -> None:
    recognised = {"baseUrl": "/api/timedtext?v=x&kind=asr&lang=en", "languageCode": "en", "kind": "asr"}
    written = {"baseUrl": "/api/timedtext?v=x&lang=en", "languageCode": "en"}
    async with serve(captioned(recognised, written)) as site:
        source = await read_url(f"{site.url}/watch?v=x", site.fetcher())
    assert source.text.endswith("## Transcript\n\nWelcome. Today we halve the history.")
    assert (source.title, source.text.count(NO_TRANSCRIPT)) == ("git bisect", 0)
    assert [request.path for request in site.requests] == ["/watch?v=x", f"{written['baseUrl']}&fmt=vtt"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("track", "vtt", "requests"),
    [
        ({"baseUrl": "/api/timedtext?v=x"}, "", 2),
        ({"baseUrl": "/api/timedtext?v=x"}, "<p>Sign in to confirm you're not a bot</p>", 2),
        ({"baseUrl": "/api/timedtext?v=x"}, "WEBVTT", 2),
        ({"baseUrl": "http://169.254.169.254/api/timedtext?v=x"}, VTT, 1),
        ({"baseUrl": "http://[::1"}, VTT, 1),
        ({"baseUrl": "https://elsewhere.test/api/timedtext"}, VTT, 1),
        ({"name": "no address"}, VTT, 1),
    ],
)
async def test_captions_that_cannot_be_read_change_nothing(track: dict[str, str], vtt: str, requests: int) -> None:
    async with serve(captioned(track, vtt=vtt)) as site:
        source = await read_url(f"{site.url}/watch?v=x", site.fetcher())
    assert source.text.endswith(NO_TRANSCRIPT)
    assert len(site.requests) == requests
