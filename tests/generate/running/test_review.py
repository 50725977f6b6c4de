"""Regression tests of runs: each run ends once and leaves nothing behind."""

import asyncio
import gc
import logging
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now
from django.test import override_settings

from generate.drafting.admission import Repeated
from generate.llm.wire import WireAnswer
from generate.models import Generation
from generate.running import rows
from generate.running.database import in_database
from generate.stream.live import Status
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import (
    FINAL,
    Fleet,
    admit,
    events_of,
    generation,
    row_of,
    slowly,
    text_of,
    until,
    until_kept,
)

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


async def test_the_readers_of_a_deleted_generation_are_told(ours: Fleet) -> None:
    here, there = ours.runner(), ours.runner()
    ours.fake.script(slowly(0.05, "word " * 400))
    live = await here.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    reading = [asyncio.create_task(events_of(runner, live.id)) for runner in (here, there)]
    await asyncio.sleep(0.3)
    await in_database(Generation.objects.filter(pk=live.id).delete)
    for events in await asyncio.wait_for(asyncio.gather(*reading), 8):
        assert events[-1].data["code"] == "gone"
    await ours.fake.until(lambda: ours.fake.seen[0].left, 2)


@pytest.mark.parametrize("detail", [r"cut in a half \ud83d", r"a NUL \u0000 inside"])
async def test_an_error_text_that_no_database_stores_ends_the_generation_once(ours: Fleet, detail: str) -> None:
    runner = ours.runner()
    ours.fake.script(*[Behaviour(status=400, body=f'{{"error": {{"message": "{detail}"}}}}')] * 9)
    live = await runner.start(generation(), admit)
    events = await asyncio.wait_for(events_of(runner, live.id), 9)
    row = await row_of(live.id)
    assert (events[-1].name, row.status, row.run, len(ours.fake.seen)) == ("error", Status.FAILED, 1, 1)


async def test_an_end_that_the_database_refuses_is_written_without_it(
    ours: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05), Behaviour(status=400))
    live = await runner.start(generation(source_title="fine"), admit)
    await until(lambda: len(live.text) > 20)
    run = next(run for run in runner.runs if run.id == live.id)
    run.outbox.put({"title": "half of a character: \ud800"})
    monkeypatch.setattr(run.outbox, "discard", lambda: None)  # rejected data stays, as after an internal error
    events = await asyncio.wait_for(events_of(runner, live.id), 5)
    row = await row_of(live.id)
    assert (events[-1].data["code"], row.status, row.error_code, row.run) == ("failed", Status.FAILED, "failed", 1)


async def test_a_provider_that_only_pings_is_given_up(ours: Fleet) -> None:
    async def ping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
            piece = b'{"id":"x","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,'
            writer.write(b"data: " + piece + b'"delta":{"content":"Some text."},"finish_reason":null}]}\n\n')
            while True:
                await writer.drain()
                await asyncio.sleep(0.1)
                writer.write(b": ping\n\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(ping, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    providers = {"openai": {"api_key": "k", "base_url": url, "model": "m"}}
    with override_settings(PROVIDERS=providers, TIL_SILENCE_SECONDS=1, TIL_FIRST_TEXT_SECONDS=30):
        runner = ours.runner()
        live = await runner.start(generation(), admit)
        events = await asyncio.wait_for(events_of(runner, live.id), 8)
    server.close()
    row = await row_of(live.id)
    assert (events[-1].data["code"], row.content) == ("provider_silent", "Some text.")
    assert "1 seconds" in events[-1].data["error"]
    assert "kept" in events[-1].data["error"]


async def test_a_run_ends_when_its_time_is_over(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05, "word " * 2000))
    with override_settings(TIL_RUN_SECONDS=1):
        live = await runner.start(generation(), admit)
        events = await asyncio.wait_for(events_of(runner, live.id), 8)
    assert events[-1].data["code"] == "run_too_long"
    assert text_of(events) == (await row_of(live.id)).content


async def test_an_answer_without_an_end_is_cut_as_one_that_is_too_long(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.005, "word " * 2000))
    with override_settings(TIL_MAX_ANSWER=500):
        live = await runner.start(generation(), admit)
        events = await events_of(runner, live.id)
    row = await row_of(live.id)
    assert (events[-1].name, events[-1].data["truncated"]) == ("complete", True)
    assert 500 <= len(row.content) < 520
    await ours.fake.until(lambda: ours.fake.seen[0].left, 2)


