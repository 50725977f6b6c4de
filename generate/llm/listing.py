"""List a server's models with their contexts, in any format that it answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx2
import orjson

from generate.errors import ProviderError, ProviderRejected, ProviderUnavailable
from generate.llm import address
from generate.llm.config import ProviderConfig
from generate.llm.faults import border, classify, misplaced
from generate.llm.http import client
from generate.llm.redact import redact
from generate.llm.values import Object, count, items, mapping, word

SECONDS = 3.0  # seconds; a slow list is not worth waiting for
ANTHROPIC_VERSION = "2023-06-01"
_NOT_FOR_TEXT = re.compile(
    r"embed|whisper|\btts|dall-e|moderation|image|audio|realtime|transcri|rerank|\bsora|\bveo|imagen|babbage|davinci"
    r"|computer-use|search-api|\baqa\b",
    re.IGNORECASE,
)
_CONTEXT = (
    *("max_model_len", "context_length", "context_window", "max_context_length", "loaded_context_length", "n_ctx"),
    *("inputTokenLimit", "max_input_tokens", "n_ctx_train"),
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model that writes text; ``context`` in tokens, 0 if unknown."""

    name: str
    context: int = 0


async def models(name: str, config: ProviderConfig) -> list[Model]:
    """Return the models of a provider, as it lists them. Raises ``ProviderError``."""
    place = address.of(name, config.base_url)
    last: ProviderError = ProviderRejected("nowhere")
    for missing in ("", *(place.places if name == "openai" else ())):
        try:
            return await _ask(name, config, place, missing)
        except ProviderRejected as error:
            last = error
    raise last


async def _ask(name: str, config: ProviderConfig, place: address.Address, missing: str) -> list[Model]:
    path = {"anthropic": "/v1/models?limit=1000", "google": "/v1beta/models?pageSize=1000"}.get(name, "/models")
    url = httpx2.URL(f"{place.base}{missing}{path}").copy_merge_params(dict(place.query))
    with border(config.api_key, otherwise=ProviderUnavailable):
        answer = await client().get(url, headers=headers(name, config), timeout=SECONDS)
        if answer.status_code != httpx2.codes.OK:
            said = answer.text
            raise classify(answer.status_code, said)(redact(f"{answer.status_code}: {said}", config.api_key))
        try:
            data = orjson.loads(answer.content)
        except orjson.JSONDecodeError:
            raise misplaced(answer.text[:200], config.api_key) from None
    found = [_model(one) for one in _listed(data)]
    return [model for model in found if model.name and not _NOT_FOR_TEXT.search(model.name)]


def headers(name: str, config: ProviderConfig) -> dict[str, str]:
    """Return the authentication headers of a request to the provider."""
    if name == "anthropic":
        return {"x-api-key": config.api_key, "anthropic-version": ANTHROPIC_VERSION}
    if name == "google":
        return {"x-goog-api-key": config.api_key}
    key = {"authorization": f"Bearer {config.api_key or 'none'}"}
    return key | {"api-key": config.api_key} if address.of(name, config.base_url).is_azure else key


def _listed(data: object) -> list[Object]:
    if isinstance(data, dict):
        data = data.get("data") or data.get("models")
    return items(data)


def _model(one: Object) -> Model:
    methods = one.get("supportedGenerationMethods")
    if isinstance(methods, list) and "generateContent" not in methods:
        return Model("")
    told = {**mapping(one.get("meta")), **one}
    name = word(one.get("id")) or word(one.get("name")) or word(one.get("model"))
    return Model(name.removeprefix("models/"), next((count(told[key]) or 0 for key in _CONTEXT if key in told), 0))
