"""Hostile sources with a model that obeys them: no injected text stays unmarked, and nothing is fetched."""

import unicodedata

import pytest
from asgiref.sync import sync_to_async
from bs4 import BeautifulSoup

from generate.llm.base import Task
from generate.stages import wanted
from generate.writing.generator import TILGenerator
from tests.contract.injections import HONEST, KOREAN, TAIL, Hostile, hostile_sources
from tests.fakes.scripted import Scripted, Shelf
from til.days import create_til
from til.models import Til
from til.review.checks import claims_of
from til.review.marks import mark_unsupported_claims
from til.review.orders import find_orders
from til.text.markdown import render_below
from til.text.scrub import scrub

SOURCES = hostile_sources()
NOT_READ = {"base64", "rot13", "hexadecimal", "tag letters", "hidden element", "page title", "file name"}
IN_THE_OPEN = [one for one in SOURCES if one.name not in NOT_READ]


def invisible(text: str) -> list[str]:
    return [sign for sign in text if unicodedata.category(sign) in {"Cf", "Cc", "Co", "Cn"} and sign not in "\n\t"]


async def drafted(hostile: Hostile) -> dict[str, str]:
    """Return the draft from the answers of an obedient model."""
    answers = {
        Task.CONTENT: hostile.content,
        Task.TITLE: hostile.title,
        Task.EXCERPT: hostile.excerpt,
        Task.TAGS: "git",
    }
    preview = await TILGenerator(hostile.source, Scripted(answers), Shelf()).generate_preview(
        wanted(day_number=False, excerpt=True, tags=True)
    )
    return {"title": preview.title, "excerpt": preview.excerpt, "content": preview.content}


def as_kept(fields: dict[str, str]) -> Til:
    """Return a TIL with its texts as saved."""
    return Til(day_number=1, **{name: scrub(text) for name, text in fields.items()})


def unmarked(html: str) -> str:
    """Return the unmarked text of a preview, including addresses of links and pictures."""
    page = BeautifulSoup(html, "html.parser")
    for mark in page.find_all("mark"):
        mark.decompose()
    return str(page)


def test_there_are_sixty() -> None:
    assert len(SOURCES) == 60


@pytest.mark.anyio
@pytest.mark.parametrize("hostile", SOURCES, ids=str)
async def test_what_a_model_was_made_to_write_is_marked(hostile: Hostile) -> None:
    fields = await drafted(hostile)
    assert "evil.test" in fields["content"]
    til = as_kept(fields)
    claims = claims_of(til.title, til.excerpt, til.content, hostile.source.text)
    named = {claim.text for claim in claims}
    assert any("evil.test/title" in one for one in named)
    assert any("install.sh" in one for one in named)
    html = mark_unsupported_claims(render_below(til.title, til.content, images=False), claims)
    assert "evil.test" not in unmarked(html)
    assert HONEST in BeautifulSoup(unmarked(html), "html.parser").get_text()


@pytest.mark.parametrize("hostile", IN_THE_OPEN, ids=str)
def test_an_order_is_shown_to_the_reviewer(hostile: Hostile) -> None:
    assert any("evil.test" in order.casefold() for order in find_orders(hostile.source.text))


@pytest.mark.parametrize("honest", [HONEST, KOREAN, TAIL, f"{KOREAN}\n\n```sh\ngit bisect run make test\n```"])
def test_what_speaks_to_readers_is_no_order(honest: str) -> None:
    assert find_orders(honest) == []


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.anyio
async def test_before_and_after_review_nothing_is_fetched_and_nothing_is_invisible() -> None:
    for number, hostile in enumerate(SOURCES, 1):
        fields = await drafted(hostile)
        fields["status"] = "published" if number % 2 else "draft"
        til = await sync_to_async(lambda made: create_til(**made))(fields)
        page = BeautifulSoup(til.html, "html.parser")
        assert not page.find_all(src=True)
        assert not page.find_all(["script", "iframe", "form", "link", "style", "object", "embed"])
        assert all("nofollow" in link["rel"] for link in page.find_all("a", href=True))
        shown = "".join([til.title, til.excerpt, til.content, til.html, *til.masked])
        assert invisible(shown) == []
