"""What a draft is worth: the rules it breaks, its language, its code, what it claims, what it leaves out, its cost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.evaluate.recording import FRAME, RawAnswer, tasks
from generate.language import detect
from generate.llm.base import Task
from til.review.checks import claims_of
from til.review.left_out import left_out

Prices = Mapping[str, tuple[float, float]]
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"\*\*|__|^#|^>|\]\(")
_LEAST_WORDS = 150  # of a post with headings
MOST = {("title", "en"): 80, ("title", "ko"): 60, ("excerpt", "en"): 300, ("excerpt", "ko"): 200}


@dataclass(slots=True)
class Drafted:
    """A draft, complete or not; ``error`` is the code of what ended it."""

    content: str = ""
    title: str = ""
    excerpt: str = ""
    tags: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one draft; ``code`` is the share of its lines of code that the source has."""

    model: str
    source: str
    error: str = ""
    broken: list[str] = field(default_factory=list)
    discipline: list[str] = field(default_factory=list)
    is_in_language: bool = True
    code: float = 1.0
    sure: int = 0
    soft: int = 0
    left_out: int = 0
    characters: int = 0
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    money: float | None = None
    seconds: float = 0.0

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def measure(
    model: str, source: tuple[str, str, str], draft: Drafted, answers: Sequence[RawAnswer], prices: Prices
) -> Figures:
    """Return the figures of ``draft``; ``source`` is its name, language and text."""
    name, language, text = source
    by_rules = model.partition("/")[0] == "offline"
    claims = claims_of(draft.title, draft.excerpt, draft.content, text, by_rules=by_rules) if draft.content else []
    spent = [(raw.input_tokens, raw.output_tokens) for raw in answers]
    price = prices.get(model.partition("/")[2] or model)
    money = sum(a * price[0] + b * price[1] for a, b in spent) / 1_000_000 if price else None
    return Figures(
        model=model,
        source=name,
        error=draft.error,
        broken=list(_broken(draft, language)),
        discipline=[] if by_rules else list(_discipline(answers)),
        is_in_language=not draft.content or detect(draft.content) == language,
        code=_code_kept(draft.content, text),
        sure=sum(claim.is_sure for claim in claims),
        soft=sum(not claim.is_sure for claim in claims),
        left_out=len(left_out(draft.content, text)) if draft.content else 0,
        characters=len(draft.content),
        requests=len(answers),
        input_tokens=sum(a for a, _ in spent),
        output_tokens=sum(b for _, b in spent),
        money=money,
        seconds=max((raw.seconds for raw in tasks(answers, Task.CONTENT)), default=0.0),
    )


def _broken(draft: Drafted, language: str) -> Iterable[str]:
    """Yield the rules that the draft breaks, as it would be saved."""
    if not draft.content:
        yield "no content"
        return
    yield from _broken_content(draft.content)
    for name in ("title", "excerpt"):
        line = getattr(draft, name)
        if not line:
            yield f"no {name}"
        elif len(line) > MOST[name, language]:
            yield f"a long {name}"
        elif _MARKUP.search(line) or "\n" in line:
            yield f"Markdown in the {name}"
    if draft.title.endswith((".", ":")) or draft.title.casefold().startswith(("til", "title", "제목")):
        yield "a title that is none"
    if not 2 <= len(draft.tags) <= 5:
        yield "not two to five tags"


def _broken_content(content: str) -> Iterable[str]:
    prose = _FENCE.sub("", content)
    if re.search(r"^# ", prose, re.MULTILINE) or content.startswith("---"):
        yield "a title in the content"
    if re.search(r"^#{2,} ", prose, re.MULTILINE) and _words(prose) < _LEAST_WORDS:
        yield "headings in a short post"
    if content.count("```") % 2:
        yield "an open code block"


def _words(prose: str) -> float:
    hangul = len(re.findall("[가-힣]", prose))
    return hangul * 0.3 + len(re.findall(r"[A-Za-z]+", prose))  # a word of Korean has about three syllables


def _discipline(answers: Sequence[RawAnswer]) -> Iterable[str]:
    """Yield what a model did that cleaning had to mend."""
    for raw in tasks(answers, Task.CONTENT):
        head, opened, rest = raw.text.partition(f"<{FRAME}>")
        if not opened:
            yield "no frame"
        elif head.strip() or rest.rpartition(f"</{FRAME}>")[2].strip():
            yield "text outside the frame"
    if len(tasks(answers, Task.CONTENT)) > 1:
        yield "asked again"


def _code_kept(content: str, source: str) -> float:
    """Return the share of the lines of code in ``content`` that ``source`` has, spaces aside."""
    known = {_squeezed(line) for line in source.splitlines()}
    lines = [one for found in _FENCE.finditer(content) for line in found[2].splitlines() if (one := _squeezed(line))]
    whole = _squeezed(source)
    return sum(line in known or line in whole for line in lines) / len(lines) if lines else 1.0


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", "", line)
