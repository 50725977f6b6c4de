"""Start a generation for a caller: once for one Idempotency-Key, and within their limits."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import timedelta

import orjson
from django.conf import settings
from django.db.models.functions import Now

from generate import store, uploads
from generate.models import Generation
from generate.providers import provider_of
from generate.refusals import BadIdempotencyKey, Busy, IdempotencyMismatch, TooManyRunning
from generate.runner import runner
from generate.schemas import DATA_URL, GenerateRequest
from generate.sources.file import File, from_data_url
from generate.sources.limits import Limits
from generate.sources.source import Source
from generate.stream.live import Live
from til.caller import Caller

KEPT = timedelta(hours=24)
TRY_AGAIN = 5.0  # seconds
KEY_CHARACTERS = 255


class Repeated(Exception):
    """The generation that an Idempotency-Key has started already."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        super().__init__(pk)


async def start(
    caller: Caller,
    request: GenerateRequest,
    idempotency_key: str = "",
    *,
    source: Source | None = None,
    file: File | None = None,
) -> Live:
    """Start what is asked for, or return what the same request has started before. Raises GenerateError.

    ``source`` is what was read already, of a file that is not kept; ``file`` came with the request and is read by it.
    """
    generation = _row(caller, request, idempotency_key)
    if source is not None:
        generation.source_text, generation.source_title = source.text, (source.title or source.name)[:500]
    file = file or await _attached(request)

    def take_file() -> None:
        if file is not None:
            generation.input = uploads.keep_claimed(caller, file).pk
        elif request.input_type == "file" and source is None:
            uploads.claim(caller, generation.input)

    return await begin(caller, generation, take_file)


async def begin(caller: Caller, generation: Generation, also: Callable[[], None] = lambda: None) -> Live:
    """Start ``generation`` as it is, or return what the same request has started before; ``also`` is done with it.

    Raises GenerateError and Refusal.
    """

    def admit() -> None:
        _admit(caller, generation)
        also()

    try:
        return await runner().start(generation, admit)
    except Repeated as repeated:
        return await runner().open_live(repeated.pk)


async def _attached(request: GenerateRequest) -> File | None:
    """Return the file that came inside of the request, if one did. Raises SourceError."""
    if request.input_type != "file" or not request.content.startswith(DATA_URL):
        return None
    file = await asyncio.to_thread(from_data_url, request.content, Limits())
    uploads.see_size(len(file.data))
    return file


async def retry(caller: Caller, row: Generation) -> Live:
    """Take up a failed or cancelled generation; one that runs or is complete is returned as it is."""

    def admit() -> None:
        caller.count_start()
        _admit_running(caller)

    live = await runner().retry(row.pk, admit)
    return live or await runner().open_live(row.pk)


def _row(caller: Caller, request: GenerateRequest, idempotency_key: str) -> Generation:
    provider = provider_of(request.provider or "")
    asked = request.model_dump()
    generation = Generation(
        key_id=caller.key_id,
        user_id=caller.user_id,
        provider=provider.name,
        model=provider.model,
        input=asked.pop("content"),
        **{name: value for name, value in asked.items() if name != "provider"},
    )
    return keyed(generation, idempotency_key, request.model_dump())


def keyed(generation: Generation, key: str, asked: object) -> Generation:
    """Return ``generation`` as the only one that ``key``, where there is one, shall start for what is ``asked``.

    Raises BadIdempotencyKey.
    """
    if key and not (len(key) <= KEY_CHARACTERS and key.isprintable()):
        raise BadIdempotencyKey
    generation.idempotency_key = key
    generation.request_hash = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return generation


def _admit(caller: Caller, generation: Generation) -> None:
    """Let one more start, or raise. What ``count_start`` locks keeps other starts of this caller waiting."""
    try:
        caller.count_start()
    finally:
        _refuse_repetition(caller, generation)  # is no start, and so never one too many
    _admit_running(caller)


def _admit_running(caller: Caller) -> None:
    """Raise where too much is under way already. Counted by live lease, so that a killed process leaks nothing."""
    limit = caller.limits.running if caller.limits else settings.TIL_RUNNING_IN_ALL
    if store.running_live().filter(caller.principal()).count() >= limit:
        raise TooManyRunning(retry_after=TRY_AGAIN, limit=limit)
    if store.count_running() >= settings.TIL_RUNNING_IN_ALL:
        raise Busy(retry_after=TRY_AGAIN)


def _refuse_repetition(caller: Caller, generation: Generation) -> None:
    if not generation.idempotency_key:
        return
    same = Generation.objects.filter(caller.principal(), idempotency_key=generation.idempotency_key)
    earlier = same.filter(created__gt=Now() - KEPT).first()
    if earlier is None:
        return
    if earlier.request_hash != generation.request_hash:
        raise IdempotencyMismatch
    raise Repeated(earlier.pk)
