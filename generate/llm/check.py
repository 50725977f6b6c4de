"""Test a configured provider: its models, one tiny request with and without streaming, and advice on failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson

from generate.errors import (
    ProviderError,
    ProviderOnlyThought,
    ProviderRateLimited,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    ProviderUnpaid,
)
from generate.llm import address, listing
from generate.llm.adapting import Adapted
from generate.llm.base import Prompt, Task
from generate.llm.config import ProviderConfig
from generate.llm.faults import border, classify, misplaced
from generate.llm.http import client
from generate.llm.listing import Model
from generate.llm.redact import redact
from generate.llm.values import mapping
from generate.llm.wire import WireAnswer, WireProvider
from til.errors import mark as _

TINY = Prompt(Task.TITLE, system="Answer with one word.", user="Say: ready", text="", language="en", max_tokens=256)
SMALL_CONTEXT = 8_192  # tokens; with a smaller context, long notes are cut
SHOWN = 5  # models
_SETTING = {"anthropic": "ANTHROPIC", "openai": "OPENAI", "google": "GOOGLE"}


@dataclass(frozen=True, slots=True)
class Cure:
    """What to change: a sentence to translate and its values."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Examined:
    """The results; ``models`` is None if the server lists none. ``context`` is in tokens, 0 if unknown."""

    name: str
    model: str
    models: list[Model] | None = None
    streams: bool = False
    whole: bool = False
    context: int = 0
    cures: list[Cure] = field(default_factory=list)


async def examine(provider: WireProvider) -> Examined:
    """Send three requests: for the list, a stream and a complete answer."""
    found = Examined(provider.name, provider.model)
    await check_models(found, provider.config)
    for way, ask in (("streams", _stream), ("whole", _whole)):
        try:
            await ask(provider)
            setattr(found, way, True)
        except ProviderOnlyThought:
            setattr(found, way, True)  # it answers; the limit of a tiny request went into thinking
        except ProviderError as error:
            _cure(found, error, provider.config)
    lesson = await Adapted.known(provider.config)
    if lesson.place:
        found.cures.append(Cure(_("Add %(place)s to %(setting)s."), {"place": lesson.place, "setting": _url(found)}))
    found.context = lesson.context or found.context
    if 0 < found.context < SMALL_CONTEXT:
        small = _("The context has only %(context)s tokens, so long notes are cut. Increase it.")
        found.cures.append(Cure(small, {"context": f"{found.context:,}"}))
    return found


async def check_models(found: Examined, config: ProviderConfig) -> None:
    """List the models, and check that the configured one is among them."""
    try:
        found.models = await listing.models(found.name, config)
    except ProviderUnavailable as error:
        _cure(found, error, config)
        return
    except ProviderError:
        return
    named = next((one for one in found.models if found.model in {one.name, one.name.removesuffix(":latest")}), None)
    if named:
        found.context = named.context
    elif found.models:
        there = ", ".join(one.name for one in found.models[:SHOWN])
        more = " …" if len(found.models) > SHOWN else ""
        values = {"model": found.model, "there": there + more, "setting": f"{_SETTING[found.name]}_MODEL"}
        found.cures.append(Cure(_("The server has no model %(model)s. It has %(there)s. Change %(setting)s."), values))


def _cure(found: Examined, error: ProviderError, config: ProviderConfig) -> None:
    values = {"setting": f"{_SETTING[found.name]}_API_KEY", "url": config.base_url or address.OFFICIAL[found.name]}
    sentences: dict[type[ProviderError], str] = {
        ProviderUnauthorized: _("The key was rejected. Check %(setting)s."),
        ProviderUnpaid: _("The account has no credit left. Top it up, or raise its limit."),
        ProviderRateLimited: _("It accepts no more requests for now. Try again later."),
        ProviderTimeout: _("It did not answer in time. The model may still be loading; try again."),
        ProviderUnavailable: _(
            "There is no answer from %(url)s. Check that the server is running and its address is correct."
        ),
    }
    if isinstance(error, ProviderUnavailable) and "Connect" not in error.detail:
        sentences[ProviderUnavailable] = _("The server at %(url)s fails. Check its log.")
    sentence = next((said for kind, said in sentences.items() if isinstance(error, kind)), "")
    if not sentence and not found.cures:
        sentence, values = _("It rejected the request: %(said)s"), {"said": error.detail}
    cure = Cure(sentence, values)
    if sentence and cure not in found.cures:
        found.cures.append(cure)


def _url(found: Examined) -> str:
    return "GOOGLE_GEMINI_BASE_URL" if found.name == "google" else f"{_SETTING[found.name]}_BASE_URL"


async def _stream(provider: WireProvider) -> None:
    async with provider.generate_stream(TINY) as answer:
        async for _part in answer:
            pass


async def _whole(provider: WireProvider) -> None:
    """Request an answer in one piece, and read its text as in a stream."""
    config, lesson = provider.config, await Adapted.known(provider.config)
    kind = provider.answer()
    answer: WireAnswer[Any] = kind(TINY, config, lesson)
    place = address.of(provider.name, config.base_url)
    path, body = answer.whole()
    url = httpx2.URL(f"{place.base}{lesson.place}{path}").copy_merge_params(dict(place.query))
    with border(config.api_key, otherwise=ProviderUnavailable):
        came = await client().post(
            url, headers=listing.headers(provider.name, config), json=body, timeout=config.timeout
        )
        if came.status_code != httpx2.codes.OK:
            raise classify(came.status_code, came.text)(redact(came.text, config.api_key))
        try:
            answer.read(mapping(orjson.loads(came.content)))
        except orjson.JSONDecodeError:
            raise misplaced(came.text[:200], config.api_key) from None
        if answer.fault or answer.stop is None:
            raise answer.fault or misplaced(came.text[:200], config.api_key)
