"""Budgets are reserved before use and never exceeded, despite concurrent requests."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.test import override_settings
from django.utils import timezone

from generate.errors import BudgetExhausted
from generate.llm.base import Usage
from generate.models import Spending
from generate.running.budget import Purse, cost
from generate.running.database import in_database
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import Fleet, admit, events_of, fleet, generation

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]

LITTLE = [("site", "day", "tokens", 40_000), ("user", "month", "tokens", 1_000_000)]


async def used(name: str = "site") -> int:
    row = await in_database(Spending.objects.filter(name=name).first)
    return row.tokens if row else 0


@pytest.fixture
async def ours(anyio_backend: str) -> AsyncIterator[Fleet]:
    async with fleet(TIL_BUDGETS=LITTLE, TIL_RETRY_SECONDS=0) as made:
        yield made


@override_settings(TIL_BUDGETS=[("site", "day", "tokens", 10_000), ("user", "month", "tokens", 3_000)])
async def test_nobody_gets_more_however_many_ask_at_once(anyio_backend: str) -> None:
    purses = [Purse(1 + number % 5, None) for number in range(100)]
    came = await asyncio.gather(*(one.reserve("m", Usage(100, 150)) for one in purses), return_exceptions=True)
    given = [ticket for ticket in came if not isinstance(ticket, BaseException)]
    assert len(given) == 10_000 // 250
    assert {type(one) for one in came if isinstance(one, BaseException)} == {BudgetExhausted}
    assert await used() == 10_000
    by_user = [await used(f"user:{number}") for number in range(1, 6)]
    assert sum(by_user) == 10_000
    assert max(by_user) <= 3_000
    await asyncio.gather(*(purses[0].settle(ticket, Usage(100, 0)) for ticket in given))
    assert await used() == 40 * 100


@override_settings(TIL_BUDGETS=[("key", "day", "tokens", 1_000), ("site", "day", "tokens", 9_999)])
async def test_what_one_budget_refuses_is_taken_from_none(anyio_backend: str) -> None:
    with pytest.raises(BudgetExhausted):
        await Purse(None, 7).reserve("m", Usage(900, 900))
    assert (await used(), await used("key:7")) == (0, 0)
    await Purse(None, 8).reserve("m", Usage(500, 500))
    assert (await used(), await used("key:8")) == (1_000, 1_000)


@override_settings(TIL_BUDGETS=[("site", "month", "money", 1_000_000)], TIL_PRICES={"dear": (3.0, 15.0)})
async def test_money_is_counted_by_the_price_of_the_model(anyio_backend: str) -> None:
    assert cost("dear", Usage(1_000, 1_000)) == 18_000
    ticket = await Purse(1, None).reserve("dear", Usage(100_000, 40_000))
    with pytest.raises(BudgetExhausted) as raised:
        await Purse(2, None).reserve("dear", Usage(100_000, 0))
    assert "this month" in str(raised.value)
    await Purse(1, None).settle(ticket, Usage(100_000, 0))
    await Purse(2, None).reserve("dear", Usage(100_000, 0))


async def test_a_run_pays_for_each_of_its_requests_and_no_more(ours: Fleet) -> None:
    runner = ours.runner()
    live = await runner.start(generation(), admit)
    last = (await events_of(runner, live.id))[-1]
    told = last.data["usage"]
    assert last.name == "complete"
    assert await used() == told["input_tokens"] + told["output_tokens"]


async def test_what_fails_is_given_back(ours: Fleet) -> None:
    ours.fake.script(Behaviour(status=503))
    runner = ours.runner()
    live = await runner.start(generation(), admit)
    assert (await events_of(runner, live.id))[-1].name == "error"
    assert await used() == 0


async def test_what_is_stopped_before_the_answer_may_have_been_read_and_counts(ours: Fleet) -> None:
    ours.fake.script(Behaviour(wait=30))
    runner = ours.runner()
    live = await runner.start(generation(), admit)
    await ours.fake.until(lambda: bool(ours.fake.seen))
    reserved = await used()
    await runner.cancel(live.id)
    assert (await events_of(runner, live.id))[-1].name == "error"
    assert 0 < await used() < reserved / 2


async def test_a_run_ends_where_the_budget_does_and_says_until_when(ours: Fleet) -> None:
    await in_database(Spending.objects.create, name="site", period=f"{timezone.localdate()}", tokens=39_000)
    runner = ours.runner()
    live = await runner.start(generation(), admit)
    error = (await events_of(runner, live.id))[-1].data
    assert (error["code"], error["retryable"], ours.fake.seen) == ("budget_exhausted", True, [])
    assert 0 < error["retry_after"] <= 86_400
    assert "00:00" in error["error"]


async def test_a_start_is_refused_where_nothing_is_left(ours: Fleet) -> None:
    await in_database(Spending.objects.create, name="site", period=f"{timezone.localdate()}", tokens=40_000)
    with pytest.raises(BudgetExhausted) as raised:
        await in_database(Purse(1, None).see)
    assert raised.value.status == 429
