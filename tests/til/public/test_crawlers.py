"""Feeds, sitemap, robots.txt, llms.txt and the Markdown of a TIL, for programs."""

import orjson
import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client

from tests.til.conftest import Publish
from til.models import Tag, Til

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


def test_one_character_that_xml_forbids_takes_no_feed_down(client: Client, publish: Publish) -> None:
    til = publish("a\x07", "b \x1b[31mred\x1b[0m \ufffe", tags=["git"])
    assert (til.title, til.content) == ("a", "b red \ufffd")
    Til.objects.update(title="old\x07 one", excerpt="\x0c", html="<p>\x1b[1mbold\uffff</p>")  # kept before scrubbing
    Tag.objects.update(name="git\x08")
    for path in ("/feed.xml", "/tags/git/feed.xml"):
        response = client.get(path)
        assert response.status_code == 200
        entry = ElementTree.fromstring(response.content).find("a:entry", ATOM)
        assert entry is not None
        assert entry.findtext("a:title", None, ATOM) == "old one"
        assert entry.find("a:summary", ATOM) is None, "an excerpt of one forbidden character is none"


def test_a_tag_has_its_own_feed(client: Client, publish: Publish) -> None:
    publish("One", tags=["git"])
    publish("Two", tags=["vim"])
    feed = client.get("/tags/git/feed.xml").content.decode()
    assert "<title>One</title>" in feed
    assert "Two" not in feed
    assert client.get("/tags/none/feed.xml").status_code == 404


def test_the_sitemap_lists_public_tils_tags_and_archives(client: Client, publish: Publish) -> None:
    publish("하나", tags=["git"])
    publish("Draft", tags=["secret"], status="draft")
    sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = [place.text for place in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    places = ("til/1-%ED%95%98%EB%82%98/", "tags/git/", "", "tags/", "2026/", "2026/11/")
    assert found == [f"http://testserver/{place}" for place in places]


def test_an_entry_keeps_its_id_whatever_changes(client: Client, publish: Publish) -> None:
    til = publish("One", tags=["git"])

    def ids() -> set[str | None]:
        atom = ElementTree.fromstring(client.get("/feed.xml").content).findtext("a:entry/a:id", None, ATOM)
        return {atom, orjson.loads(client.get("/feed.json").content)["items"][0]["id"]}

    before = ids()
    assert before == {f"tag:testserver,2026-11-22:til/{til.pk}"}
    til.day_number, til.slug, til.title = 7, "other", "Other"
    til.save()
    assert ids() == before


def test_feeds_name_an_author_and_hold_whole_addresses(client: Client, publish: Publish) -> None:
    publish("One", '## Part\n\n[a](/tags/x/) [b](#part) [c](https://x.test/y) ![d](/media/e.png) `href="/f"`')
    entry = ElementTree.fromstring(client.get("/feed.xml").content).find("a:entry", ATOM)
    assert entry is not None
    assert entry.findtext("a:author/a:name", None, ATOM) == "Today I learned"
    item = orjson.loads(client.get("/feed.json").content)["items"][0]
    assert item["authors"] == [{"name": "Today I learned"}]
    for html in (entry.findtext("a:content", "", ATOM), item["content_html"]):
        page = BeautifulSoup(html, "html.parser")
        assert [link["href"] for link in page.find_all("a")] == [
            "http://testserver/tags/x/",
            "http://testserver/til/1-one/#h-part",
            "https://x.test/y",
        ]
        assert [image["src"] for image in page.find_all("img")] == ["http://testserver/media/e.png"]
        assert page.code is not None
        assert page.code.get_text() == 'href="/f"'


def test_a_json_feed_says_what_it_is(client: Client, publish: Publish) -> None:
    publish("One", excerpt="Short.", tags=["git"])
    answer = client.get("/tags/git/feed.json")
    assert answer.headers["Content-Type"] == "application/feed+json"
    feed = orjson.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver/tags/git/feed.json"
    assert [(item["title"], item["summary"], item["tags"]) for item in feed["items"]] == [("One", "Short.", ["git"])]
    assert client.get("/tags/none/feed.json").status_code == 404


def test_a_browser_can_search_from_its_address_bar(client: Client) -> None:
    described = ElementTree.fromstring(client.get("/opensearch.xml").content)
    place = described.find("o:Url", {"o": "http://a9.com/-/spec/opensearch/1.1/"})
    assert place is not None
    assert place.get("template") == "http://testserver/search/?q={searchTerms}"


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
