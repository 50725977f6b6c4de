"""Testing providers: results and advice."""

import pytest

from generate.llm.check import Examined, examine
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from generate.llm.listing import Model, models
from generate.llm.wire import WireProvider
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, KINDS, provider

pytestmark = pytest.mark.anyio


async def tried(made: object) -> tuple[Examined, list[str]]:
    assert isinstance(made, WireProvider)
    found = await examine(made)
    return found, [cure.sentence % cure.values for cure in found.cures]


def own(fake: FakeProvider, model: str = "plain", end: str = "/v1") -> object:
    return LLMProviderFactory.create(ProviderConfig("", f"{fake.url}{end}", model, name="openai"))


async def test_all_is_well(fake: FakeProvider, kind: str) -> None:
    fake.models = [{"id": "plain", "max_model_len": 32_768}, {"id": "text-embedding-3"}]
    found, cures = await tried(provider(kind))
    assert (found.streams, found.whole, cures) == (True, True, [])
    assert (found.models, found.context) == ([Model("plain", 32_768)], 32_768)


async def test_a_model_that_is_not_there(fake: FakeProvider) -> None:
    fake.models = [{"id": "qwen3:8b"}, {"id": "llama3.2"}]
    fake.script(*[Behaviour(status=404, message="model not found")] * 2)
    found, cures = await tried(own(fake, "gpt-5.5"))
    assert (found.streams, found.whole) == (False, False)
    assert cures == ["The server has no model gpt-5.5. It has qwen3:8b, llama3.2. Change OPENAI_MODEL."]


async def test_a_version_that_is_missing(fake: FakeProvider) -> None:
    fake.only_at = "/v1/chat/completions"
    found, cures = await tried(own(fake, end=""))
    assert found.streams
    assert "Add /v1 to OPENAI_BASE_URL." in cures


async def test_a_small_context(fake: FakeProvider) -> None:
    fake.models = [{"id": "plain", "meta": {"n_ctx": 4096}}]
    _, cures = await tried(own(fake))
    assert cures == ["The context has only 4,096 tokens, so long notes are cut. Increase it."]


async def test_a_key_that_is_refused(fake: FakeProvider, kind: str) -> None:
    fake.script(*[Behaviour(status=401, message=f"bad key {KEY}")] * 2)
    _, cures = await tried(provider(kind))
    assert cures == [f"The key was rejected. Check {KINDS[kind][0].upper()}_API_KEY."]


async def test_nobody_is_there(fake: FakeProvider) -> None:
    await fake.__aexit__(None, None, None)
    found, cures = await tried(
        LLMProviderFactory.create(ProviderConfig("", "http://127.0.0.1:9/v1", "plain", name="openai"))
    )
    assert found.models is None
    assert cures == [
        "There is no answer from http://127.0.0.1:9/v1. Check that the server is running and its address is correct."
    ]


async def test_thinking_is_an_answer_too(fake: FakeProvider) -> None:
    fake.script(Behaviour(text="", stop="length"))
    found, cures = await tried(own(fake))
    assert (found.streams, cures) == (True, [])


@pytest.mark.parametrize(
    "listed",
    [[{"id": "a"}, {"name": "b"}], [{"model": "a"}, {"id": "b", "n_ctx": "many"}, {"id": "whisper-1"}]],
)
async def test_lists_of_all_shapes(fake: FakeProvider, listed: list[dict[str, object]]) -> None:
    fake.models = listed
    config = ProviderConfig("", f"{fake.url}/v1", "plain")
    assert [model.name for model in await models("openai", config)] == ["a", "b"]
