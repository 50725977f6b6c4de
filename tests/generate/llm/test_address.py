"""Base URLs in the forms people paste."""

import pytest

from generate.errors import ProviderRejected
from generate.llm import address
from generate.llm.config import ProviderConfig
from generate.llm.openai import OpenAI
from tests.fakes.behaviour import TEXT, Behaviour
from tests.fakes.provider import FakeProvider
from tests.fakes.wiring import KEY, PROMPT

pytestmark = pytest.mark.anyio

LOCAL = "http://localhost:11434"
AZURE = "https://us.openai.azure.com"


@pytest.mark.parametrize(
    ("pasted", "base", "query"),
    [
        (f" {LOCAL}/v1/ ", f"{LOCAL}/v1", {}),
        (f"{LOCAL}/v1/chat/completions", f"{LOCAL}/v1", {}),
        (f"{LOCAL}/v1/chat/completions/", f"{LOCAL}/v1", {}),
        (f"{LOCAL}//v1//models", f"{LOCAL}/v1", {}),
        (f"{LOCAL}/v1/responses", f"{LOCAL}/v1", {}),
        (LOCAL, LOCAL, {}),
        ("https://api.openai.com", "https://api.openai.com/v1", {}),
        (AZURE, f"{AZURE}/openai/v1", {}),
        (
            f"{AZURE}/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
            f"{AZURE}/openai/deployments/gpt",
            {"api-version": "2024-10-21"},
        ),
        ("https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1", {}),
    ],
)
def test_what_is_meant(pasted: str, base: str, query: dict[str, str]) -> None:
    found = address.read(pasted)
    assert (found.base, found.query) == (base, query)


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/messages", "/v1beta", "/v1beta/models/gemini:generateContent"])
def test_a_version_that_the_sdk_adds_itself_is_left_out(end: str) -> None:
    assert address.unversioned(f"https://proxy.example/llm{end}").base == "https://proxy.example/llm"


def writer(fake: FakeProvider, end: str) -> OpenAI:
    return OpenAI(ProviderConfig(KEY, f"{fake.url}{end}", "plain"))


async def test_a_missing_version_is_found_by_asking_and_remembered(fake: FakeProvider) -> None:
    fake.only_at = "/v1/chat/completions"
    for _ in range(2):
        assert (await writer(fake, "/").generate(PROMPT)).text == TEXT
    assert [seen.path for seen in fake.seen] == ["/v1/chat/completions"] * 2
    assert fake.lost == ["/chat/completions"]


async def test_it_is_looked_for_in_two_places(fake: FakeProvider) -> None:
    fake.only_at = "/api/v1/chat/completions"
    assert (await writer(fake, "").generate(PROMPT)).text == TEXT
    assert fake.lost == ["/chat/completions", "/v1/chat/completions"]


async def test_a_query_stays_with_each_request(fake: FakeProvider) -> None:
    assert (await writer(fake, "/openai/deployments/gpt?api-version=2024-10-21").generate(PROMPT)).text == TEXT
    (seen,) = fake.seen
    assert (seen.path, seen.query) == ("/openai/deployments/gpt/chat/completions", "api-version=2024-10-21")


async def test_a_model_that_is_not_there_is_looked_for_nowhere_else(fake: FakeProvider) -> None:
    fake.script(Behaviour(status=404, message="model 'plain' not found, try pulling it first"))
    with pytest.raises(ProviderRejected):
        await writer(fake, "").generate(PROMPT)
    assert len(fake.seen) == 1