async def test_a_failure_before_any_text_speaks_of_none(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(*[Behaviour(fault="cut", after=0)] * 9)
    live = await runner.start(generation(), admit)
    events = await asyncio.wait_for(events_of(runner, live.id), 20)
    assert "kept" not in events[-1].data["error"]
    assert not (await row_of(live.id)).content


async def test_cancel_reaches_the_provider_before_the_database(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(slowly(0.05, "word " * 2000))
    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    loop, held, release = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Generation.objects.filter(pk=-1).update(title="x")
            loop.call_soon_threadsafe(held.set)
            release.wait(4)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    await held.wait()
    begun = time.monotonic()
    asking = asyncio.create_task(runner.cancel(live.id))
    await ours.fake.until(lambda: ours.fake.seen[0].left, 3)
    took = time.monotonic() - begun
    release.set()
    await asking
    thread.join()
    assert took < 1


async def test_a_repeated_start_whose_asker_has_gone_leaves_no_complaint(
    ours: Fleet, caplog: pytest.LogCaptureFixture
) -> None:
    runner, asked, go_on = ours.runner(), threading.Event(), threading.Event()

    def repeated() -> None:
        asked.set()
        go_on.wait(5)
        raise Repeated(1)

    asking = asyncio.create_task(runner.start(generation(), repeated))
    await asyncio.to_thread(asked.wait, 5)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    with caplog.at_level(logging.ERROR, "asyncio"):
        go_on.set()
        await asyncio.sleep(0.2)
        gc.collect()
    assert "never retrieved" not in caplog.text


async def test_what_was_cut_for_its_length_is_continued(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(Behaviour(text=FINAL, stop="length", piece=8))
    live = await runner.start(generation(), admit)
    first = await events_of(runner, live.id)
    assert first[-1].data["truncated"]
    asked = len(ours.fake.seen)
    ours.fake.script(Behaviour(text=" And the rest of it."))
    assert await runner.retry(live.id, admit)
    rest = await events_of(runner, live.id, first[-1].position)
    row = await row_of(live.id)
    assert text_of([*first, *rest]) == row.content == f"{FINAL} And the rest of it."
    assert (rest[-1].name, rest[-1].data["truncated"], row.attempt) == ("complete", False, 2)
    assert ours.asked()[asked:] == ["content"], "title, excerpt and tags stay"
    assert [(one["why"], one["length"]) for one in row.continued] == [("person", len(FINAL))]


async def test_a_refusal_to_continue_is_told_and_never_becomes_text(ours: Fleet) -> None:
    runner = ours.runner()
    ours.fake.script(Behaviour(text=FINAL, stop="length"))
    ours.fake.by_task["plain", "content"] = Behaviour(text="I'm sorry, but I can't help with that.")
    live = await runner.start(generation(auto_excerpt=False, auto_tags=False), admit)
    first = await events_of(runner, live.id)
    assert await runner.retry(live.id, admit)
    rest = await events_of(runner, live.id, first[-1].position)
    row = await row_of(live.id)
    assert (rest[-1].name, rest[-1].data["code"]) == ("error", "provider_refused")
    assert text_of([*first, *rest]) == row.content == FINAL


async def test_a_cancel_of_a_run_that_is_being_let_go_leaves_nothing_running(
    ours: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, close, closes = ours.runner(), WireAnswer.close, asyncio.Event()
    ours.fake.script(slowly(0.05, "word " * 2000))

    async def close_slowly(answer: WireAnswer[Any]) -> None:
        closes.set()
        try:
            await asyncio.sleep(0.5)
        finally:
            await close(answer)

    live = await runner.start(generation(), admit)
    await until(lambda: len(live.text) > 20)
    run = next(run for run in runner.runs if run.id == live.id)
    monkeypatch.setattr(WireAnswer, "close", close_slowly)
    await in_database(Generation.objects.filter(pk=live.id).update, owner="another", run=2)
    await asyncio.wait_for(closes.wait(), 5)
    await runner.cancel(live.id)
    await asyncio.wait({run.task}, timeout=5)
    assert run.task.done()


async def test_a_run_that_was_ended_elsewhere_does_not_write_into_the_one_that_follows(ours: Fleet) -> None:
    here = ours.runner()
    ours.fake.script(slowly(0.02), slowly(0.02))
    live = await here.start(generation(), admit)
    reading = asyncio.create_task(events_of(here, live.id))
    await until_kept(live.id, 20)

    def cancel_as_if_nobody_worked_on_it() -> None:
        with transaction.atomic():
            Generation.objects.filter(pk=live.id).update(lease_until=Now() - timedelta(minutes=1))
            rows.cancel(live.id)

    with override_settings(TIL_FLUSH_SECONDS=5):  # so that it does not hear of it
        await asyncio.sleep(0.2)
        await in_database(cancel_as_if_nobody_worked_on_it)
        assert (await row_of(live.id)).status == Status.CANCELLED
        assert await here.retry(live.id, admit)
    events = await asyncio.wait_for(events_of(here, live.id), 10)
    assert text_of(events) == (await row_of(live.id)).content == FINAL
    assert text_of(await asyncio.wait_for(reading, 5)) == FINAL
