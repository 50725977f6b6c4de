"""A run: takes a generation from its first unfinished stage to its end."""

import asyncio
import contextlib
import contextvars
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import asdict, replace
from functools import partial

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from generate.errors import Cancelled, Failed, GenerateError, ProviderRateLimited
from generate.language import resolve
from generate.llm.base import Provider, Usage
from generate.models import Generation
from generate.notices import FALLBACK, HIDDEN, SHORTENED, Notice
from generate.prompts.passage import about_passage
from generate.providers import writers
from generate.running.breaker import SharedBreaker
from generate.running.budget import Purse
from generate.running.database import in_database, once_there
from generate.running.flusher import Flusher
from generate.running.library import KeptLibrary
from generate.running.manners import NOTHING, Held, manner_of
from generate.running.outbox import Halt, Outbox
from generate.running.patience import Patience
from generate.running.prepare_source import prepare_source, standing
from generate.running.prompt_versions import active_texts
from generate.running.rows import fail, left_behind
from generate.running.story import Story
from generate.sources.source import Source
from generate.stages import Chunk, Done, Stage, StartOver, Step, first
from generate.stream.events import type_of
from generate.stream.live import Continued, Live, Pause, Status, Text
from generate.writing.chain import Chain
from generate.writing.generator import Limits, TILGenerator
from generate.writing.metered import Metered
from generate.writing.passage import Passage, only_passage
from generate.writing.retry import ONCE, with_retry
from generate.writing.seam import shared_length
from til import trace

logger = logging.getLogger(__name__)


