"""Input for a model besides the source: the current text of the part to rewrite."""

import asyncio

import pytest
from pytest_django.fixtures import Settings

from generate.models import Generation
from generate.running.prepare_source import screen, standing
from generate.source_errors import SourceSecret
from til.days import create_til
from til.models import Til

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "ghp_" + "aB3dE5fG7h" * 3 + "aB3dE5"


@pytest.fixture
def til() -> Til:
    return create_til(title="Bisect", content="A person's own remark.", excerpt="Halves.", tags=["git", "debugging"])


def given(til: Til | None, part: str, instruction: str = "shorter", source: str = "notes") -> str:
    made = Generation(target=til, part=part, instruction=instruction, source_text=source)
    return asyncio.run(standing(made))


@pytest.mark.parametrize(
    ("part", "text"),
    [("content", "A person's own remark."), ("title", "Bisect"), ("excerpt", "Halves."), ("tags", "git, debugging")],
)
def test_an_instruction_is_about_the_part_as_it_stands(til: Til, part: str, text: str) -> None:
    assert set(given(til, part).split(", ")) == set(text.split(", "))


@pytest.mark.parametrize(
    ("part", "text"),
    [("content", "A remark."), ("title", "Bisect"), ("excerpt", "Halves."), ("tags", "git, debugging")],
)
def test_so_it_is_with_a_draft_that_is_no_til_yet(part: str, text: str) -> None:
    tags = [{"name": name} for name in ("git", "debugging")]
    whole = Generation.objects.create(title="Bisect", content="A remark.", excerpt="Halves.", tags=tags)
    made = Generation(parent=whole, part=part, instruction="shorter", source_text="notes")
    assert asyncio.run(standing(made)) == text


def test_without_an_instruction_it_is_written_from_the_source_alone(til: Til) -> None:
    assert given(til, "content", instruction="") == ""


def test_a_text_that_is_its_own_source_is_not_given_twice(til: Til) -> None:
    assert given(til, "content", source=til.content) == ""


def test_a_first_draft_and_one_whose_til_is_gone_have_nothing_before_them(til: Til) -> None:
    assert given(None, "") == ""
    assert given(None, "content") == ""


def test_a_secret_in_the_text_is_not_sent_with_it(til: Til) -> None:
    til.content = f"A remark and a token: {SECRET}"
    til.save()
    assert given(til, "content").startswith("A remark and a token: ")
    assert SECRET not in given(til, "content")


def test_a_site_may_refuse_secrets_or_let_them_be(settings: Settings) -> None:
    settings.TIL_SECRETS = "off"
    assert screen(f"x\n{SECRET}").text == f"x\n{SECRET}"
    settings.TIL_SECRETS = "refuse"
    assert screen("nothing here").text == "nothing here"
    with pytest.raises(SourceSecret, match="GitHub token") as caught:
        screen(f"x\n{SECRET}")
    assert SECRET[:8] not in caught.value.detail + str(caught.value)
