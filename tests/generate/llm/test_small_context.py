"""A context that is hardly larger than the rules leaves room for the notes."""

import pytest

from generate.llm.adapting import LEAST, fitted
from generate.llm.base import Task, tokens
from generate.llm.lessons import Lesson
from generate.prompts import build_til_prompt, go_on
from generate.sources.source import Source

NOTES = "\n\n".join(f"Fact {number}: git bisect halves the history of all commits." for number in range(400))
NOTES_KO = "\n\n".join(f"사실 {number}: git bisect는 커밋 기록을 반으로 나눈다." for number in range(300))


@pytest.mark.parametrize("task", Task)
@pytest.mark.parametrize(("notes", "language", "counts"), [(NOTES, "en", 1.25), (NOTES_KO, "ko", 4.0)])
def test_a_thousand_tokens_are_enough(task: Task, notes: str, language: str, counts: float) -> None:
    material = Source(notes) if task is Task.CONTENT else notes
    asked = fitted(build_til_prompt(task, material, language), Lesson(context=1024, counts=counts))
    assert tokens(asked.system + asked.user) * counts + asked.max_tokens <= 1024
    assert tokens(asked.text) >= LEAST * 0.9
    assert asked.text.startswith(notes[:40])
    assert asked.max_tokens >= 200


def test_the_usual_rules_stay_where_there_is_room() -> None:
    prompt = build_til_prompt(Task.CONTENT, Source(NOTES), "en")
    assert fitted(prompt, Lesson(context=4096, counts=1.25)).system == prompt.system


def test_a_draft_is_continued_in_a_small_context_too() -> None:
    prompt = go_on(build_til_prompt(Task.CONTENT, Source(NOTES), "en"), "git bisect halves")
    asked = fitted(prompt, Lesson(context=1024, counts=1.25))
    assert "git bisect halves" in asked.user
    assert tokens(asked.system + asked.user) * 1.25 + asked.max_tokens <= 1024