class Run:
    """A generation running in this process.

    Content appears immediately and is saved shortly after; other fields appear once saved.
    """

    def __init__(self, row: Generation, live: Live, flusher: Flusher) -> None:
        self.id = row.pk
        self.live = live
        self.outbox = Outbox(live, row.run, self.halt)
        self._row = row
        self._flusher = flusher
        self._stopping: GenerateError | None = None
        self._is_lost = self._is_refused = False
        self._generator: TILGenerator | None = None
        self._pause: Pause | None = None
        self._before = Usage(**row.usage) if row.usage else Usage()
        self._notices = {one["kind"]: Notice(**one) for one in row.notices}
        self._story = Story(row)
        self._source = ""

    def begin(self, ended: Callable[["Run"], None]) -> None:
        """Start the task, independent of the request; ``ended`` is called at its end."""
        self._flusher.add(self.outbox)
        self.task = asyncio.create_task(self._work(), name=f"run {self.id}", context=contextvars.Context())
        self._patience = Patience(self.live, self.give_up)
        self.task.add_done_callback(lambda _: self._patience.end())
        self.task.add_done_callback(lambda _: ended(self))

    async def _work(self) -> None:
        with trace.about(self.id, self._row.provider, self._row.request_id):
            self._story.begins()
            try:
                await self._draft_to_an_end()
            finally:
                self._story.leaves(self._usage)

    @property
    def _usage(self) -> Usage:
        return self._generator.usage if self._generator else Usage()

    def _material(self) -> str:
        return f"{self._row.input}\n{self._source}\n{self.live.text}"

    async def _draft_to_an_end(self) -> None:
        trace.hide(self._material)
        try:
            await self._draft()
        except asyncio.CancelledError:
            if self._stopping is None:
                raise
            await self._end(self._stopping)
        except GenerateError as error:
            await self._end(error)
        except Exception as error:
            logger.exception("generation %d failed with an internal error", self.id)
            await self._end(Failed(type(error).__name__))

    async def _draft(self) -> None:
        source = await prepare_source(self._row, self.note)
        self._source = source.text
        if source.hidden:
            self._show_notices({HIDDEN: Notice(HIDDEN, {"count": f"{source.hidden:,}"})})
        texts = active_texts.get() if active_texts.is_known else await once_there(active_texts.get)
        held = await self._held(source)
        retry = with_retry(deadline=settings.TIL_RETRY_SECONDS, patience=settings.TIL_FIRST_TEXT_SECONDS)
        self._generator = TILGenerator(
            source,
            Chain(self._writers(), SharedBreaker(), retry),
            KeptLibrary(),
            language=self._row.language,
            instruction=self._wish(source),
            manner=replace(held.manner, texts=texts),
            limits=Limits(new_tags=settings.TIL_TAGS == "new", content=settings.TIL_MAX_ANSWER, retry=ONCE),
        )
        self._generator.on_pauses(self._think, self._wait)
        self._patience.hear()
        self.note(
            {
                "prompt_versions": texts.versions(self._generator.language) | held.versions,
                "earlier_tils": held.manner.earlier,
            }
        )
        stages = self._unfinished()
        stage = first(stages, Stage.DAY_NUMBER) if self._row.stage < Stage.CONTENT else Stage(self._row.stage)
        before = await standing(self._row)
        async with aclosing(self._generator.generate_stream(stages, stage, str(self.live.text), before)) as steps:
            async for step in self._within(steps):
                self._show_notices(self._generator.notices)
                if self._pause and isinstance(step, Chunk | Done):
                    self._show_pause(None)
                if isinstance(step, Chunk):
                    self._write(step.text)
                elif isinstance(step, Done):
                    self._finish(step, stages)
                else:
                    await self._start_over(step)
        await self._complete()

    def _write(self, text: str) -> None:
        self.live.write(text)
        self._story.hears(text)

    async def _complete(self) -> None:
        kept = left_behind(self._row.previous_text, str(self.live.text))
        await self._save(status=Status.COMPLETE, stage=Stage.END, previous_text="", **kept)
        self._story.ends(Status.COMPLETE, self._usage)

    async def _held(self, source: Source) -> Held:
        """Return what goes along with the prompts; nothing goes to the offline rules."""
        if self._row.provider == "offline":
            return NOTHING
        return await once_there(partial(manner_of, self._row, source, resolve(self._row.language, source.text)))

    def _wish(self, source: Source) -> str:
        row = self._row
        if not row.passage:
            return row.instruction
        start, end = row.passage
        return about_passage(row.instruction, row.base[start:end], row.base, resolve(row.language, source.text))

    def _within(self, steps: AsyncGenerator[Step, None]) -> AsyncGenerator[Step, None]:
        """Return ``steps``, limited to a passage if only that is rewritten."""
        row = self._row
        return only_passage(steps, Passage(row.base, *row.passage), self._patience.hear) if row.passage else steps

    def _think(self) -> None:
        if self._pause is None or self._pause.why != "thinking":
            self._show_pause(Pause.now("thinking"))

    def _wait(self, seconds: float, error: BaseException | None) -> None:
        self._patience.hear()
        self._show_pause(Pause.now("busy" if isinstance(error, ProviderRateLimited) else "again", seconds))

    def _show_pause(self, pause: Pause | None) -> None:
        """Show why nothing is being written, or that writing continues."""
        self._pause = pause
        self.note({"pause": pause})

    def _show_notices(self, notices: Mapping[str, Notice]) -> None:
        """Show notices as soon as they are known."""
        if not notices.items() <= self._notices.items():
            self._notices |= notices
            more: dict[str, object] = {"source_truncated": True} if SHORTENED in notices else {}
            if (fallback := notices.get(FALLBACK)) and not self.live.text:
                more |= {"provider": fallback.values["wrote"], "model": fallback.values["model"]}
            self.note(more | {"notices": tuple(self._notices.values())})

    def _writers(self) -> list[Provider]:
        """Return the providers; requests to models are paid from the owner's budgets."""
        purse = Purse(self._row.user_id, self._row.key_id)
        found = writers(self._row.provider, self._row.chosen_model)
        return [one if one.verbatim else Metered(one, purse) for one in found]

    def _unfinished(self) -> frozenset[Stage]:
        """Return the requested stages without those already finished."""
        row = self._row
        if row.stage > Stage.CONTENT:
            return row.wanted
        done = {Stage.TITLE: row.title, Stage.EXCERPT: row.excerpt, Stage.TAGS: row.tags}
        return frozenset(stage for stage in row.wanted if not done.get(stage))

    def _finish(self, step: Done, stages: frozenset[Stage]) -> None:
        name = "truncated" if step.stage is Stage.CONTENT else type_of[step.stage]
        self.note({name: step.value, "stage": first(stages, step.stage)})
        self._story.finishes(step.stage)

    async def _start_over(self, _step: StartOver) -> None:
        """Start a new attempt without text; it is saved before readers see any of it."""
        row, written = self._row, str(self.live.text)
        row.previous_text = max(row.previous_text, written, key=len)
        logger.warning("generation %d: the model started over instead of continuing", self.id)
        await self._save(text=Text(), previous_text=row.previous_text, **self._new_attempt(0, "model"))

    def _new_attempt(self, length: int, why: str) -> dict[str, object]:
        attempt = self.live.attempt + 1
        return {"attempt": attempt, "continued": (*self.live.continued, Continued.now(attempt, length, why))}

    async def _end(self, error: GenerateError) -> None:
        """Save the end. If the database rejects it, retry without the rejected data, then without external data."""
        status = Status.CANCELLED if isinstance(error, Cancelled) else Status.FAILED
        values = self._restored()
        has_text = bool(self.live.text) or "text" in values
        try:
            await self._save(status=status, error=error.about(has_text=has_text), **values)
        except asyncio.CancelledError:
            if not self._is_refused:
                raise
            await self._end_plainly()
        else:
            self._story.ends(status, self._usage, error.code, error.detail)

    async def _end_plainly(self) -> None:
        self.outbox.discard()
        self._flusher.remove(self.outbox)
        try:
            await in_database(fail, self.id, self.outbox.run, Failed.code)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("generation %d could not be ended: %s", self.id, type(error).__name__)
            return
        self.live.show([("error", Failed()), ("status", Status.FAILED)])
        self._story.ends(Status.FAILED, self._usage, Failed.code)

    def _restored(self) -> dict[str, object]:
        """Return the text of an earlier attempt to restore, if this one has less."""
        previous = self._row.previous_text
        if self.live.stage > Stage.CONTENT or len(self.live.text) >= len(previous):
            return {}
        length = shared_length(str(self.live.text), previous)
        kept = left_behind(str(self.live.text), previous)
        return {"text": Text(previous), **kept, **self._new_attempt(length, "restored")}

    def note(self, values: dict[str, object]) -> None:
        """Save ``values`` soon, and show them once saved."""
        self.outbox.put(values)
        if self._generator:
            self.outbox.put({"usage": asdict(self._before + self._usage)})
        self._flusher.soon()

    async def _save(self, **values: object) -> None:
        """Save ``values`` and wait until they are saved."""
        saved = self.outbox.emptied()
        self.note(values)
        await saved

    def halt(self, why: Halt) -> None:
        """Stop for a reason that the flusher found."""
        if why is Halt.CANCELLED:
            self.give_up(Cancelled())
        elif why is Halt.LOST:
            self._is_lost = True
            self.outbox.close()
            self.live.text.cut(self.outbox.saved)
            self.task.cancel()
        else:
            self._is_refused = self._stopping is not None  # rejected again: the end itself cannot be saved
            self.outbox.discard()
            self._stopping = Failed("the database rejected the data to save")
            self.task.cancel()

    def give_up(self, error: GenerateError) -> None:
        """Stop with ``error``; the text so far is kept."""
        if self._stopping is None and not self._is_lost and not self.outbox.ends:
            self._stopping = error
            # after the task's first step, so that it can handle it
            asyncio.get_running_loop().call_soon(self.task.cancel)

    async def stop(self) -> None:
        """Stop for a server shutdown; another process continues."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
