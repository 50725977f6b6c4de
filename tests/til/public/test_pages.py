"""The public pages."""

import json

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.til.conftest import Publish
from tests.til.reading import value
from til.days import create_til
from til.models import Alias, Tag, Til
from til.public.related import related_tils

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, **headers: str) -> BeautifulSoup:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(client: Client, path: str) -> list[str]:
    return [title.get_text() for title in page(client, path).select(".log h3")]


def test_the_first_page_of_an_empty_site_says_what_to_do(client: Client) -> None:
    assert "Nothing is published yet" in page(client, "/").get_text()


def test_home_lists_the_newest_by_month(client: Client, publish: Publish) -> None:
    publish("Older", on="2026-10-31")
    publish("Newer", on="2026-11-01")
    found = page(client, "/")
    assert [title.get_text() for title in found.select(".log h3")] == ["Newer", "Older"]
    assert [month.get_text() for month in found.select(".month")] == ["November 2026", "October 2026"]


def test_drafts_and_archived_tils_are_nowhere(client: Client, publish: Publish) -> None:
    for status in ("draft", "archived"):
        til = publish(f"Secret {status}", "hidden", status=status, tags=["hush"])
        assert client.get(til.get_absolute_url()).status_code == 404
        assert client.get(reverse("til_markdown", args=[til.day_number, til.slug])).status_code == 404
    for path in ("/", "/tags/", "/tags/hush/", "/2026/", "/search/?q=secret", "/feed.xml", "/sitemap.xml", "/llms.txt"):
        assert "Secret" not in client.get(path).content.decode(), path


