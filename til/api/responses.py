"""What an operation may answer besides success."""

from til.schemas import ErrorOut

ALWAYS = (401, 403, 422, 500)


def errors(*statuses: int) -> dict[int, type[ErrorOut]]:
    """Return the error answers of an operation: those that every one has, and ``statuses``."""
    return dict.fromkeys(sorted({*ALWAYS, *statuses}), ErrorOut)


BODY = (400, 413, 415)  # what an operation with a body may refuse before it looks inside
