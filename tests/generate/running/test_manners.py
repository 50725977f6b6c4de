"""Earlier TILs go along with a draft: their days and titles as data, their tags first; only real days pass review."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.test import AsyncClient

from generate.drafting.doubts import doubts
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from tests.generate.fleet import provided
from tests.generate.page.test_views import draft, signed_in
from til.days import create_til

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
NOTES = "git bisect run needs a script. It exits 0 for a good commit and 1 for a bad one. git bisect skips 125."


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    yield await signed_in("grace", "generate", "change_til")
    await runner().stop()


def keep() -> None:
    about: dict[str, Any] = {
        "content": "git bisect halves the history between a good and a bad commit.",
        "tags": ["git", "debugging"],
    }
    create_til(title="git bisect finds the bad commit", day_number=12, status="published", **about)
    create_til(title="git bisect, unpublished", day_number=13, **about)
    for number in range(20, 40):
        create_til(title=f"Onions {number}", content="Onions are cut fine.", tags=["food"], status="published")


async def test_similar_public_tils_go_along_and_only_their_days_are_real(grace: AsyncClient) -> None:
    await in_database(keep)
    said = "`git bisect run` takes a script (see Day 12).\n\nDay 13 and Day 77 say more, and so does 99일차."
    async with provided(said) as fake:
        number = await draft(grace, provider="openai", text=NOTES, in_style="on")
        bodies = [str(one.body) for one in fake.seen]
    sent = next(body for body in bodies if "Day 12: git bisect finds the bad commit" in body)
    assert "Day 13" not in sent
    assert "Onions" not in sent
    tags = next(body for body in bodies if "most fitting first" in body)
    assert tags.index("debugging") < tags.index("food")
    row = await in_database(Generation.objects.select_related("til").get, pk=number)
    assert row.earlier_tils == [[12, "git bisect finds the bad commit"]]
    marked = await in_database(doubts, row)
    assert [(one.text, one.kind, one.is_sure) for one in marked] == [
        ("Day 13", "day", True),
        ("Day 77", "day", True),
        ("99일차", "day", True),
    ]
