"""Start a generation: once per Idempotency-Key, and within the caller's limits."""

import asyncio
import hashlib
from collections.abc import Mapping
from functools import partial

import orjson

from generate.drafting.admission import Repeated, admit, admit_again
from generate.drafting.request import DATA_URL, GenerateRequest
from generate.models import Generation
from generate.providers import chosen, provider_of
from generate.refusals import BadIdempotencyKey
from generate.running import uploads
from generate.running.runner import runner
from generate.source_errors import FILE, about_source
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
    files: Mapping[int, File] | None = None,
    instead_of: Generation | None = None,
    wish: str = "",
) -> Live:
    """Start a draft, or return the one that the same Idempotency-Key has started. Raises TilError.

    ``source`` was read before, from files that no longer exist; ``files`` came with the request and are still unread,
    each by the place of its source.
    ``instead_of`` is the draft that it starts over; ``wish`` an instruction, such as its length.
    """
    generation = draft_row(caller, request, idempotency_key)
    generation.parent, generation.instruction = instead_of, wish
    if source is not None:
        generation.source_text, generation.source_title = source.text, (source.title or source.name)[:500]
        generation.source_url = source.url
        generation.sources = instead_of.sources if instead_of else []
    return await start_row(caller, generation, {**await _attached(request), **(files or {})})


async def start_row(caller: Caller, generation: Generation, files: Mapping[int, File] | None = None) -> Live:
    """Start ``generation``, or return the one that the same Idempotency-Key has started. Raises TilError.

    ``files`` are stored with it; the run reads them.
    """
    try:
        return await runner().start(generation, partial(admit, caller, generation, files))
    except Repeated as repeated:
        return await runner().open_live(repeated.pk)


async def _attached(request: GenerateRequest) -> dict[int, File]:
    """Return the files inside the request, each by the place of its source. Raises SourceError."""
    files = {}
    for at, (kind, content) in enumerate(request.pieces):
        if kind == "file" and content.startswith(DATA_URL):
            with about_source(at, len(request.pieces), FILE):
                files[at] = await asyncio.to_thread(from_data_url, content, Limits())
                uploads.check_size(len(files[at].data))
    return files


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
    options = {name: getattr(request, name) or "" for name in ("length", "tone", "template")}
    generation = Generation(
        key_id=caller.key_id,
        user_id=caller.user_id,
        provider=provider.name,
        model=provider.model,
        chosen_model=request.model or "",
        **options,
        **request.model_dump(include={"language", "auto_day_number", "auto_excerpt", "auto_tags", "in_style"}),
    )
    generation.pieces = request.pieces
    return keyed(generation, idempotency_key, request.sent())


def keyed(generation: Generation, key: str, asked: object) -> Generation:
    """Return ``generation`` with the Idempotency-Key ``key``, if any, and a hash of the request ``asked``.

    Raises BadIdempotencyKey.
    """
    if key and not (len(key) <= KEY_CHARACTERS and key.isprintable()):
        raise BadIdempotencyKey
    generation.idempotency_key = key
    generation.request_hash = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return generation
