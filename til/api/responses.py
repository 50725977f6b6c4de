"""The error responses of an operation."""

from til.api.schemas import ErrorOut

ALWAYS = (401, 403, 422, 500)


def errors(*statuses: int) -> dict[int, type[ErrorOut]]:
    """Return an operation's error responses: the common ones and ``statuses``."""
    return dict.fromkeys(sorted({*ALWAYS, *statuses}), ErrorOut)


BODY = (400, 413, 415)  # errors of any operation with a body, before it is parsed
