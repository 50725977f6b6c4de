"""Fallback to another provider if the first is down: only before the first text, and with a notice."""

import pytest

from generate.errors import (
    ProviderError,
    ProviderInterrupted,
    ProviderRefused,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
)
from generate.llm.base import Prompt, Provider, Task
from generate.notices import FALLBACK
from generate.writing.chain import Chain
from generate.writing.retry import with_retry
from tests.fakes.scripted import Script, Scripted

pytestmark = pytest.mark.anyio

PROMPT = Prompt(Task.CONTENT, system="Write.", user="About bisect.", text="", language="en", max_tokens=99)
GONE_ON = Prompt(Task.CONTENT, system="Write.", user="Go on.", text="", language="en", max_tokens=99, kept="Bisect")


class Switch:
    """A breaker in memory that records its calls."""

    def __init__(self, **waits: float) -> None:
        self.waits = waits
        self.told: list[str] = []

    async def wait(self, provider: Provider) -> float:
        return self.waits.get(provider.name, 0)

    async def failed(self, provider: Provider) -> None:
        self.told.append(f"{provider.name} failed")

    async def worked(self, provider: Provider) -> None:
        self.told.append(f"{provider.name} worked")


class Named(Scripted):
    """A scripted provider with a name."""

    def __init__(self, name: str, says: str | ProviderError, *parts: str, verbatim: bool = False) -> None:
        script = says if isinstance(says, str) else Script(parts, error=says)
        super().__init__({Task.CONTENT: script, Task.TITLE: script})
        self.name = name
        self.verbatim = verbatim


def chain(*members: Provider, switch: Switch | None = None) -> Chain:
    return Chain(members, switch or Switch(), with_retry(max_retries=0))


@pytest.mark.parametrize("error", [ProviderUnavailable(), ProviderTimeout(), ProviderUnauthorized()])
async def test_the_next_one_writes_and_goes_on_writing(error: ProviderError) -> None:
    first, second = Named("first", error), Named("second", "Hello.")
    writers = chain(first, second)
    reply = await writers.generate(PROMPT)
    assert reply.text == "Hello."
    ((kind, values),) = [(notice.kind, notice.values) for notice in reply.notices]
    assert (kind, values) == (FALLBACK, {"asked": "first", "wrote": "second", "model": "script-1"})
    assert (writers.name, writers.model) == ("second", "script-1")
    first.prompts.clear()
    again = await writers.generate(PROMPT)
    assert (again.notices, first.asked) == ([], [])


async def test_nobody_else_is_asked_once_text_has_come() -> None:
    second = Named("second", "Hello.")
    with pytest.raises(ProviderInterrupted):
        await chain(Named("first", ProviderInterrupted(), "Begun"), second).generate(PROMPT)
    assert second.asked == []


async def test_a_refusal_is_final() -> None:
    second = Named("second", "Hello.")
    with pytest.raises(ProviderRefused):
        await chain(Named("first", ProviderRefused()), second).generate(PROMPT)
    assert second.asked == []


async def test_the_last_error_is_told_where_all_are_down() -> None:
    with pytest.raises(ProviderTimeout):
        await chain(Named("first", ProviderUnavailable()), Named("second", ProviderTimeout())).generate(PROMPT)


async def test_what_a_model_began_is_not_continued_by_rules() -> None:
    rules = Named("offline", "Notes.", verbatim=True)
    with pytest.raises(ProviderUnavailable):
        await chain(Named("first", ProviderUnavailable()), rules).generate(GONE_ON)
    assert rules.asked == []
    assert (await chain(Named("first", ProviderUnavailable()), rules).generate(PROMPT)).text == "Notes."


async def test_who_is_known_to_be_down_is_not_asked() -> None:
    first, second = Named("first", "Hello."), Named("second", "Instead.")
    assert (await chain(first, second, switch=Switch(first=9)).generate(PROMPT)).text == "Instead."
    assert first.asked == []
    with pytest.raises(ProviderUnavailable) as raised:
        await chain(first, switch=Switch(first=9)).generate(PROMPT)
    assert raised.value.retry_after == 9


async def test_the_breaker_is_told() -> None:
    switch = Switch()
    await chain(Named("first", ProviderUnavailable()), Named("second", "Hello."), switch=switch).generate(PROMPT)
    assert switch.told == ["first failed", "second worked"]
