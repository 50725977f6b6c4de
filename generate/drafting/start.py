"""Start a generation: once per Idempotency-Key, and within the caller's limits."""

import asyncio
import hashlib
from functools import partial

import orjson

from generate.drafting.admission import Repeated, admit, admit_again
from generate.drafting.request import DATA_URL, GenerateRequest
from generate.models import Generation
from generate.providers import chosen, provider_of
from generate.refusals import BadIdempotencyKey
from generate.running import uploads
from generate.running.runner import runner
from generate.sources.file import File, from_data_url
from generate.sources.limits import Limits
from generate.sources.source import Source
from generate.stream.live import Live
from til.caller import Caller

KEY_CHARACTERS = 255


async def start_draft(
    caller: Caller,
    request: GenerateRequest,
    idempotency_key: str = "",
    *,
    source: Source | None = None,
    file: File | None = None,
    instead_of: Generation | None = None,
    wish: str = "",
) -> Live:
    """Start a draft, or return the one that the same Idempotency-Key has started. Raises TilError.

    ``source`` was read before, from a file that no longer exists; ``file`` came with the request and is still unread.
    ``instead_of`` is the draft that it starts over; ``wish`` an instruction, such as its length.
    """
    generation = draft_row(caller, request, idempotency_key)
    generation.parent, generation.instruction = instead_of, wish
    if source is not None:
        generation.source_text, generation.source_title = source.text, (source.title or source.name)[:500]
    return await start_row(caller, generation, file or await _attached(request))


async def start_row(caller: Caller, generation: Generation, file: File | None = None) -> Live:
    """Start ``generation``, or return the one that the same Idempotency-Key has started. Raises TilError.

    ``file`` is stored with it; the run reads it.
    """
    try:
        return await runner().start(generation, partial(admit, caller, generation, file))
    except Repeated as repeated:
        return await runner().open_live(repeated.pk)


async def _attached(request: GenerateRequest) -> File | None:
    """Return the file inside the request, if there is one. Raises SourceError."""
    if request.input_type != "file" or not request.content.startswith(DATA_URL):
        return None
    file = await asyncio.to_thread(from_data_url, request.content, Limits())
    uploads.check_size(len(file.data))
    return file


async def retry_draft(caller: Caller, row: Generation, provider: str = "") -> Live:
    """Resume a failed or cancelled generation; return one that runs or is complete unchanged. Raises TilError.

    ``provider`` is the choice of another provider or model to continue with (``generate.providers.choices``).
    """
    name, model = chosen(provider)
    other = provider_of(name, model) if provider and (name, model) != (row.provider, row.chosen_model) else None
    writer = {"provider": other.name, "model": other.model, "chosen_model": model} if other else None
    live = await runner().retry(row.pk, partial(admit_again, caller, other.name if other else row.provider), writer)
    return live or await runner().open_live(row.pk)


def draft_row(caller: Caller, request: GenerateRequest, idempotency_key: str = "") -> Generation:
    """Return an unsaved row for the request. Raises BadIdempotencyKey, ProviderUnknown, ProviderNotReady."""
    provider = provider_of(request.provider or "", request.model or "")
    asked = request.model_dump()
    chosen_model = asked.pop("model") or ""
    generation = Generation(
        key_id=caller.key_id,
        user_id=caller.user_id,
        provider=provider.name,
        model=provider.model,
        chosen_model=chosen_model,
        input=asked.pop("content"),
        **{name: value for name, value in asked.items() if name != "provider"},
    )
    return keyed(generation, idempotency_key, request.model_dump())


def keyed(generation: Generation, key: str, asked: object) -> Generation:
    """Return ``generation`` with the Idempotency-Key ``key``, if any, and a hash of the request ``asked``.

    Raises BadIdempotencyKey.
    """
    if key and not (len(key) <= KEY_CHARACTERS and key.isprintable()):
        raise BadIdempotencyKey
    generation.idempotency_key = key
    generation.request_hash = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return generation
