"""Traces: a span for each run and each request, with the conventions' names, and without any text."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from opentelemetry.trace import INVALID_SPAN_CONTEXT, NonRecordingSpan, Span, get_current_span

from generate.tracing import traces
from tests.fakes.behaviour import Behaviour
from tests.generate.fleet import NOTES, Fleet, events_of, generation
from tests.generate.fleet import admit as no_limits
from tests.server import ROOT, clean_environment

IMPORTED = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tilsite.settings"
django.setup()
import tilsite.asgi
from generate.running.runner import Runner
print([name for name in sys.modules if name.startswith("opentelemetry")])
"""


class Noted(NonRecordingSpan):
    """A span that records what it is told."""

    def __init__(self, name: str, parent: Span, about: Mapping[str, Any]) -> None:
        super().__init__(INVALID_SPAN_CONTEXT)
        self.name, self.parent, self.about = name, parent, dict(about)
        self.ends = 0

    def set_attribute(self, key: str, value: Any) -> None:
        self.about[key] = value

    def set_attributes(self, attributes: Mapping[str, Any]) -> None:
        self.about |= attributes

    def end(self, end_time: int | None = None) -> None:
        self.ends += 1


class Recorder:
    """A tracer that keeps its spans."""

    def __init__(self) -> None:
        self.spans: list[Noted] = []

    def start_span(self, name: str, *, attributes: Mapping[str, Any], **_: object) -> Noted:
        self.spans.append(Noted(name, get_current_span(), attributes))
        return self.spans[-1]


@pytest.fixture
def spans() -> Iterator[list[Noted]]:
    recorder: Any = Recorder()
    traces.tracer = recorder
    yield recorder.spans
    traces.tracer = None


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_a_run_and_its_requests_are_spans(ours: Fleet, spans: list[Noted]) -> None:
    ours.fake.script(Behaviour(status=529))
    runner = ours.runner()
    live = await runner.start(generation(), no_limits)
    last = (await events_of(runner, live.id))[-1]
    await runner.until_idle()
    run, failed, *requests = spans
    assert (run.name, run.about["til.generation.id"], run.about["til.state"]) == ("til run", live.id, "complete")
    assert sorted(span.about["til.task"] for span in requests) == ["content", "excerpt", "tags", "title"]
    for span in (failed, *requests):
        assert span.name == "chat plain"
        assert span.parent is run
        assert span.about["gen_ai.operation.name"] == "chat"
        assert (span.about["gen_ai.provider.name"], span.about["gen_ai.request.model"]) == ("openai", "plain")
    assert failed.about["error.type"] == "provider_unavailable"
    assert not [span for span in requests if "error.type" in span.about]
    for kind in ("input_tokens", "output_tokens"):
        told = last.data["usage"][kind]
        assert told == run.about[f"gen_ai.usage.{kind}"]
        assert told == sum(span.about[f"gen_ai.usage.{kind}"] for span in requests)
    assert {span.ends for span in spans} == {1}
    told = str([(span.name, span.about) for span in spans])
    assert not [text for text in (NOTES, "bisect", "sk-test") if text in told]


@pytest.mark.anyio
@pytest.mark.django_db(transaction=True)
async def test_a_failed_run_says_with_which_code(ours: Fleet, spans: list[Noted]) -> None:
    ours.fake.script(Behaviour(status=401))
    runner = ours.runner()
    live = await runner.start(generation(), no_limits)
    await events_of(runner, live.id)
    await runner.until_idle()
    assert [span.about["error.type"] for span in spans] == ["provider_unauthorized"] * 2


@pytest.mark.once
def test_nothing_is_imported_while_it_is_off_and_what_is_missing_is_named() -> None:
    def run(**settings: str) -> "subprocess.CompletedProcess[str]":
        environment = clean_environment(SECRET_KEY="tests" * 12, **settings)
        program = [sys.executable, "-c", IMPORTED]
        return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert run().stdout == "[]\n"
    switched_on = run(TIL_TRACES="1")
    assert switched_on.returncode == 0 or "pip install opentelemetry-sdk" in switched_on.stderr
