"""The timing of requests, and cleanup after failures and cancellation."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from generate.errors import ProviderInterrupted, ProviderRefused
from generate.llm.base import Task, Usage
from generate.stages import ALWAYS, Chunk, Done, Stage, Step
from tests.fakes.scripted import Script
from tests.generate.asking import ALL, collect, collect_until_error, done, drafting, scripted, words
from tests.generate.asking import text as text_of

pytestmark = pytest.mark.anyio


def left_over() -> set[asyncio.Task[Any]]:
    """Return the running tasks, except the test runner's."""
    return {task for task in asyncio.all_tasks() if "TestRunner" not in repr(task.get_coro())}


async def test_the_title_is_asked_for_while_content_is_still_written() -> None:
    more, rest = asyncio.Event(), asyncio.Event()
    provider = scripted(content=Script([words(2_001), more, words(999), words(1), rest, "The end."]))
    async with aclosing(drafting(provider).generate_stream(ALL)) as steps:
        reading = asyncio.ensure_future(collect_rest(steps))
        await provider.until_asked(Task.TITLE)
        assert provider.asked == [Task.CONTENT, Task.TITLE]
        more.set()
        await provider.until_asked(Task.EXCERPT, Task.TAGS)
        assert not reading.done()
        rest.set()
        assert done(await reading)[-1] == Stage.TAGS
    assert len(provider.prompts[Task.TITLE].text) == 2_000
    assert len(provider.prompts[Task.TAGS].text) == 3_000


async def test_short_content_is_asked_about_when_it_has_ended() -> None:
    rest = asyncio.Event()
    provider = scripted(content=Script([words(1_500), rest, " The end."]))
    reading = asyncio.ensure_future(collect(drafting(provider).generate_stream(ALL)))
    await provider.until_asked(Task.CONTENT)
    for _ in range(20):
        await asyncio.sleep(0)
    assert provider.asked == [Task.CONTENT]
    rest.set()
    await reading
    assert provider.prompts[Task.TITLE].text == words(1_500) + " The end."


async def test_the_parts_are_written_at_the_same_time_and_sent_in_order() -> None:
    title = asyncio.Event()
    provider = scripted(title=Script([title, "Late title"]))
    reading = asyncio.ensure_future(collect(drafting(provider).generate_stream(ALL)))
    await provider.until_asked(Task.TITLE, Task.EXCERPT, Task.TAGS)
    await provider.until_closed(Task.EXCERPT, Task.TAGS)
    title.set()
    assert done(await reading)[2:] == [Stage.TITLE, Stage.EXCERPT, Stage.TAGS]


async def test_content_that_fails_takes_the_other_questions_with_it() -> None:
    failing = Script([words(2_500), " The last wor"], error=ProviderInterrupted())
    provider = scripted(content=failing, title=Script([asyncio.Event()]))
    steps, error = await collect_until_error(drafting(provider).generate_stream(ALL))
    assert isinstance(error, ProviderInterrupted)
    assert text_of(steps) == words(2_500) + " The last wor"
    assert Task.TITLE in provider.asked
    assert (provider.open, left_over()) == (set(), set())


async def test_a_title_that_fails_early_fails_in_its_place() -> None:
    title_failed, waiting = asyncio.Event(), asyncio.Event()
    provider = scripted(
        content=Script([words(2_500), title_failed, " The end."]),
        title=Script([], error=ProviderRefused()),
        excerpt=Script([waiting]),
    )
    reading = asyncio.ensure_future(collect_until_error(drafting(provider).generate_stream(ALL)))
    await provider.until_asked(Task.TITLE)
    await provider.until_closed(Task.TITLE)
    title_failed.set()
    steps, error = await reading
    assert isinstance(error, ProviderRefused)
    assert text_of(steps) == words(2_500) + " The end."
    assert steps[-1] == Done(Stage.CONTENT, value=False)
    assert (provider.open, left_over()) == (set(), set())


async def test_a_failing_excerpt_comes_after_the_title() -> None:
    provider = scripted(excerpt=Script([], error=ProviderRefused()))
    steps, error = await collect_until_error(drafting(provider).generate_stream(ALL))
    assert isinstance(error, ProviderRefused)
    assert done(steps) == [Stage.DAY_NUMBER, Stage.CONTENT, Stage.TITLE]


async def test_leaving_closes_everything_at_once() -> None:
    never = asyncio.Event()
    provider = scripted(content=Script([words(3_500), never]), **{t: Script([never]) for t in ("title", "tags")})
    async with aclosing(drafting(provider).generate_stream(ALL)) as steps:
        async for step in steps:
            if isinstance(step, Chunk):
                break
        await provider.until_asked(Task.TITLE, Task.TAGS)
        assert provider.open >= {Task.CONTENT, Task.TITLE, Task.TAGS}
    assert (provider.open, left_over()) == (set(), set())


@pytest.mark.parametrize("waiting_for", [Task.CONTENT, Task.TITLE, Task.EXCERPT, Task.TAGS])
async def test_cancelling_closes_everything_at_once(waiting_for: Task) -> None:
    provider = scripted(**{waiting_for: Script([asyncio.Event()])})
    reading = asyncio.ensure_future(collect(drafting(provider).generate_stream(ALL)))
    await provider.until_asked(waiting_for)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert (provider.open, left_over()) == (set(), set())


async def test_what_a_cut_answer_cost_is_estimated() -> None:
    provider = scripted(content=Script([words(400), asyncio.Event()]))
    generator = drafting(provider)
    async with aclosing(generator.generate_stream(ALWAYS)) as steps:
        await anext(steps)
        during = generator.usage
    assert during == generator.usage
    assert during.estimated
    assert during.input_tokens > 100
    assert during.output_tokens == 100


async def test_a_request_that_was_refused_cost_nothing() -> None:
    generator = drafting(scripted(content=Script([], error=ProviderRefused())))
    await collect_until_error(generator.generate_stream(ALL))
    assert generator.usage == Usage()


async def collect_rest(steps: AsyncGenerator[Step, None]) -> list[Step]:
    return [step async for step in steps]
