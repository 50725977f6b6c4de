"""One run: takes a generation from its first unfinished stage to its end, shows it and has it kept."""

import asyncio
import contextlib
import contextvars
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import asdict

from django.conf import settings

from generate.database import once_there
from generate.errors import Cancelled, Failed, GenerateError, NotSaved
from generate.flusher import Flusher
from generate.generator import Limits, TILGenerator
from generate.intake import standing, take_in
from generate.library import KeptLibrary
from generate.llm.base import Usage
from generate.models import Generation
from generate.prompting import active_texts
from generate.providers import provider_of
from generate.stages import Chunk, Done, Stage, first
from generate.store import Change
from generate.stream.events import type_of
from generate.stream.live import Live, Status, Text

logger = logging.getLogger(__name__)


class Run:
    """A generation under way in this process. Content is shown at once and kept soon; all else is shown once kept."""

    def __init__(self, row: Generation, live: Live, flusher: Flusher) -> None:
        self.id = row.pk
        self.run = row.run
        self.live = live
        self._row = row
        self._flusher = flusher
        self._flushed = len(row.content)
        self._pending: dict[str, object] = {}
        self._all_kept: asyncio.Future[None] | None = None
        self._stopping: GenerateError | None = None
        self._generator: TILGenerator | None = None
        self._before = Usage(**row.usage) if row.usage else Usage()

    def begin(self, ended: Callable[["Run"], None]) -> None:
        """Start working, outside of whatever request asked for it; ``ended`` is called when the work is over."""
        self.live.is_local = True
        self._flusher.add(self)
        self.task = asyncio.create_task(self._work(), name=f"run {self.id}", context=contextvars.Context())
        self.task.add_done_callback(lambda _: ended(self))

    async def _work(self) -> None:
        try:
            await self._draft()
        except asyncio.CancelledError:
            if self._stopping is None:
                raise
            await self._end(self._stopping)
        except GenerateError as error:
            logger.warning("generation %d ended with %s: %s", self.id, error.code, error.detail)
            await self._end(error)
        except Exception as error:
            logger.exception("generation %d met a fault of ours", self.id)
            await self._end(Failed(type(error).__name__))

    async def _draft(self) -> None:
        source = await take_in(self._row, self.note)
        texts = await once_there(active_texts)
        self._generator = TILGenerator(
            source,
            provider_of(self._row.provider),
            KeptLibrary(),
            language=self._row.language,
            instruction=self._row.instruction,
            texts=texts,
            limits=Limits(new_tags=settings.TIL_TAGS == "new"),
        )
        self.note({"prompt_versions": texts.versions(self._generator.language)})
        stage = first(self._row.wanted, Stage.DAY_NUMBER) if self._row.stage < Stage.CONTENT else Stage(self._row.stage)
        before = await standing(self._row)
        async with aclosing(self._generator.run(self._row.wanted, stage, str(self.live.text), before)) as steps:
            async for step in steps:
                if isinstance(step, Chunk):
                    self.live.write(step.text)
                else:
                    self._finish(step)
        await self.keep(status=Status.COMPLETE, stage=Stage.END, earlier="")

    def _finish(self, step: Done) -> None:
        name = "truncated" if step.stage is Stage.CONTENT else type_of[step.stage]
        self.note({name: step.value, "stage": first(self._row.wanted, step.stage)})

    async def _end(self, error: GenerateError) -> None:
        status = Status.CANCELLED if isinstance(error, Cancelled) else Status.FAILED
        await self.keep(status=status, error=error, **self._put_back())

    def _put_back(self) -> dict[str, object]:
        """Return the text of an earlier attempt, to be shown as one more, where this one brought less."""
        if self.live.stage > Stage.CONTENT or len(self.live.text) >= len(self._row.earlier):
            return {}
        return {"text": Text(self._row.earlier), "attempt": self.live.attempt + 1}

    def note(self, values: dict[str, object]) -> None:
        """Have ``values`` kept soon, and shown when they are."""
        self._pending |= values
        if self._generator:
            self._pending["usage"] = asdict(self._before + self._generator.usage)
        self._flusher.soon()

    async def keep(self, **values: object) -> None:
        """Have ``values`` kept, and return when they are."""
        self._all_kept = asyncio.get_running_loop().create_future()
        self.note(values)
        await self._all_kept

    # --- what the flusher asks and tells ---

    def change(self) -> Change | None:
        """Return what is not kept yet."""
        text = self.live.text.since(self._flushed)
        if not text and not self._pending:
            return None
        return Change(self.id, self.run, self._flushed, text, dict(self._pending))

    def kept(self, change: Change) -> None:
        """Show what is kept now."""
        self._flushed += len(change.text)
        if isinstance(self.live.error, NotSaved):
            self.live.show([("error", None), ("status", Status.RUNNING)])
        for name, value in change.values.items():
            if self._pending.get(name) is value:
                del self._pending[name]
        self.live.show((name, value) for name, value in change.values.items() if hasattr(self.live, name))
        if self._all_kept and not self._pending and not self._all_kept.done():
            self._all_kept.set_result(None)

    def cancel(self) -> None:
        """Stop because somebody asked to: what is written is kept."""
        if self._stopping is None and "status" not in self._pending:
            self._stopping = Cancelled()
            asyncio.get_running_loop().call_soon(self.task.cancel)  # not before its first step, or it could not say so

    def lost(self) -> None:
        """Stop because it is somebody else's now, who knows no more than what is kept."""
        self._flusher.remove(self)
        self.live.text.cut(self._flushed)
        self.task.cancel()

    def refused(self, error: Exception) -> None:
        """End because the database does not take what was written; what it took before is kept."""
        self.live.text.cut(self._flushed)
        self._pending.clear()
        self._stopping = Failed(type(error).__name__)
        self.task.cancel()

    def unsaved(self, error: NotSaved) -> None:
        """Tell the readers that what they see could not be kept, and go on trying."""
        if not self.live.ended and self.change():
            self.live.show([("error", error), ("status", Status.FAILED)])

    async def stop(self) -> None:
        """Stop because the server does; what is written stays for whoever goes on."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
