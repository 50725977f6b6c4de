"""Tokens are counted while they are used, and marked if estimated."""

import pytest

from generate.errors import ProviderInterrupted
from generate.llm.base import Prompt, Task, Usage
from generate.writing.token_usage import TokenUsage

PROMPT = Prompt(Task.TITLE, "s" * 200, "u" * 200, "", "en", 10)


def test_what_the_provider_says_counts_when_it_is_done() -> None:
    meter = TokenUsage()
    with meter.call(PROMPT) as call:
        call.told, call.complete = Usage(7, 3), True
    assert meter.usage == Usage(7, 3)


def test_an_answer_under_way_counts_what_it_wrote() -> None:
    meter = TokenUsage()
    with meter.call(PROMPT) as call:
        assert meter.usage == Usage(100, 0, estimated=True)
        call.written.append("w" * 40)
        assert meter.usage == Usage(100, 10, estimated=True)
        call.told = Usage(90, 1)
        assert meter.usage == Usage(90, 10, estimated=True)


@pytest.mark.parametrize(("written", "cost"), [([], Usage()), (["four"], Usage(100, 1, estimated=True))])
def test_a_failure_costs_what_was_written(written: list[str], cost: Usage) -> None:
    meter = TokenUsage()

    def fail() -> None:
        with meter.call(PROMPT) as call:
            call.written += written
            raise ProviderInterrupted

    with pytest.raises(ProviderInterrupted):
        fail()
    assert meter.usage == cost
