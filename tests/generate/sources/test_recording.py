"""Pages of videos and episodes: description and transcript from the page's data."""

import orjson
import pytest

from generate.sources.page import read_page
from generate.sources.recording import NO_TRANSCRIPT

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
