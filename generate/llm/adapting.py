"""Adapt requests to a server's error messages, and remember its limits for later requests to the same model."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, ClassVar, Protocol

from generate.errors import (
    ProviderError,
    ProviderRefused,
    ProviderRejected,
    ProviderTooLong,
    ProviderUnauthorized,
    ProviderUnpaid,
)
from generate.llm.base import Answer, Begun, Prompt, tokens
from generate.llm.config import ProviderConfig
from generate.llm.lessons import Lesson, is_too_long, learn, look_elsewhere
from generate.notices import SHORTENED, Notice

logger = logging.getLogger(__name__)

EXTRA = 2  # requests
FORGOTTEN_AFTER = 3_600  # seconds
MARGIN = 32  # tokens that a chat template adds
ANSWER = 0.25  # minimum share of the context for the material, if it does not fit beside the answer
LEAST = 50  # minimum estimated tokens of material; a draft from less would be invented
_FINAL = (ProviderRefused, ProviderUnauthorized, ProviderUnpaid)


class Memory(Protocol):
    """A store of lessons, as plain values, by base URL and model."""

    async def recall(self, place: tuple[str, str]) -> Mapping[str, Any]:
        """Return the lesson for a place, or an empty mapping."""

    async def keep(self, place: tuple[str, str], lesson: Mapping[str, Any]) -> None:
        """Store a lesson for ``FORGOTTEN_AFTER``, since a server's configuration may change."""


class OwnMemory:
    """A store in this process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Mapping[str, Any]] = {}

    async def recall(self, place: tuple[str, str]) -> Mapping[str, Any]:
        """Return the lesson for a place."""
        return self._kept.get(place, {})

    async def keep(self, place: tuple[str, str], lesson: Mapping[str, Any]) -> None:
        """Store a lesson."""
        self._kept[place] = lesson


class Adapted(Begun):
    """An answer that is requested again after an instructive error, before any text was shown."""

    memory: ClassVar[Memory] = OwnMemory()

    def __init__(
        self,
        prompt: Prompt,
        config: ProviderConfig,
        make: Callable[[Prompt, Lesson], Answer],
        *,
        places: Sequence[str] = (),
        prefills: bool = False,
    ) -> None:
        """``make`` returns an answer to an adapted prompt; ``places`` are path segments that its URL may lack.

        ``prefills`` tells whether the API accepts the beginning of an answer.
        """
        super().__init__(prompt)
        self._whole = prompt
        self._prefills = prefills
        self._config = config
        self._make = make
        self._places = places

    async def open(self) -> None:
        """Wait for the first text, with at most two more requests."""
        lesson = await self.known(self._config)
        for left in reversed(range(EXTRA + 1)):
            asked = self._fitted(lesson)
            try:
                await self.begin(self._make(asked, lesson))
            except ProviderError as error:
                lesson = await self._learned(lesson, asked, error, is_last=not left)
            else:
                break
        if len(self.prompt.text) < len(self._whole.text):
            self.notices.append(Notice(SHORTENED, {"tokens": lesson.context}))

    @classmethod
    async def known(cls, config: ProviderConfig) -> Lesson:
        """Return the lesson about a model of a server, without fields unknown to this version."""
        kept = await cls.memory.recall((config.base_url, config.model))
        names = {field.name for field in fields(Lesson)}
        return Lesson(**{name: value for name, value in kept.items() if name in names})

    def _fitted(self, lesson: Lesson) -> Prompt:
        original = self._whole.original
        prefilled = original and self._prefills and lesson.with_prefill
        asked = fitted(prefill(original, self._whole.kept) if original and prefilled else self._whole, lesson)
        return replace(asked, thinks=self._whole.thinks)

    async def _learned(self, lesson: Lesson, asked: Prompt, error: ProviderError, *, is_last: bool) -> Lesson:
        """Return the lesson after ``error``; raise the error if it teaches nothing new."""
        guess = tokens(asked.system + asked.user)
        found = learn(lesson, error.detail, guess) or look_elsewhere(lesson, error.detail, self._places)
        if not found and asked.begun and isinstance(error, ProviderRejected):
            found = replace(lesson, with_prefill=False), "it does not accept the beginning of an answer"
        if found and not isinstance(error, _FINAL):
            better, reason = found
            await self.memory.keep((self._config.base_url, self._config.model), asdict(better))
            if not is_last and (self._fitted(better) != asked or better.names != lesson.names):
                logger.warning("%s is retried: %s", self._config.model, reason)
                return better
        if not isinstance(error, _FINAL) and is_too_long(error.detail):
            raise ProviderTooLong(error.detail) from None
        raise error


def prefill(prompt: Prompt, kept: str) -> Prompt:
    """Return ``prompt`` with ``kept`` as the beginning of the answer."""
    shorter = prompt.shorter
    return replace(prompt, kept=kept, shorter=shorter and (lambda most: prefill(shorter(most), kept)))


def fitted(prompt: Prompt, lesson: Lesson) -> Prompt:
    """Return ``prompt`` adapted to the lesson: within the context, and without unsupported parts."""
    limit = min(prompt.max_tokens, lesson.output or prompt.max_tokens)
    if lesson.context:
        room = lesson.context - MARGIN
        prompt = _shortened(prompt, round(room - min(limit, room * ANSWER)), lesson.counts)
        limit = max(1, min(limit, round(room - _counted(prompt, lesson.counts))))
    if not lesson.with_system:
        prompt = replace(prompt, system="", user=f"{prompt.system}\n\n{prompt.user}")
    return replace(prompt, max_tokens=limit)


def _shortened(prompt: Prompt, most: int, counts: float) -> Prompt:
    """Return ``prompt`` with its material cut so that it has ``most`` tokens."""
    over = _counted(prompt, counts) - most
    if over <= 0 or prompt.shorter is None:
        return prompt
    material = tokens(prompt.text) * counts
    share = 0.95 * (material - over) / material if material else 0
    if share * tokens(prompt.text) >= LEAST:
        return prompt.shorter(round(len(prompt.text) * share))
    return _shortened(_brief(prompt), most, counts) if prompt.brief else prompt


def _brief(prompt: Prompt) -> Prompt:
    """Return ``prompt`` with its short rules, to leave room for the material."""
    shorter, rules = prompt.shorter, prompt.brief
    return replace(
        prompt, system=rules, brief="", shorter=shorter and (lambda most: replace(_brief(shorter(most)), brief=""))
    )


def _counted(prompt: Prompt, counts: float) -> float:
    return tokens(prompt.system + prompt.user + prompt.begun) * counts
