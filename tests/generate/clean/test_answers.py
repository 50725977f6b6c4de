"""Answers in the formats of real models: the required results, and legitimate texts that must stay."""

import json
from pathlib import Path
from typing import Any

import pytest

from generate.clean import content, excerpt, tag_names, title
from generate.writing.tag_choice import choose

CASES = Path(__file__).parents[4] / "shared" / "cases" / "answers.json"
BEHIND = "It goes back."


def cases() -> list[dict[str, Any]]:
    """Return the answers with known results."""
    if not CASES.exists():
        return []
    found: list[dict[str, Any]] = json.loads(CASES.read_text())
    return [case for case in found if case["want"] is not None]


def cleaned(case: dict[str, Any]) -> str | list[str]:
    """Return an answer as the site would store it."""
    if case["stage"] == "content":
        return content(case["raw"])
    if case["stage"] == "tags":
        return [choice.name for choice in choose(tag_names(case["raw"]), [], str)]
    return {"title": title, "excerpt": excerpt}[case["stage"]](case["raw"], BEHIND)


@pytest.mark.skipif(not CASES.exists(), reason="the answers are not beside the repository")
def test_no_legitimate_text_is_damaged() -> None:
    assert [(case["id"], cleaned(case)) for case in cases() if case["over"] and cleaned(case) != case["want"]] == []


@pytest.mark.skipif(not CASES.exists(), reason="the answers are not beside the repository")
def test_answers_come_out_clean() -> None:
    wrong = [(case["id"], cleaned(case)) for case in cases() if cleaned(case) != case["want"]]
    assert len(wrong) <= len(cases()) * 0.03, wrong
