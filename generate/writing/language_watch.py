"""Ask again once for content that is in another language than requested."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from generate.stages import Chunk, StartOver

ENOUGH = 400  # characters that show the language of a post
Content = AsyncGenerator[Chunk | StartOver, None]


class LanguageWatch:
    """Judges the content by ``is_other`` once: after ``ENOUGH`` characters, or at its end."""

    def __init__(self, is_other: Callable[[str], bool]) -> None:
        self.found_other = False
        self._is_other = is_other
        self._text = ""
        self._judged = False

    def read(self, step: Chunk | StartOver) -> None:
        """Process a step."""
        self._text = "" if isinstance(step, StartOver) else self._text if self._judged else self._text + step.text
        if len(self._text) >= ENOUGH:
            self.end()

    def end(self) -> None:
        """Judge the text so far, unless that was done before."""
        if not self._judged:
            self._judged, self.found_other = True, self._is_other(self._text)


async def in_one_language(
    write: Callable[[bool], Content], is_other: Callable[[str], bool], failed: Callable[[], None]
) -> Content:
    """Yield the content that ``write`` yields; start over once if it is in another language.

    The second time, ``write`` is told to insist. ``failed`` is called if that did not help.
    """
    for insists in (False, True):
        watch = LanguageWatch(is_other)
        async with aclosing(_watched(write(insists), watch, stops=not insists)) as steps:
            async for step in steps:
                yield step
        if not watch.found_other:
            return
        if not insists:
            yield StartOver()
    failed()


async def _watched(content: Content, watch: LanguageWatch, *, stops: bool) -> Content:
    async with aclosing(content) as steps:
        async for step in steps:
            yield step
            watch.read(step)
            if stops and watch.found_other:
                return
    watch.end()
