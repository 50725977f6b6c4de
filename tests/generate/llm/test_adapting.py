"""Requests adapt to a server's error messages, at most twice and only before any text is shown."""

import logging
from pathlib import Path

import pytest

from generate.errors import ProviderRejected, ProviderTooLong, ProviderUnauthorized
from generate.llm.base import Prompt, Task, tokens
from generate.notices import SHORTENED
from generate.prompts import build_til_prompt, go_on
from generate.sources.source import Source
from tests.fakes.act import Seen
from tests.fakes.behaviour import TEXT, Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import PROMPT, provider

pytestmark = pytest.mark.anyio

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "providers"
NOTES = "# Bisect\n\n" + "\n\n".join(f"Fact {n}: halves the history until the commit is found." for n in range(400))
LONG = build_til_prompt(Task.CONTENT, Source(NOTES), "en")
VLLM = "This model's maximum context length is 4096 tokens. However, your request has {} input tokens."


def size(seen: Seen) -> int:
    """About how many tokens a request to Chat Completions has."""
    return sum(tokens(message["content"]) for message in seen.body["messages"])


def refusal(message: str) -> Behaviour:
    return Behaviour(status=400, message=message)


@pytest.mark.parametrize("prompt", [LONG, go_on(LONG, "## What I learned\n\nBisect halves")])
async def test_the_material_is_cut_to_the_context(fake: FakeProvider, prompt: Prompt) -> None:
    whole = tokens(prompt.system + prompt.user)
    fake.script(refusal(VLLM.format(whole)), Behaviour(text=TEXT))
    async with provider("chat").generate_stream(prompt) as answer:
        assert "".join([piece async for piece in answer]) == TEXT
    first, second = fake.seen
    assert size(first) == pytest.approx(whole, 2)
    assert 2_500 < size(second) + second.body["max_tokens"] <= 4096
    assert second.body["max_tokens"] >= 900
    text = second.body["messages"][1]["content"]
    assert "Fact 0" in text
    assert "[…]" in text
    assert ("What I learned" in str(second.body)) == bool(prompt.kept)
    ((kind, values),) = [(notice.kind, notice.values) for notice in answer.notices]
    assert (kind, values) == (SHORTENED, {"tokens": 4096})


async def test_what_was_learned_is_remembered_for_that_model_only(fake: FakeProvider) -> None:
    fake.script(refusal(VLLM.format(9000)))
    await provider("chat").generate(LONG)
    await provider("chat").generate(LONG)
    await provider("chat", "slow").generate(PROMPT)
    assert [size(seen) < 4096 for seen in fake.seen] == [False, True, True, True]
    assert fake.seen[3].body["max_tokens"] == PROMPT.max_tokens


async def test_a_short_request_keeps_all_and_asks_for_less(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=400, body=(await body_of("ctx_vllm.json"))))
    short = build_til_prompt(Task.CONTENT, Source("Bisect halves."), "en")
    async with provider("chat").generate_stream(short) as answer:
        assert [piece async for piece in answer]
    assert answer.notices == []
    assert fake.seen[1].body["messages"] == fake.seen[0].body["messages"]
    assert 1_000 < fake.seen[1].body["max_tokens"] < 8192


async def body_of(name: str) -> str:
    if not CASES.is_dir():
        pytest.skip("4 cases of servers that refuse are not here")
    return (CASES / name).read_text()


@pytest.mark.parametrize(("name", "status"), [("ctx_llamacpp.json", 400), ("stream_options_422.json", 422)])
async def test_the_cases(fake: FakeProvider, name: str, status: int) -> None:
    fake.script(Behaviour(status=status, body=await body_of(name)), Behaviour(text=TEXT))
    assert (await provider("chat").generate(LONG)).text == TEXT
    asked = str(fake.seen[1].body)
    assert len(asked) < len(str(fake.seen[0].body)) / 3 if "ctx" in name else "stream_options" not in asked


async def test_an_error_inside_of_the_stream_teaches_too(fake: FakeProvider) -> None:
    said = "context length of only 4096 tokens, which is not enough. Trying to keep the first 9000 tokens"
    fake.script(Behaviour(fault="error", after=0, message=said), Behaviour(text=TEXT))
    assert (await provider("chat").generate(LONG)).text == TEXT
    assert size(fake.seen[1]) < 4096


async def test_twice_more_and_an_error_that_says_which(fake: FakeProvider, kind: str) -> None:
    fake.script(*[refusal("prompt is too long: 99999 tokens > 3000 maximum")] * 9)
    with pytest.raises(ProviderTooLong) as raised:
        await provider(kind).generate(LONG)
    assert "longer than the language model can read" in str(raised.value)
    assert len(fake.seen) <= 3


async def test_each_lesson_is_logged_with_its_reason(fake: FakeProvider, caplog: pytest.LogCaptureFixture) -> None:
    fake.script(refusal("Unrecognized request argument: stream_options"), refusal("System role not supported"))
    with caplog.at_level(logging.WARNING):
        await provider("chat", "gemma").generate(PROMPT)
    assert [record.getMessage() for record in caplog.records] == [
        "gemma is retried: it knows no stream_options",
        "gemma is retried: it knows no system role",
    ]
    (message,) = fake.seen[2].body["messages"]
    assert message == {"role": "user", "content": f"{PROMPT.system}\n\n{PROMPT.user}"}


async def test_no_system_role_anywhere(fake: FakeProvider, kind: str) -> None:
    fake.script(refusal("Developer instruction is not enabled for this model"))
    await provider(kind).generate(PROMPT)
    asked = str(fake.seen[1].body)
    assert asked.count(PROMPT.system) == asked.count(PROMPT.user) == 1
    assert not {"system", "instructions", "systemInstruction"} & fake.seen[1].body.keys()


@pytest.mark.parametrize("said", ["model not found", "max_completion_tokens is odd"])
async def test_what_teaches_nothing_is_asked_once(fake: FakeProvider, kind: str, said: str) -> None:
    fake.script(refusal(said))
    with pytest.raises(ProviderRejected):
        await provider(kind).generate(PROMPT)
    assert len(fake.seen) == 1


async def test_a_key_that_is_refused_teaches_nothing(fake: FakeProvider, kind: str) -> None:
    fake.script(Behaviour(status=401, message="prompt is too long: 99 tokens > 3 maximum"))
    with pytest.raises(ProviderUnauthorized):
        await provider(kind).generate(PROMPT)
    assert len(fake.seen) == 1