@pytest.mark.parametrize("number", [3, 30])
def test_pages_ask_the_database_a_fixed_number_of_times(
    client: Client, publish: Publish, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    til = publish("TIL", tags=["git"], provider="anthropic")
    for day in range(number):
        publish(f"TIL {day}", tags=["git", f"tag{day}"], on=f"2026-{1 + day % 11:02}-10")
    limits = {"/": 8, til.get_absolute_url(): 10, "/tags/git/": 4, "/2026/": 4, "/search/?q=til": 10, "/feed.xml": 2}
    for path, most in limits.items():
        client.get("/robots.txt")  # reads what a process keeps for some seconds
        with django_assert_max_num_queries(most):
            assert client.get(path).status_code == 200
    with django_assert_max_num_queries(4):  # tags, years and the longest streak are kept for some seconds
        assert client.get("/").status_code == 200


def test_a_korean_til_stands_at_its_korean_address(client: Client, publish: Publish) -> None:
    til = publish("인덱스의 순서", "**굵게** `code`", language="ko", tags=["데이터베이스"])
    assert til.get_absolute_url().startswith("/til/1-%EC%9D%B8")
    found = page(client, "/til/1-인덱스의-순서/")
    assert found.select_one("h1[lang=ko]") is not None
    assert found.select_one(".prose[lang=ko] strong") is not None
    assert value(found, "meta[property='og:title']", "content") == "인덱스의 순서"


def test_a_changed_slug_leads_to_the_new_one(client: Client, publish: Publish) -> None:
    til = publish("First title")
    til.slug = "second-title"
    til.save()
    assert client.get("/til/1-first-title/").headers["Location"] == "/til/1-second-title/"
    assert client.get("/til/1/").headers["Location"] == "/til/1-second-title/"
    assert client.get("/til/1-first-title.md").headers["Location"] == "/til/1-second-title.md"


def renumber(til: Til, day: int) -> None:
    til.day_number = day
    til.save()


@pytest.mark.parametrize("address", ["/til/{}/", "/til/{}-one/", "/til/{}-one.md", "/til/{}-one.png"])
def test_a_changed_day_leads_to_the_til_for_now(client: Client, publish: Publish, address: str) -> None:
    til = publish("One")
    renumber(til, 5)
    renumber(til, 7)
    for earlier in (1, 5):
        answer = client.get(address.format(earlier))
        assert (answer.status_code, answer.headers["Location"]) == (302, address.format(7).replace("7/", "7-one/"))
    assert client.get("/til/6/").status_code == 404


def test_a_day_that_another_til_has_by_now_is_that_ones(client: Client, publish: Publish) -> None:
    first = publish("First")
    renumber(first, 9)
    draft = create_til(title="Draft", content="Text.", day_number=1)
    assert client.get("/til/1-first/").headers["Location"] == "/til/9-first/"
    draft.status = "published"
    draft.save()
    assert client.get("/til/1-draft/").status_code == 200
    assert client.get("/til/1-first/").headers["Location"] == "/til/1-draft/"
    renumber(draft, 4)
    assert client.get("/til/1/").headers["Location"] == "/til/4-draft/"


def test_a_day_that_was_never_public_or_is_public_no_more_leads_nowhere(client: Client, publish: Publish) -> None:
    til = create_til(title="One", content="Text.")
    renumber(til, 3)
    til.status = "published"
    til.save()
    assert client.get("/til/1/").status_code == 404
    renumber(til, 4)
    assert client.get("/til/3/").status_code == 302
    til.status = "archived"
    til.save()
    assert client.get("/til/3/").status_code == 404


def test_hidden_tils_near_by_do_not_keep_public_ones_from_being_related(publish: Publish) -> None:
    far = publish("Far", tags=["git"])
    for number in range(70):
        publish(f"Draft {number}", tags=["git"], status="draft")
    before, own, after = (publish(title, tags=["git"]) for title in ("Before", "Own", "After"))
    nothing = publish("Unlike", tags=["soup"])
    assert related_tils(own) == [after, before, far]
    assert related_tils(nothing) == []


def test_neighbours_and_related_tils_are_linked(client: Client, publish: Publish) -> None:
    for title, tags in (("One", ["git"]), ("Two", ["git", "rebase"]), ("Three", ["other"])):
        publish(title, tags=tags)
    found = page(client, "/til/2-two/")
    assert [(link["rel"], link.get_text()) for link in found.select(".pager a")] == [
        (["prev"], "← Day 1One"),
        (["next"], "Day 3 →Three"),
    ]
    assert [link.get_text() for link in found.select(".related a")] == ["One"]


def test_tils_with_the_same_words_are_related_too(client: Client, publish: Publish) -> None:
    for title, tags in (
        ("인덱스의 순서", ["db"]),
        ("복합 인덱스", []),
        ("Undo a rebase", []),
        ("다른 글", ["db"]),
        ("무관", []),
    ):
        publish(title, tags=tags)
    assert {link.get_text() for link in page(client, "/til/1-인덱스의-순서/").select(".related a")} == {
        "복합 인덱스",
        "다른 글",
    }


def test_a_long_til_has_a_table_of_contents(client: Client, publish: Publish) -> None:
    publish("Long", "\n\n".join(f"## Part {number} & `x`\n\ntext" for number in range(4)))
    publish("Short", "## Only part")
    assert page(client, "/til/1-long/").select(".toc a")[0]["href"] == "#h-part-0-x"
    assert page(client, "/til/2-short/").select_one(".toc") is None


def test_a_title_that_attacks_is_text_everywhere(client: Client, publish: Publish) -> None:
    attack = "</script><img src=x onerror=alert(1)>"
    publish(attack, attack, excerpt=attack, tags=[attack], source_title=attack)
    til = Til.objects.get()
    for path in (
        "/",
        til.get_absolute_url(),
        "/tags/",
        til.tags.get().get_absolute_url(),
        "/search/?q=onerror",
        "/2026/",
    ):
        html = client.get(path).content.decode()
        assert "<img" not in html, path
        assert html.count("</script>") == html.count("<script"), path


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "x"])
def test_a_source_that_is_no_web_address_is_not_linked(client: Client, publish: Publish, address: str) -> None:
    til = publish("One", source_url=address, source_title="Said")
    about = page(client, til.get_absolute_url()).select_one(".about")
    assert about is not None
    assert about.find("a") is None


def test_every_source_is_credited_in_order(client: Client, publish: Publish) -> None:
    more = "https://b.test/2 Second <b>\nnotes.pdf\njavascript:alert(1)\nhttps://a.test/1 First\nhttps://c.test/"
    til = publish("One", source_url="https://a.test/1", source_title="First", more_sources=more)
    about = page(client, til.get_absolute_url()).select_one(".about")
    assert about is not None
    assert [one.get_text(strip=True) for one in about.select("h2, li")] == [
        "Sources", "First", "Second <b>", "notes.pdf", "javascript:alert(1)", "https://c.test/",
    ]  # fmt: skip
    addresses = ["https://a.test/1", "https://b.test/2", "https://c.test/"]
    assert [link["href"] for link in about.select("a")] == addresses
    said = page(client, til.get_absolute_url()).select_one('script[type="application/ld+json"]')
    assert said is not None
    assert json.loads(said.text)["isBasedOn"] == addresses


