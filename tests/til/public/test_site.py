"""A site of one's own: one row that pages, feeds, cards and crawlers speak from."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests.til.conftest import Publish
from tests.til.reading import said, value
from til.models import Til
from til.site.colours import DARK, LIGHT, contrast, readable
from til.site.models import Site, current, site_row

pytestmark = pytest.mark.django_db
Own = Callable[..., Site]


@pytest.fixture
def own() -> Iterator[Own]:
    """Return a maker of the site's row."""

    def make(**fields: Any) -> Site:
        site = Site(**fields)
        site.full_clean()
        site.save()
        return site

    site_row.forget()
    yield make
    site_row.forget()


def test_a_site_without_a_row_is_called_as_every_site_begins(client: Client, own: Own) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    assert said(page, ".brand") == said(page, "title") == "Today I learned"
    assert client.get("/about/").status_code == 404
    assert 'rel="license' not in str(page)
    assert "own.css" not in str(page)


def test_every_page_feed_and_crawler_speaks_for_the_site(client: Client, publish: Publish, own: Own) -> None:
    til = publish("One", excerpt="Short.", tags=["git"])
    links = "GitHub https://github.com/gildong\nMail mailto:a@b.test"
    own(
        name="길동의 <기록>",
        tagline="하루 하나",
        author="홍길동",
        about="# Hi\n\n**me** <script>alert(1)</script>",
        links=links,
        footer="Made *here*",
        licence="CC BY 4.0",
    )
    for path in ("/", til.get_absolute_url(), "/tags/", "/tags/git/", "/2026/", "/search/", "/about/", "/nowhere/"):
        page = BeautifulSoup(client.get(path).content, "html.parser")
        assert said(page, ".brand") == "길동의 <기록>", path
        assert said(page, "title").endswith("길동의 <기록>"), path
        assert [a["href"] for a in page.select(".foot a[rel~=me]")] == ["https://github.com/gildong", "mailto:a@b.test"]
        assert value(page, ".foot a[rel~=license]", "href") == "https://creativecommons.org/licenses/by/4.0/"
        assert said(page, ".foot em") == "here"
        assert value(page, "meta[name=author]", "content") == "홍길동"
    about = BeautifulSoup(client.get("/about/").content, "html.parser")
    assert said(about, ".prose strong") == "me"
    assert about.select(".prose script") == []
    feed = client.get("/feed.xml").content.decode()
    for part in ("길동의 &lt;기록&gt;</title>", "<subtitle>하루 하나", "<name>홍길동", "<rights>CC BY 4.0</rights>"):
        assert part in feed
    listed = orjson.loads(client.get("/feed.json").content)
    assert (listed["title"], listed["authors"]) == ("길동의 <기록>", [{"name": "홍길동"}])
    page = BeautifulSoup(client.get(til.get_absolute_url()).content, "html.parser")
    data = orjson.loads(said(page, "script[type='application/ld+json']"))
    assert (data["author"]["name"], data["publisher"]["name"]) == ("홍길동", "길동의 <기록>")
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    llms = client.get("/llms.txt").content.decode()
    assert llms.startswith("# 길동의 <기록>\n\n> 하루 하나\n")
    assert "(http://testserver/about/)" in llms
    assert "http://testserver/about/" in client.get("/sitemap.xml").content.decode()
    assert "<ShortName>길동의 &lt;기록&gt;</ShortName>" in client.get("/opensearch.xml").content.decode()


