"""Models and the frame: the post inside it, the outcome without a post, and continuations."""

import pytest

from generate.errors import NothingLearned, ProviderRefused
from generate.llm.base import Task
from generate.stages import ALWAYS, Chunk, StartOver, Step
from tests.fakes.scripted import FRAME, Script
from tests.generate.asking import CONTENT, collect, collect_until_error, drafting, scripted

pytestmark = pytest.mark.anyio

OPEN, CLOSE = f"<{FRAME}>", f"</{FRAME}>"


def shown(steps: list[Step]) -> str:
    """Return the content that a reader is left with."""
    text = ""
    for step in steps:
        text = "" if isinstance(step, StartOver) else text + step.text if isinstance(step, Chunk) else text
    return text


async def drafted(*parts: str, kept: str = "", size: int = 0) -> list[Step]:
    generator = drafting(scripted(content=Script(parts, size=size)))
    return [step async for step in generator.stream_content(kept)]


@pytest.mark.parametrize(
    "parts",
    [
        [f"{OPEN}\n{CONTENT}\n{CLOSE}"],
        [CONTENT],
        ["Thoughts no list knows.\n\n", f"{OPEN}\n{CONTENT}\n{CLOSE}\n\nP.S. Words no list knows."],
        ["Sure! Here's your post:\n", f"{OPEN}\nSure! Here's your post:\n\n{CONTENT}\n{CLOSE}"],
        [f"{OPEN}\n```markdown\n{CONTENT}\n```\n{CLOSE}"],
        [f"{OPEN}\n{OPEN}\n{CONTENT}\n{CLOSE}\n{CLOSE}"],
        [f"{OPEN}\n{CONTENT}\n{CLOSE}\n{OPEN}\nAnother post.\n{CLOSE}"],
        [f"{OPEN}\n{CONTENT}\n</{FRAME}"],
    ],
)
async def test_only_the_post_is_left(parts: list[str]) -> None:
    assert shown(await drafted(*parts)) == CONTENT
    assert shown(await drafted(*parts, size=1)) == CONTENT


async def test_text_before_a_late_frame_is_taken_back_also_from_the_side_tasks_and_a_preview() -> None:
    long = "Thoughts no list knows. " * 100
    provider = scripted(content=Script([long, f"\n{OPEN}\n{CONTENT}\n{CLOSE}"]))
    generator = drafting(provider)
    assert (await generator.generate_preview(ALWAYS)).content == CONTENT
    assert provider.prompts[Task.TITLE].text == CONTENT


async def test_the_marks_are_other_ones_for_every_request_and_asked_for_at_the_end() -> None:
    provider, marks = scripted(), set()
    for _ in range(3):
        await collect(drafting(provider).generate_stream(ALWAYS))
        prompt = provider.prompts[Task.CONTENT]
        assert prompt.user.rindex(f"<{prompt.frame}>") > prompt.user.index("</source>")
        marks.add(prompt.frame)
    assert len(marks) == 3


@pytest.mark.parametrize(
    "answer", ["NOTHING", f"{OPEN}\nNOTHING\n{CLOSE}", f"{OPEN}\n**NOTHING.**\n\nOnly a list.\n{CLOSE}"]
)
async def test_a_model_can_say_that_there_is_nothing_to_learn(answer: str) -> None:
    for size in (0, 1, 9):
        script = Script([answer], size=size)
        steps, error = await collect_until_error(drafting(scripted(content=script)).generate_stream(ALWAYS))
        assert (steps, type(error)) == ([], NothingLearned)
    text = "NOTHING is what `DO NOTHING` returns."
    assert shown(await drafted(text)) == text


@pytest.mark.parametrize(
    "answer", ["I'm sorry, but I can't write that.", f"{OPEN}\nI'm sorry, but I can't write that.\n{CLOSE}"]
)
async def test_a_refusal_is_one_inside_the_frame_too(answer: str) -> None:
    with pytest.raises(ProviderRefused):
        await drafted(answer)


@pytest.mark.parametrize(
    ("rest", "whole"),
    [
        (f"{OPEN}\nand one bad commit.\n{CLOSE}", "It needs one good and one bad commit."),
        (f"Sure, continuing:\n{OPEN}\nand one bad commit.\n{CLOSE}\nDone!", "It needs one good and one bad commit."),
        (f"and one bad commit.\n{CLOSE}\n", "It needs one good and one bad commit."),
        ("and one bad commit.", "It needs one good and one bad commit."),
        (f"{OPEN}\nIt needs one good and one bad commit.\n{CLOSE}", "It needs one good and one bad commit."),
        (f"{OPEN}\n\n\n## Next\n\nMore.\n{CLOSE}", "It needs one good \n\n## Next\n\nMore."),
    ],
)
async def test_a_continuation_may_have_a_frame_of_its_own(rest: str, whole: str) -> None:
    kept = "It needs one good "
    for size in (0, 1, 9):
        assert kept + shown(await drafted(rest, kept=kept, size=size)) == whole
