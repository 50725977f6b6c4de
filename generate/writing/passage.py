"""Rewrite one passage of a text; everything around it stays as it is, whatever the model answers."""

import re
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from generate.stages import Chunk, Done, Stage, Step

_WORD = re.compile(r"\S+")
_FEW = 3  # words that may recur by chance
_MOSTLY = 0.5  # of the words around the passage: then an answer repeats them


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of ``text`` from ``start`` to ``end`` (code points)."""

    text: str
    start: int
    end: int

    def replaced(self, answer: str) -> str:
        """Return the text with the passage replaced by ``answer``; if that repeats what is around it, by its own part.

        White space at both ends of the passage stays. An empty answer changes nothing.
        """
        before, old, after = self.text[: self.start], self.text[self.start : self.end], self.text[self.end :]
        new = _between(before, old, after, answer).strip()
        lead, trail = old[: len(old) - len(old.lstrip())], old[len(old.rstrip()) :]
        return f"{before}{lead}{new}{trail}{after}" if new else self.text


def _between(before: str, old: str, after: str, answer: str) -> str:
    """Return ``answer`` without what it repeats of ``before`` and ``after``, in the same words or similar ones."""
    said = list(_WORD.finditer(answer))
    words = [word.group().casefold() for word in said]
    ahead, there, behind = before.casefold().split(), old.casefold().split(), after.casefold().split()
    first, last = len(ahead), len(ahead) + len(there)
    blocks = SequenceMatcher(None, [*ahead, *there, *behind], words, autojunk=False).get_matching_blocks()
    early = [block for block in blocks if block.size and block.a < first]
    late = [block for block in blocks if block.size and block.a + block.size > last]
    start, end = _overlap(ahead, words), len(words) - _overlap(words, behind)
    if _is_most(sum(min(block.size, first - block.a) for block in early), len(ahead)):
        start = max(block.b + min(block.size, first - block.a) for block in early)
    if _is_most(sum(block.a + block.size - max(block.a, last) for block in late), len(behind)):
        end = min(block.b + max(0, last - block.a) for block in late)
    if start >= end:
        return ""
    own = answer[said[start].start() : said[end - 1].end()]
    if start and before.endswith("\n\n") and not answer[: said[start].start()].endswith("\n\n"):
        own = own.partition("\n\n")[2] or own  # without the rest of a rewritten block before the passage
    if end < len(said) and after.startswith("\n\n") and not answer.startswith("\n\n", said[end - 1].end()):
        own = own.rpartition("\n\n")[0] or own
    return own


def _is_most(repeated: int, words: int) -> bool:
    return words >= _FEW and repeated >= _MOSTLY * words


def _overlap(one: list[str], other: list[str]) -> int:
    """Return how many words at the end of ``one`` begin ``other``; 0 for a single one."""
    most = range(min(len(one), len(other)), 1, -1)
    return next((length for length in most if one[-length:] == other[:length]), 0)


async def only_passage(
    steps: AsyncIterable[Step], passage: Passage, hear: Callable[[], None]
) -> AsyncGenerator[Step, None]:
    """Yield the whole text as one piece once the passage is written; ``hear`` is called for each piece until then.

    Only the end of an answer tells whether it is the passage or everything.
    """
    answer: list[str] = []
    async for step in steps:
        if isinstance(step, Chunk):
            answer.append(step.text)
            hear()
            continue
        if isinstance(step, Done) and step.stage is Stage.CONTENT:
            yield Chunk(passage.replaced("".join(answer)))
        yield step