def test_the_row_costs_a_page_no_query(
    client: Client, publish: Publish, own: Own, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own(name="Mine", about="Me.", licence="MIT")
    publish("One")
    client.get("/")
    with django_assert_num_queries(0):
        assert client.get("/about/").status_code == 200


def test_feeds_hold_excerpts_if_the_row_says_so(client: Client, publish: Publish, own: Own) -> None:
    publish("With", "Long text.", excerpt="Short.")
    publish("Without", "Only text.")
    own(feeds="summary")
    atom = client.get("/feed.xml").content.decode()
    assert "Long text." not in atom
    assert "Only text." in atom
    items = {item["title"]: item for item in orjson.loads(client.get("/feed.json").content)["items"]}
    assert (items["With"].get("content_html"), items["With"]["content_text"]) == (None, "Short.")
    assert "Only text." in items["Without"]["content_html"]


def test_the_language_is_the_sites_until_a_visitor_chooses(client: Client, own: Own) -> None:
    own(language="ko")
    page = client.get("/", headers={"accept-language": "en"})
    assert b'<html lang="ko">' in page.content
    assert page.headers["Content-Language"] == "ko"
    assert orjson.loads(client.get("/feed.json").content)["language"] == "ko"
    client.get("/language/en/")
    assert b'<html lang="en">' in client.get("/").content


def test_a_til_moves_to_its_day_in_the_sites_time_zone(client: Client, publish: Publish, own: Own) -> None:
    til = publish("One", on="2026-11-22")  # 03:00 in UTC
    own(time_zone="America/New_York")
    til.refresh_from_db()
    assert str(til.published_on) == "2026-11-21"
    assert client.get("/2026/11/21/").content.count(b"<h3") == 1
    publish("Two", on="2026-11-22")
    assert {str(day) for day in Til.objects.values_list("published_on", flat=True)} == {"2026-11-21"}


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#ffff00", "#0000ff", "#12724a", "#808080"])
def test_any_colour_is_readable_on_both_backgrounds(colour: str) -> None:
    for background in (LIGHT, DARK):
        assert contrast(readable(colour, background), background) >= 4.5


def test_colour_and_rules_are_a_style_sheet_of_their_own(client: Client, publish: Publish, own: Own) -> None:
    til = publish("One")
    own(colour="#8a2be2", css=".brand { font-style: italic }")
    address = value(BeautifulSoup(client.get("/").content, "html.parser"), "link[href^='/own.css']", "href")
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in client.get("/own.css?v=other").headers["Cache-Control"]
    assert "--green: light-dark(#" in answer.content.decode()
    assert answer.content.decode().endswith(".brand { font-style: italic }")
    card = client.get(til.get_absolute_url()[:-1] + ".png")
    if card.status_code == 200:  # a machine without fonts draws none
        red, green, blue = (
            Image.open(io.BytesIO(card.content)).convert("RGB").resize((1, 1), box=(0, 0, 9, 9)).tobytes()
        )
        assert blue > red > green


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("time_zone", "Mars/Base"),
        ("time_zone", "../etc/passwd"),
        ("links", "GitHub"),
        ("links", "x javascript:alert(1)"),
        ("colour", "red"),
        ("colour", "#fff;}"),
        ("language", "de"),
        ("licence", "WTF"),
    ],
)
def test_what_cannot_be_used_is_refused(own: Own, field: str, text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        own(**{field: text})
    assert list(refusal.value.message_dict) == [field]


def test_the_admin_opens_the_one_row_and_says_what_is_still_the_default(admin_client: Client, own: Own) -> None:
    place = "/admin/site/site/"
    page = BeautifulSoup(admin_client.get(place).content, "html.parser")
    assert value(page, "#id_name", "placeholder") == "Today I learned"
    assert "name, tagline, author, about page" in page.get_text()
    fields = {field["name"]: field.get("value", "") for field in page.select("#site_form input[name]")}
    kept = {"name": "Mine", "feeds": "full", "about": "", "links": "", "language": "", "licence": "", "css": ""}
    admin_client.post(place, fields | kept)
    assert current().title == "Mine"
    assert Site.objects.count() == 1
    assert admin_client.get("/admin/site/site/add/").status_code == 403
    assert "tagline, author, about page" in admin_client.get(place).content.decode()


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_keeps_the_validators_rules(client: Client, publish: Publish, own: Own) -> None:
    """RFC 4287: what an Atom feed must have, and each entry."""
    own(licence="MIT")
    for number in range(3):
        publish(f"TIL {number}", f"[x](#h) {number} \x0b", excerpt="" if number else "Short.", tags=["git"])
    for path in ("/feed.xml", "/tags/git/feed.xml"):
        answer = client.get(path)
        assert answer.headers["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)
        entries = feed.findall(f"{ATOM}entry")
        for part in (feed, *entries):
            for name in ("id", "title", "updated"):
                found = [one for one in part if one.tag == ATOM + name]
                assert len(found) == 1, name
                assert found[0].text
            links = [(link.get("rel") or "alternate", link.get("type")) for link in part.findall(f"{ATOM}link")]
            assert len(links) == len(set(links))
            assert all(
                (link.get("href") or "").startswith("http://testserver/") for link in part.findall(f"{ATOM}link")
            )
            assert len([one for one in part if one.tag == f"{ATOM}author"]) == 1
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(ids) == len(set(ids)) == 3
        assert f"http://testserver{path}" in [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")]
        assert all(entry.find(f"{ATOM}content") is not None for entry in entries)
