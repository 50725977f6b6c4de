"""A page's AI disclosure."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from generate.models import Generation
from tests.til.conftest import Publish

pytestmark = pytest.mark.django_db
LINES = [f"line {number}" for number in range(10)]


@pytest.mark.parametrize(
    ("provider", "changed", "said"),
    [
        ("anthropic", 0, "ai-generated"),
        ("anthropic", 2, "ai-generated"),
        ("anthropic", 5, "ai-assisted"),
        ("offline", 0, None),
        ("", 0, None),
    ],
)
def test_a_page_tells_how_much_a_model_wrote(
    client: Client, publish: Publish, provider: str, changed: int, said: str | None
) -> None:
    til = publish("T", "\n\n".join(["changed"] * changed + LINES[changed:]), provider=provider)
    Generation.objects.create(input="x", content="\n".join(LINES), provider=provider, til=til)
    page = BeautifulSoup(client.get(til.get_absolute_url()).content, "html.parser")
    found = page.find("meta", attrs={"name": "ai-disclosure"})
    assert (found and found["content"]) == said


def test_a_models_text_whose_making_is_forgotten_is_assisted(client: Client, publish: Publish) -> None:
    til = publish("T", provider="openai")
    assert b'content="ai-assisted"' in client.get(til.get_absolute_url()).content
