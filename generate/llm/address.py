"""Base URLs as people write them: with a request's path at the end, with a query, without a version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

# Paths of single requests that people copy from documentation; the SDKs append them to the base.
_REQUEST = re.compile(
    r"/(?:chat/completions|completions|responses|embeddings|messages|models(?:/[^/]*)?)/?$", re.IGNORECASE
)
_VERSION = re.compile(r"/v\d+\w*(?:/|$)|/openai/deployments/", re.IGNORECASE)
AZURE = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
OFFICIAL = {
    "anthropic": "https://api.anthropic.com",
    "openai": "https://api.openai.com/v1",
    "google": "https://generativelanguage.googleapis.com",
}
PLACES = ("/v1", "/api/v1")  # where servers put the API, if not at the address itself


@dataclass(frozen=True, slots=True)
class Address:
    """A server's API address, without a trailing slash; ``query`` is added to each request."""

    base: str
    query: Mapping[str, str]
    host: str

    @property
    def is_azure(self) -> bool:
        """Whether it is Azure's, which expects the key in a different header."""
        return self.host.endswith(AZURE)

    @property
    def places(self) -> tuple[str, ...]:
        """Path segments that may be missing at its end."""
        return () if _VERSION.search(self.base) else PLACES


def of(name: str, url: str) -> Address:
    """Return the address of the provider ``name`` for the base URL ``url``; its official one for ""."""
    url = url or OFFICIAL[name]
    return read(url) if name == "openai" else unversioned(url)


def read(url: str) -> Address:
    """Parse ``url`` into an address."""
    parts = urlsplit(url.strip())
    path = _REQUEST.sub("", re.sub(r"//+", "/", parts.path).rstrip("/")).rstrip("/")
    host = parts.hostname or ""
    if not path and host.endswith(AZURE):
        path = "/openai/v1"
    elif not path and (host == "api.openai.com" or host.endswith(".api.openai.com")):
        path = "/v1"
    base = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return Address(base, dict(parse_qsl(parts.query)), host)


def unversioned(url: str) -> Address:
    """Parse ``url`` into an address for an SDK that adds the version itself."""
    address = read(url)
    return Address(re.sub(r"/v\d+\w*$", "", address.base), address.query, address.host)
