"""A page's title, author and date, from what its head says in all its dialects."""

import pytest
from bs4 import BeautifulSoup

from generate.sources.about import About, about

URL = "https://blog.example/post"
ARTICLE = '{"@type": "NewsArticle", "headline": "How pipes work", "datePublished": "2024-12-06", "author": %s}'


def said(head: str, body: str = "") -> About:
    return about(BeautifulSoup(f"<head>{head}</head><body>{body}</body>", "lxml"), URL)


def linked(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>How pipes work – My website</title>", "", "How pipes work"),
        ("<title>Pipes – My website about shells</title>", "", "Pipes – My website about shells"),
        ("<title>State-of-the-art pipes for me</title>", "", "State-of-the-art pipes for me"),
        ("<title>How pipes work | My website</title>", "<h1>How pipes work</h1>", "How pipes work"),
        ('<meta property="dc:title og:title" content="How pipes work"><title>x</title>', "", "How pipes work"),
        ('<meta name="parsely-title" content="How pipes work"><title>x</title>', "", "How pipes work"),
        (
            (
                '<meta property="og:site_name" content="Pipes Daily">'
                '<meta property="og:title" content="Pipes | Pipes Daily">'
            ),
            "",
            "Pipes",
        ),
        (  # an encyclopedia's headline is its description of the subject
            "<title>Pipe (Unix) - Encyclopedia</title>"
            + linked('{"@type": "Article", "headline": "a mechanism of shells", "name": "Pipe (Unix)"}'),
            "",
            "Pipe (Unix)",
        ),
        ('<meta property="og:title" content="You won’t believe it">' + linked(ARTICLE % "[]"), "", "How pipes work"),
    ],
)
def test_the_title_is_the_articles_own(head: str, body: str, title: str) -> None:
    assert said(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        (linked(ARTICLE % '[{"name": "Ada"}, {"name": "Grace"}, {"name": "Ada"}]'), "", "Ada, Grace"),
        (linked(ARTICLE % '"Ada"'), "", "Ada"),
        ('<meta name="twitter:creator" content="@pipes">' + linked(ARTICLE % '{"name": "Ada"}'), "", "Ada"),
        ('<meta name="twitter:creator" content="@ada">', "", "@ada"),
        ("", '<p itemprop="author">by <b itemprop="name">Ada</b> on Monday</p>', "Ada"),
        ('<meta property="article:author" content="https://social.example/ada">', "", ""),
    ],
)
def test_authors_are_people_before_accounts(head: str, body: str, author: str) -> None:
    assert said(head, body).author == author


@pytest.mark.parametrize("wrapped", ["{}", "\n<![CDATA[\n{}\n]]>", "//<![CDATA[\n{}\n//]]>", "<!-- {} -->"])
def test_linked_data_may_be_wrapped(wrapped: str) -> None:
    assert said(linked(wrapped.format(ARTICLE % '"Ada"'))).author == "Ada"


def test_the_article_tells_the_date_not_the_page_or_a_video_on_it() -> None:
    page = '{"@type": "WebPage", "datePublished": "2020-01-01"}'
    video = '{"@type": "VideoObject", "datePublished": "2021-01-01"}'
    assert said(linked(f'{{"@graph": [{video}, {page}, {ARTICLE % "[]"}]}}')).date == "2024-12-06"
    assert said(linked(f"[{video}, {page}]")).date == "2020-01-01"
