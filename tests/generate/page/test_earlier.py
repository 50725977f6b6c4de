"""Earlier TILs that are close to a draft are offered: to open, to link to, or to be extended instead."""

from collections.abc import AsyncIterator

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.test import AsyncClient

from generate.drafting.regenerate import accept
from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from tests.generate.page.test_views import draft, signed_in
from til.days import create_til
from til.models import Til

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.anyio]
ABOUT = "`asyncio.timeout()` cancels the task that runs inside its block."
NONE = "No earlier TIL is close to this."


@pytest.fixture
async def grace() -> AsyncIterator[AsyncClient]:
    """A user who may generate, but is not staff."""
    yield await signed_in("grace", "generate")
    await runner().stop()


@pytest.fixture
async def root() -> AsyncClient:
    client = AsyncClient()
    await client.aforce_login(await in_database(User.objects.create_superuser, "root"))
    return client


async def earlier(title: str = "asyncio.timeout [cancels]", content: str = ABOUT, status: str = "published") -> Til:
    return await in_database(lambda: create_til(title=title, content=content, status=status))


async def offered(client: AsyncClient, number: int) -> BeautifulSoup:
    answer = await client.get(f"/generate/{number}/earlier")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


async def test_a_close_public_til_is_offered_to_open_and_to_link_to(grace: AsyncClient) -> None:
    til = await earlier()
    await earlier("Soup", "With noodles and an egg.")
    await earlier("Another's asyncio.timeout", ABOUT, "draft")
    number = await draft(grace)
    assert f"/generate/{number}/earlier" in (await grace.get(f"/generate/{number}/")).content.decode()
    page = await offered(grace, number)
    assert [day.get_text() for day in page.select(".day")] == ["Day 1"]
    assert [link["href"] for link in page.select("a")] == [til.get_absolute_url()]
    assert [button["data-see"] for button in page.select("[data-see]")] == [
        rf"See also: [asyncio.timeout \[cancels\]]({til.get_absolute_url()})"
    ]
    assert not page.select("[hx-post]")
    assert (await grace.post(f"/generate/{number}/earlier/{til.pk}")).status_code == 404


async def test_nothing_is_offered_where_nothing_is_close(grace: AsyncClient) -> None:
    await earlier("Soup", "With noodles and an egg.")
    number = await draft(grace)
    assert (await offered(grace, number)).get_text(strip=True) == NONE


async def test_a_draft_becomes_a_proposal_for_the_earlier_til(root: AsyncClient) -> None:
    til = await earlier()
    number = await draft(root)
    assert (await offered(root, number)).select_one(f'[hx-post="/generate/{number}/earlier/{til.pk}"]')
    answer = await root.post(f"/generate/{number}/earlier/{til.pk}")
    assert answer["Location"] == f"/admin/til/til/{til.pk}/change/#proposals"
    row = await Generation.objects.aget(pk=number)
    proposal = await Generation.objects.aget(target=til)
    assert proposal.content.startswith(f"{ABOUT}\n\n## {row.title}\n\n")
    assert (await Til.objects.aget(pk=til.pk)).content == ABOUT, "nothing changes before it is accepted"
    shown = (await root.get(answer["Location"])).content.decode()
    assert f'name="_accept" value="{proposal.pk}"' in shown
    await in_database(accept, til, proposal.pk)
    assert (await Til.objects.aget(pk=til.pk)).content == proposal.content


async def test_a_saved_draft_is_not_close_to_itself(root: AsyncClient) -> None:
    number = await draft(root)
    await root.post(f"/generate/{number}/save", {"title": "Timeouts", "content": ABOUT})
    assert (await offered(root, number)).get_text(strip=True) == NONE


async def test_while_a_draft_is_written_its_notes_are_compared(grace: AsyncClient) -> None:
    await earlier()
    number = await draft(grace)
    rows = Generation.objects.filter(pk=number)
    await rows.aupdate(status="running", title="", content="", source_text="", input=ABOUT)
    assert [one.get_text() for one in (await offered(grace, number)).select("summary")] == ["Learned before: Day 1"]
    await rows.aupdate(source_text="Soup with noodles and an egg.")
    assert (await offered(grace, number)).get_text(strip=True) == NONE