def test_archives_know_year_month_and_day(client: Client, publish: Publish) -> None:
    publish("November", on="2026-11-22")
    publish("October", on="2026-10-01")
    assert titles(client, "/2026/") == ["November", "October"]
    assert titles(client, "/2026/11/") == ["November"]
    assert titles(client, "/2026/10/01/") == ["October"]
    assert titles(client, "/2025/") == []
    assert client.get("/2026/13/").status_code == 404
    assert client.get("/2026/02/30/").status_code == 404


def test_pages_turn(client: Client, publish: Publish) -> None:
    for number in range(21):
        publish(f"TIL {number}")
    assert value(page(client, "/"), "a[rel=next]", "href") == "?page=2"
    assert len(page(client, "/?page=2").select(".log h3")) == 1
    assert client.get("/?page=3").status_code == 404
    assert client.get("/?page=x").status_code == 404


def test_a_merged_tag_leads_to_what_it_became(client: Client, publish: Publish) -> None:
    publish("One", tags=["python"])
    Alias.objects.create(name="py3", slug="py3", key="py3", tag=Tag.objects.get())
    assert client.get("/tags/py3/").headers["Location"] == "/tags/python/"
    assert client.get("/tags/none/").status_code == 404


def test_the_language_is_the_browsers_until_chosen(client: Client, publish: Publish) -> None:
    assert value(page(client, "/", accept_language="ko"), "html", "lang") == "ko"
    assert value(page(client, "/", accept_language="de"), "html", "lang") == "en"
    assert client.get("/language/ko/?next=/tags/").headers["Location"] == "/tags/"
    assert value(page(client, "/", accept_language="en"), "html", "lang") == "ko"
    assert client.get("/language/ko/?next=//evil.test/").headers["Location"] == "/"
    assert client.get("/language/xx/").status_code == 404
    for path in ("/", "/feed.xml", "/feed.json", "/llms.txt", "/opensearch.xml"):
        assert {"Cookie", "Accept-Language"} <= set(client.get(path).headers["Vary"].split(", "))


def test_an_unchanged_page_is_not_sent_again(client: Client, publish: Publish) -> None:
    til = publish("One")
    tag = ""
    for path in ("/", "/feed.xml", til.get_absolute_url()):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    til.title = "Changed"
    til.save()
    assert client.get(til.get_absolute_url(), headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/tags/", "/search/", "/feed.xml", "/admin/login/"])
def test_every_page_forbids_scripts_from_elsewhere(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert ("unsafe-inline" in policy) == path.startswith("/admin/")


def test_a_missing_page_helps_to_go_on(client: Client) -> None:
    response = client.get("/til/99-nothing/")
    assert response.status_code == 404
    assert "This page does not exist" in response.content.decode()


def test_a_til_names_those_that_link_to_it(client: Client, publish: Publish) -> None:
    target = publish("Target")
    address = target.get_absolute_url()
    publish("Linking", f"See [it]({address}#h-part).")
    publish("By day", f"See [it](/til/{target.day_number}/).")
    publish("Draft", f"See [it]({address}).", status="draft")
    publish("Another", f"See [it](/til/{target.day_number}1-x/).")
    found = page(client, address).select("section[aria-labelledby=lnk] a")
    assert [link.get_text() for link in found] == ["By day", "Linking"]


@pytest.mark.parametrize("allowed", [True, False])
def test_pictures_of_other_sites_load_where_the_owner_allows_them(
    client: Client, publish: Publish, settings: Settings, allowed: bool
) -> None:
    settings.TIL_REMOTE_IMAGES = allowed
    answer = client.get(publish("One", "![x](https://x.test/a.png)").get_absolute_url())
    assert (b'<img src="https://x.test/a.png"' in answer.content) == allowed
    assert ("img-src 'self' https: data:;" in answer.headers["Content-Security-Policy"]) == allowed
