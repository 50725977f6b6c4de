"""An answer in another language than requested is asked for again once; then the draft says so."""

import pytest

from generate.llm.base import Prompt, Task
from generate.notices import OTHER_LANGUAGE
from generate.sources.source import Source
from generate.stages import ALWAYS, Stage
from generate.writing.generator import TILGenerator
from tests.fakes.scripted import Script, Scripted, Shelf
from tests.generate.asking import ANSWERS

pytestmark = pytest.mark.anyio

KOREAN = "`git bisect`는 이력을 반씩 나누어 버그가 들어온 커밋을 찾는다. 좋은 커밋과 나쁜 커밋을 하나씩 준다.\n\n"
ENGLISH = (
    "`git bisect` halves the history until it finds the commit that broke a test. It needs a good and a bad one.\n\n"
)
NOTES = {"ko": Source(KOREAN), "en": Source(ENGLISH)}


class Wavering(Scripted):
    """Answers in another language on each request for content."""

    def __init__(self, *answers: str) -> None:
        super().__init__(ANSWERS)
        self.answers = list(answers)
        self.seen: list[Prompt] = []

    def begin(self, prompt: Prompt) -> Script:
        script = super().begin(prompt)
        if prompt.task is not Task.CONTENT:
            return script
        self.seen.append(prompt)
        return Script([self.answers.pop(0)], size=20)


async def drafted(language: str, provider: Wavering, instruction: str = "") -> tuple[str, bool]:
    """Return the content, and whether the draft says that its language is another one."""
    generator = TILGenerator(NOTES[language], provider, Shelf(), instruction=instruction)
    preview = await generator.generate_preview(ALWAYS)
    return preview.content, OTHER_LANGUAGE in generator.notices


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(("language", "other", "right"), [("ko", ENGLISH, KOREAN), ("en", KOREAN, ENGLISH)])
async def test_it_is_asked_for_again_once(language: str, other: str, right: str, times: int) -> None:
    provider = Wavering((other * times).strip(), (right * times).strip())
    assert await drafted(language, provider) == ((right * times).strip(), False)
    first, second = provider.seen
    assert (first.language, second.language) == (language, language)
    assert first.frame != second.frame
    stubborn = Wavering(other.strip(), other.strip())
    assert await drafted(language, stubborn) == (other.strip(), True)
    assert len(stubborn.seen) == 2


class Titling(Scripted):
    """Gives several answers, one after the other, to a task beside the content."""

    def __init__(self, task: Task, *answers: str) -> None:
        super().__init__({**ANSWERS, Task.CONTENT: KOREAN, Task.TITLE: "커밋 찾기", Task.EXCERPT: "이력을 나눈다."})
        self.task, self.answers = task, list(answers)
        self.seen: list[Prompt] = []

    def begin(self, prompt: Prompt) -> Script:
        script = super().begin(prompt)
        if prompt.task is not self.task:
            return script
        self.seen.append(prompt)
        return Script([self.answers.pop(0)])


ENGLISH_TITLE = "Finding the commit that broke a test"


@pytest.mark.parametrize("task", [Task.TITLE, Task.EXCERPT])
@pytest.mark.parametrize(
    ("answers", "is_said"),
    [((ENGLISH_TITLE, "깨진 커밋 찾기"), False), ((ENGLISH_TITLE, ENGLISH_TITLE), True), (("git bisect run",), False)],
)
async def test_a_title_or_an_excerpt_is_asked_for_again_once(
    task: Task, answers: tuple[str, ...], is_said: bool
) -> None:
    provider = Titling(task, *answers)
    generator = TILGenerator(NOTES["ko"], provider, Shelf())
    preview = await generator.generate_preview(ALWAYS | {Stage.EXCERPT})
    assert (preview.title if task is Task.TITLE else preview.excerpt) == answers[-1]
    assert len(provider.seen) == len(answers)
    assert (OTHER_LANGUAGE in generator.notices) == is_said
    assert all("지난 답은 다른 언어로" in prompt.user for prompt in provider.seen[1:])


async def test_a_person_may_wish_for_it() -> None:
    provider = Wavering(ENGLISH.strip())
    assert await drafted("ko", provider, "in English") == (ENGLISH.strip(), False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ko",
            "`SELECT 1`\n\nPostgreSQL MVCC, vacuum, autovacuum, wraparound, bloat, freeze 정리와 설정 방법.",
        ),
        (
            "ko",
            "```python\nprint('English only and rather long, but code, so it does not count')\n```",
        ),
        (
            "en",
            "The error reads 파일을 찾을 수 없습니다, which means that no such file is in the folder.",
        ),
        ("en", "한글 메시지"),
    ],
)
async def test_words_of_another_language_are_no_other_language(language: str, text: str) -> None:
    assert await drafted(language, Wavering(text)) == (text, False)
