"""The generator's view of TILs: known tags with aliases by use, and retries during database outages."""

import asyncio

import pytest

from generate.running.database import in_database
from generate.running.library import KeptLibrary
from tests.generate.outage import Away, away
from til.days import create_til
from til.models import Tag

__all__ = ["away"]
pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


def keep() -> None:
    for tags in (["git", "Django"], ["git", "성능"], ["git", "Django"]):
        create_til(title="TIL", content="x", tags=tags)
    Tag.objects.get(name="성능").aliases.create(name="performance")


async def test_known_tags_come_by_their_use_with_their_aliases() -> None:
    await in_database(keep)
    tags = await KeptLibrary().known_tags()
    assert [(tag.name, tag.aliases) for tag in tags] == [("git", ()), ("Django", ()), ("성능", ("performance",))]
    assert await KeptLibrary().next_day_number() == 4
    assert KeptLibrary().generate_slug("C++ 성능") != KeptLibrary().generate_slug("C 성능")


async def test_a_database_that_is_away_is_waited_for(away: Away) -> None:
    with away():
        asking = asyncio.create_task(KeptLibrary().next_day_number())
        await asyncio.sleep(0.5)
    assert await asyncio.wait_for(asking, 8) == 1
