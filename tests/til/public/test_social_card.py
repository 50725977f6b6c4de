"""Social cards: they show the title, in Korean or English, or are omitted."""

import io
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image
from pytest_django import Settings

from tests.til.conftest import Publish
from til.models import Til
from til.public import fonts, social_card

pytestmark = pytest.mark.django_db
HANGUL = "가힣뷁"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Clear the cache of fonts before and after each test."""
    fonts.available.cache_clear()
    yield
    fonts.available.cache_clear()


@pytest.fixture
def korean_font() -> None:
    if fonts.font_for(HANGUL) is None:
        pytest.skip("no font with Hangul on this machine (apt install fonts-nanum)")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without system fonts."""
    monkeypatch.setattr(fonts, "SYSTEM", ())


def head(client: Client, til: Til) -> dict[str, str]:
    found = BeautifulSoup(client.get(til.get_absolute_url()).content, "html.parser")
    told = found.select("meta[content]")
    return {str(meta.get("property") or meta.get("name")): str(meta["content"]) for meta in told}


def picture(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("L")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Count the dark points inside a box."""
    return sum(image.crop(box).histogram()[:100])


TITLE, TAGS = (80, 150, 1120, 480), (80, 510, 1120, 570)


def test_a_page_names_a_picture_that_is_there(client: Client, publish: Publish) -> None:
    said = head(client, publish("git bisect", tags=["git"]))
    assert said["og:image"].startswith("http://testserver/til/1-git-bisect.png?v=")
    assert (said["twitter:card"], said["og:image:alt"]) == ("summary_large_image", "Day 1: git bisect")
    answer = client.get(said["og:image"])
    assert answer["Content-Type"] == "image/png"
    image = picture(answer.content)
    assert ink(image, TITLE) > 3_000
    assert ink(image, TAGS) > 100
    assert len(answer.content) < 60_000


def test_korean_is_written_as_english_is(client: Client, publish: Publish, korean_font: None) -> None:
    said = head(client, publish("스트림은 연결이 아니라 로그다", tags=["비동기"], language="ko"))
    image = picture(client.get(said["og:image"]).content)
    assert ink(image, TITLE) > 6_000
    assert ink(image, TAGS) > 100


@pytest.mark.usefixtures("bare")
def test_without_a_font_for_it_no_picture_is_named_and_none_is_there(client: Client, publish: Publish) -> None:
    said = head(client, til := publish("한국어 제목", language="ko"))
    assert "og:image" not in said
    assert said["twitter:card"] == "summary"
    assert client.get(f"{til.get_absolute_url()[:-1]}.png").status_code == 404
    assert "og:image" in head(client, publish("English", tags=["한국어", "git"], language="ko"))


@pytest.mark.usefixtures("bare")
def test_what_cannot_be_written_is_left_away_where_nothing_is_lost() -> None:
    drawn = social_card.card_of(Til(day_number=1, title="Ship it 🎉\ufe0f now", language="ko"), ["한국어", "git"])
    assert drawn is not None
    assert (drawn.title, drawn.tags, drawn.site) == ("Ship it now", ("git",), "Today I learned")


@pytest.mark.parametrize("title", ["שלום", "العربية", "\U00012000", "🎉"])
def test_what_would_come_out_wrong_is_not_written(title: str) -> None:
    assert social_card.card_of(Til(day_number=1, title=title, language="en"), []) is None


@pytest.mark.parametrize(
    "title",
    ["short", "word " * 40, "x" * 200, "std::unique_ptr<T>" * 11, "a" * 30 + " " + "b" * 150],
    ids=["short", "words", "one word", "code", "both"],
)
def test_any_length_stays_inside_the_edges(title: str) -> None:
    drawn = social_card.card_of(Til(day_number=1_000_000, title=title, language="en"), ["a tag of some length"] * 20)
    assert drawn is not None
    image = picture(social_card.png(drawn))
    for box in ((0, 20, 70, 630), (1130, 20, 1200, 630), (0, 480, 1200, 505), (0, 580, 1200, 630)):
        assert ink(image, box) == 0
    assert ink(image, TITLE) > 1_000


def test_it_is_sent_again_only_when_it_says_something_else(client: Client, publish: Publish) -> None:
    til = publish("One", tags=["git"])
    address = head(client, til)["og:image"]
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    til.content = "Another text, the same card."
    til.save()
    assert head(client, til)["og:image"] == address
    til.title = "Two"
    til.save()
    assert head(client, til)["og:image"] != address
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_drafts_have_none_and_earlier_slugs_lead_on(client: Client, publish: Publish) -> None:
    publish("Draft", status="draft")
    publish("Public")
    assert client.get("/til/1-draft.png").status_code == 404
    assert client.get("/til/2-earlier.png").headers["Location"] == "/til/2-public.png"


def test_a_font_of_the_sites_own_comes_first(settings: Settings) -> None:
    found = [font.path for font in fonts.available("") if isinstance(font.path, str)]
    if not found:
        pytest.skip("no font at all on this machine")
    settings.TIL_FONT = found[-1]
    chosen = fonts.font_for("a")
    assert chosen is not None
    assert chosen.path == found[-1]


def test_a_font_that_cannot_be_read_is_said_once_and_another_taken(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TIL_FONT = "/nowhere/font.ttf"
    assert fonts.font_for("a")
    assert fonts.font_for("b")
    assert [said.getMessage() for said in caplog.records] == ["The font in TIL_FONT cannot be read: /nowhere/font.ttf"]
