"""The requests that a draft makes to its provider, and the answers about title, excerpt and tags."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generate.language import is_clearly_other, is_clearly_other_line
from generate.llm.base import Prompt, Provider, Task
from generate.notices import OTHER_LANGUAGE, Notice
from generate.prompts import Manner, build_til_prompt, framed, go_on, insist
from generate.sources.source import Source
from generate.writing.retry import Retry, Waits
from generate.writing.token_usage import TokenUsage


@dataclass(slots=True)
class Requests:
    """Builds requests about ``source``; ``before`` is the current text of a part that is rewritten.

    ``notices`` collects what was done differently than expected.
    """

    source: Source
    provider: Provider
    language: str
    instruction: str
    manner: Manner
    retry: Retry
    tokens: TokenUsage
    before: str = ""
    thinks: Callable[[], None] | None = None
    waits: Waits | None = None
    notices: dict[str, Notice] = field(default_factory=dict)

    def content(self, kept: str, mark: str, *, insists: bool) -> Prompt:
        """Return the request for the content, or for what follows ``kept``, between marks of the name ``mark``."""
        prompt = self._built(Task.CONTENT, self.source, wish=self.instruction, before=self.before)
        prompt = insist(prompt) if insists else prompt
        prompt = framed(go_on(prompt, kept) if kept else prompt, mark)
        return replace(prompt, thinks=self.thinks, waits=self.waits)

    async def ask(self, task: Task, draft: str, instruction: str | None, known_tags: Sequence[str] = ()) -> str:
        """Return the answer about ``draft``; ``instruction`` overrides the general one."""
        return await self._answer(self._about(task, draft, instruction, known_tags))

    async def ask_in_language(
        self, task: Task, draft: str, instruction: str | None, cleaned: Callable[[str, str], str]
    ) -> str:
        """Return the cleaned answer about ``draft``, asked for again once if it is in another language.

        A person's request may name any language.
        """
        prompt = self._about(task, draft, instruction)
        found = cleaned(await self._answer(prompt), draft)
        is_free = self.instruction or instruction or self.provider.verbatim
        if is_free or not self._is_other(found):
            return found
        found = cleaned(await self._answer(insist(prompt)), draft)
        if self._is_other(found):
            self.add_notices(Notice(OTHER_LANGUAGE))
        return found

    def add_notices(self, *notices: Notice) -> None:
        """Add notices; a later one of the same kind replaces the earlier."""
        self.notices |= {notice.kind: notice for notice in notices}

    def _is_other(self, line: str) -> bool:
        return is_clearly_other(line, self.language) or is_clearly_other_line(line, self.language)

    def _about(self, task: Task, draft: str, instruction: str | None, known_tags: Sequence[str] = ()) -> Prompt:
        wish = self.instruction if instruction is None else instruction
        return self._built(task, draft, wish=wish, before=self.before if wish else "", known_tags=known_tags)

    def _built(self, task: Task, material: Source | str, **more: Any) -> Prompt:
        manner = replace(self.manner, source_title=self.source.title)
        return build_til_prompt(task, material, self.language, manner=manner, **more)

    async def _answer(self, prompt: Prompt) -> str:
        with self.tokens.call(prompt) as call:
            reply = await self.retry(self.provider.generate)(replace(prompt, waits=self.waits))
            call.told, call.complete = reply.usage, True
        self.add_notices(*reply.notices)
        return reply.text
