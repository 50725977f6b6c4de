"""What readers are told when a provider fails: live, from the row, and later."""

from datetime import timedelta

import pytest
from django.db.models import F

from generate.models import Generation
from generate.running.database import in_database
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import admit, events_of, fleet, generation, row_of, until

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("fails", "code", "wait", "said"),
    [
        (Behaviour(status=429, retry_after="90"), "provider_rate_limited", 90, "Try again in 90 seconds."),
        (Behaviour(status=429, retry_after="3600"), "provider_rate_limited", 3600, "Try again in 60 minutes."),
        (Behaviour(status=429, retry_after="86400"), "provider_rate_limited", 86400, "Try again in 24 hours."),
        (Behaviour(status=429), "provider_rate_limited", 60, "Try again in 60 seconds."),
        (Behaviour(status=503), "provider_unavailable", 30, "Try again in 30 seconds."),
        (Behaviour(status=401), "provider_unauthorized", None, "tell the site's operator."),
    ],
)
async def test_an_error_says_when_to_come_back(fails: Behaviour, code: str, wait: int | None, said: str) -> None:
    async with fleet(TIL_RETRY_SECONDS=0) as ours:
        here, there = ours.runner(), ours.runner()
        ours.fake.script(fails)
        live = await here.start(generation(), admit)
        for runner in (here, there):
            error = (await events_of(runner, live.id))[-1].data
            assert (error["code"], error.get("retry_after")) == (code, wait)
            assert error["error"].endswith(said)
        assert len(ours.fake.seen) == 1


async def test_when_the_time_has_come_nothing_is_said_of_it() -> None:
    async with fleet(TIL_RETRY_SECONDS=0) as ours:
        ours.fake.script(Behaviour(status=429, retry_after="90"))
        live = await ours.runner().start(generation(), admit)
        await events_of(ours.runner(), live.id)
        error = None
        for left in (30, 0):
            earlier = Generation.objects.filter(pk=live.id)
            await in_database(earlier.update, finished=F("finished") - timedelta(minutes=1))
            error = (await row_of(live.id)).error
            assert error is not None
            assert left - 10 < (error.retry_after or 0) <= left
        assert str(error) == "The language model is busy. Try again in a moment."


async def test_another_provider_writes_and_it_is_said() -> None:
    async with fleet(TIL_RETRY_SECONDS=0, TIL_FALLBACK=["offline"]) as ours:
        ours.fake.script(Behaviour(status=503))
        here, there = ours.runner(), ours.runner()
        live = await here.start(generation(), admit)
        events = await events_of(here, live.id)
        assert events[-1].name == "complete"
        assert (events[-1].data["provider"], len(ours.fake.seen)) == ("offline", 1)
        row = await row_of(live.id)
        assert (row.provider, row.content != "") == ("offline", True)
        elsewhere = await there.open_live(live.id)
        said = [notice.sentence(str) for notice in elsewhere.notices]
        assert said == ["openai did not answer, so offline wrote this."]


async def test_notes_that_do_not_fit_are_cut_and_it_is_said() -> None:
    async with fleet() as ours:
        too_long = "This model's maximum context length is 2048 tokens. However, your request has 4000 input tokens."
        ours.fake.script(Behaviour(status=400, message=too_long), *[Behaviour(usage=False)] * 4)
        notes = "\n\n".join(f"Fact {number}: halves the history of all commits." for number in range(300))
        live = await ours.runner().start(generation(input=notes), admit)
        events = await events_of(ours.runner(), live.id)
        row = await row_of(live.id)
        assert (events[-1].name, row.source_truncated, row.source_text) == ("complete", True, notes)
        said = "The model reads at most 2048 tokens, so parts of your notes were left out."
        assert [notice.sentence(str) for notice in (await ours.runner().open_live(live.id)).notices] == [said]


async def test_a_server_that_read_only_a_part_is_named() -> None:
    async with fleet() as ours:
        notes = "\n\n".join(f"Fact {number}: halves the history of all commits." for number in range(600))
        ours.fake.script(Behaviour(read=4096), Behaviour(), Behaviour(), Behaviour())
        live = await ours.runner().start(generation(input=notes), admit)
        await events_of(ours.runner(), live.id)
        (notice,) = (await ours.runner().open_live(live.id)).notices
        assert 30 <= notice.values["percent"] <= 60
        assert "only about" in notice.sentence(str)


async def test_readers_see_that_a_model_thinks_and_since_when() -> None:
    async with fleet() as ours:
        ours.fake.script(Behaviour(text="<think>" + "Hm. " * 40 + "</think>Said.", delay=0.05, piece=8))
        runner = ours.runner()
        live = await runner.start(generation(), admit)
        elsewhere = await ours.runner().open_live(live.id)
        elsewhere.followers += 1  # somebody reads it there
        await until(lambda: elsewhere.pause)
        assert elsewhere.pause
        assert (elsewhere.pause.why, elsewhere.pause.seconds < 5, str(live.text)) == ("thinking", True, "")
        await until(lambda: live.text and not live.pause)
