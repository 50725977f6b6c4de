"""Readers get no link to what is not public, and get it once it is."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from til.days import create_til
from til.models import Til
from til.public.links import in_html

pytestmark = pytest.mark.django_db


def two(content: str) -> tuple[Til, Til]:
    hidden = create_til(title="Hidden", content="secret text", status="draft")
    shown = create_til(title="Shown", content=content.format(hidden.get_absolute_url()), status="published")
    return hidden, shown


@pytest.mark.parametrize("place", ["{0}", "/feed.xml", "/feed.json", "{0}.md"])
def test_a_link_to_a_draft_is_text_until_it_is_published(client: Client, place: str) -> None:
    hidden, shown = two("See [the **other**]({}#h-x) now.")
    path = place.format(shown.get_absolute_url()).replace("/.md", ".md")

    def page() -> str:
        return client.get(path).content.decode()

    assert hidden.get_absolute_url().strip("/") not in page()
    assert "other" in page()
    hidden.status = Til.Status.PUBLISHED
    hidden.save()
    assert f"{hidden.get_absolute_url()}#h-x" in page()


def test_code_about_links_stays(client: Client) -> None:
    _, shown = two('`[a]({0})` and [a]({0}) <a href="{0}">b</a>\n\n[c]: {0}')
    seen = client.get(shown.get_absolute_url()[:-1] + ".md").content.decode()
    assert '`[a](/til/1-hidden/)` and a <a href="#">b</a>\n\n[c]: #' in seen


def test_a_link_to_an_earlier_address_of_a_public_til_stays(client: Client) -> None:
    moved, shown = two("[a]({})")
    moved.status = Til.Status.PUBLISHED
    moved.save()
    moved.day_number = 77
    moved.save()
    assert 'href="/til/1-hidden/"' in client.get(shown.get_absolute_url()).content.decode()


def test_a_relative_link_leads_nowhere_on_this_site() -> None:
    text = (
        '<a href="code.py" rel="x">f<b>i</b>le</a> <a href="#a">a</a> <a href="mailto:a@b.co">b</a> <a href="/x">c</a>'
    )
    assert in_html(text) == ["f<b>i</b>le" + text[text.index(' <a href="#') :]]


def test_texts_without_links_cost_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        in_html("<p>text</p>", '<a href="https://a.test/til/5-x/">a</a>')
