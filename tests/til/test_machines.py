"""Feeds, sitemap, robots.txt, llms.txt and the Markdown of a TIL, for programs."""

import orjson
import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client

from tests.til.conftest import Publish

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_feed_has_the_whole_text(client: Client, publish: Publish) -> None:
    publish("첫째 & 하나", "**굵게**", excerpt="요약", tags=["git"], language="ko")
    feed = ElementTree.fromstring(client.get("/feed.xml").content)
    entry = feed.find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:title", namespaces=ATOM) == "첫째 & 하나"
    assert entry.findtext("a:summary", namespaces=ATOM) == "요약"
    assert "<strong>굵게</strong>" in (entry.findtext("a:content", namespaces=ATOM) or "")
    assert [tag.get("term") for tag in entry.findall("a:category", ATOM)] == ["git"]


def test_a_tag_has_its_own_feed(client: Client, publish: Publish) -> None:
    publish("One", tags=["git"])
    publish("Two", tags=["vim"])
    feed = client.get("/tags/git/feed.xml").content.decode()
    assert "<title>One</title>" in feed
    assert "Two" not in feed
    assert client.get("/tags/none/feed.xml").status_code == 404


def test_the_sitemap_lists_public_tils(client: Client, publish: Publish) -> None:
    publish("하나")
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert [place.text for place in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        "http://testserver/til/1-%ED%95%98%EB%82%98/"
    ]


def test_robots_and_llms_say_where_to_look(client: Client, publish: Publish) -> None:
    publish("One & only", excerpt="Short.")
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    said = client.get("/llms.txt")
    assert said.headers["Content-Type"].startswith("text/plain")
    assert "- [One & only](http://testserver/til/1-one-only.md): Short." in said.content.decode()


def test_a_til_is_its_markdown_file_too(client: Client, publish: Publish) -> None:
    publish("제목", "## 본문\n\n    code\n", tags=["b", "a"], language="ko")
    response = client.get("/til/1-제목.md")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("---\nday: 1\ntitle: 제목\n")
    assert text.endswith("---\n\n## 본문\n\n    code\n")


def test_the_page_describes_itself_as_data(client: Client, publish: Publish) -> None:
    publish("</script>&", tags=["git"])
    page = BeautifulSoup(client.get("/til/1-script/").content, "html.parser")
    found = page.find("script", type="application/ld+json")
    assert found is not None
    data = orjson.loads(found.get_text())
    assert (data["headline"], data["keywords"]) == ("</script>&", ["git"])
