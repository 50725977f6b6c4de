"""The evaluation's mechanics: with scripted answers, replayed without them, and against a small model's server."""

import sys
from pathlib import Path

import orjson
import pytest

from bench.evaluate import __main__ as command
from bench.evaluate.report import by_model, markdown
from bench.evaluate.run import as_answers, cases, evaluate, replay
from generate.errors import ProviderUnavailable
from generate.llm import http
from generate.llm.base import Task, Usage
from generate.providers import provider_of
from tests.fakes.llama import model
from tests.fakes.scripted import FRAME, Script, Scripted
from tests.generate.llm.test_llama import at, llama

__all__ = ["llama"]
pytestmark = pytest.mark.anyio
SOURCES = cases()
STASH = next(case for case in SOURCES if case.name == "notes-en-1")
RIGHT = "`git stash` leaves untracked files alone; `git stash -u` puts them away too.\n\n```sh\ngit stash -u\n```"
GOOD: dict[Task, Script | str] = {
    Task.CONTENT: Script([f"<{FRAME}>\n{RIGHT}\n</{FRAME}>"], usage=Usage(1_000_000, 2_000_000)),
    Task.TITLE: "git stash -u puts untracked files away",
    Task.EXCERPT: "git stash leaves untracked files alone; git stash -u puts them away too.",
    Task.TAGS: "git, shell",
}
BAD: dict[Task, Script | str] = GOOD | {
    Task.CONTENT: "Sure!\n\n# Stash\n\n## Why\n\nIt takes 45 minutes with Mercurial.\n\n"
    "```sh\ngit stash --everything\n```",
    Task.TITLE: "Everything about the stash, explained at a length that no list of posts can ever show as a whole",
    Task.TAGS: "git",
}


def test_sources_are_of_all_kinds_in_both_languages() -> None:
    assert len(SOURCES) == 40
    kinds = {
        language: {case.name.split("-")[0] for case in SOURCES if case.language == language}
        for language in ("en", "ko")
    }
    assert kinds["en"] == kinds["ko"]
    assert len(kinds["en"]) == 8


async def test_a_good_draft_and_a_bad_one_are_told_apart() -> None:
    providers = [("fake/good", Scripted(GOOD)), ("fake/bad", Scripted(BAD))]
    (good, bad), _ = await evaluate(providers, [STASH], {"good": (1.0, 2.0)})
    assert (good.error, good.broken, good.discipline, good.code, good.sure) == ("", [], [], 1.0, 0)
    assert (good.money, good.characters, good.requests) == (5.0, len(RIGHT), 4)
    assert bad.broken == ["a title in the content", "headings in a short post", "a long title", "not two to five tags"]
    assert bad.discipline == ["no frame"]
    assert bad.code == 0
    assert bad.sure >= 2
    assert bad.money is None


async def test_stored_answers_are_measured_again_without_a_provider() -> None:
    first, answers = await evaluate([("fake/bad", Scripted(BAD))], [STASH], {})
    stored = orjson.dumps(
        {"fake/bad": {name: [raw.as_data() for raw in given] for name, given in answers["fake/bad"].items()}}
    )
    assert await replay(as_answers(orjson.loads(stored)), SOURCES, {}) == first


async def test_what_rules_wrote_is_replayed_as_it_was() -> None:
    code = [case for case in SOURCES if case.name.startswith("code-ko")]
    first, answers = await evaluate([("offline/rules", provider_of("offline"))], code, {})
    assert await replay(answers, code, {}) == first


async def test_an_answer_that_breaks_off_is_an_error_and_is_replayed_as_one() -> None:
    begun = Script(["Begun"], stop=None, error=ProviderUnavailable("down"))
    broken: dict[Task, Script | str] = {**GOOD, Task.CONTENT: begun}
    (one,), answers = await evaluate([("fake/x", Scripted(broken))], [STASH], {})
    assert one.error == "provider_unavailable"
    (again,) = await replay(answers, [STASH], {})
    assert again.error


async def test_the_report_compares_with_the_last_one() -> None:
    figures, _ = await evaluate([("fake/good", Scripted(GOOD)), ("fake/bad", Scripted(BAD))], [STASH], {})
    before = {
        "prompts": "2",
        "models": by_model(figures) | {"fake/good": {**by_model(figures)["fake/good"], "broken": 3}},
    }
    text = markdown(figures, "3", before)
    assert "In brackets: the change since prompts 2." in text
    row = next(line for line in text.splitlines() if line.startswith("| fake/good"))
    assert row.split(" | ")[3] == "0 (-3)"
    assert "1 × a long title" in text


def test_the_command_stores_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PLACE", tmp_path)
    for name, value in (("ONLY", "thin"), ("PROVIDERS", ""), ("REPLAY", "")):
        monkeypatch.setenv(name, value)
    command.main()
    (place,) = tmp_path.iterdir()
    assert {path.name for path in place.iterdir()} == {"answers.json", "report.json", "report.md"}
    report = orjson.loads((place / "report.json").read_bytes())
    assert report["models"]["offline/rules"]["drafts"] == 4
    assert (place / "report.md").read_text("utf-8") in capsys.readouterr().out
    assert command.last(tmp_path, {one["source"] for one in report["drafts"]}) == report
    assert command.last(tmp_path, {"another source"}) is None


@pytest.mark.skipif(model() is None or sys.platform == "win32", reason="no llama.cpp here")
async def test_a_small_model_is_measured_whatever_it_says(llama: str) -> None:
    try:
        thin = [case for case in SOURCES if case.name.startswith("thin-en")][:1]
        (one,), answers = await evaluate([("openai/smollm2", at(llama, "openai"))], thin, {})
        assert one.requests >= 1
        assert one.output_tokens > 0
        assert one.seconds > 0
        if not one.error:
            assert await replay(answers, thin, {}) == [one]
    finally:
        await http.aclose_clients()
