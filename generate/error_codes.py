"""Errors by code, to restore stored failures."""

from collections.abc import Mapping
from typing import Any

from generate import source_errors
from generate.errors import Failed, GenerateError

# imported here, so that every subclass is known to the lookup
_ROOTS: list[type[GenerateError]] = [GenerateError, source_errors.SourceError]


def by_code(code: str, values: Mapping[str, Any]) -> GenerateError:
    """Return the error with this ``code``, restored from its ``values``, which may include ``retry_after``."""
    pending = [*_ROOTS]
    while pending:
        kind = pending.pop()
        if kind.code == code:
            return kind(**values)
        pending.extend(kind.__subclasses__())
    return Failed(code)
