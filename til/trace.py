"""Log context: ids that join the lines of a request or generation, and material to hide."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from weakref import WeakMethod

import orjson

OURS = ("til", "generate", "tilsite", "django")
QUOTED = 12  # consecutive characters that a provider can only have copied from the notes
REMOVED = "[…]"

request_id: ContextVar[str] = ContextVar("request_id", default="")
generation: ContextVar[int] = ContextVar("generation", default=0)
provider: ContextVar[str] = ContextVar("provider", default="")
_material: ContextVar[Callable[[], Callable[[], str] | None]] = ContextVar("material", default=lambda: str)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ROWS = re.compile(r"\n(?:DETAIL|CONTEXT):.*?(?=\n\n(?:The above|During)|\Z)", re.DOTALL)


@contextmanager
def about(pk: int, writer: str = "", request: str = "") -> Iterator[None]:
    """Attach a generation's ids to log lines inside the block."""
    before = generation.get(), provider.get(), request_id.get()
    _set(pk, writer, request or request_id.get())
    try:
        yield
    finally:
        _set(*before)


def _set(pk: int, writer: str, request: str) -> None:
    generation.set(pk)
    provider.set(writer)
    request_id.set(request)


def hide(material: Callable[[], str]) -> None:
    """Let ``unquoted`` remove the text returned by ``material``, a method, from log lines in this context.

    Its object is held weakly: tasks and kept connections copy the context and outlive it.
    """
    _material.set(WeakMethod(material))


def unquoted(said: str) -> str:
    """Return a provider's message without text copied from the notes."""
    material = " ".join((_material.get()() or str)().split())
    said = " ".join(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), said).replace("\\n", " ").split())
    parts, start = [], 0
    while start < len(said):
        length = _shared(said, start, material)
        parts.append(REMOVED if length else said[start])
        start += length or 1
    return "".join(parts)


def _shared(said: str, start: int, material: str) -> int:
    """Return the number of characters from ``start`` on that occur in ``material``; 0 if too few to tell."""
    end = start + QUOTED
    if end > len(said) or said[start:end] not in material:
        return 0
    while end < len(said) and said[start : end + 1] in material:
        end += 1
    return end - start


class Joined(logging.Filter):
    """Adds ids to each line. Below WARNING, only our and Django's lines pass, since libraries log request bodies."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the ids; return whether the record may be written."""
        record.request_id = request_id.get() or "-"
        record.generation = generation.get() or "-"
        record.provider = provider.get() or "-"
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


class Line(logging.Formatter):
    """Formats a line for people; omits rows that a database quotes in tracebacks."""

    def __init__(self) -> None:
        """Set the format, with ids after the logger's name."""
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s %(generation)s %(provider)s]: %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        """Return the traceback."""
        return _ROWS.sub("", super().formatException(ei))  # type: ignore[arg-type]  # logging's own type is private


class JsonLine(Line):
    """Formats a line as a JSON object, with the time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; ``request_id``, ``generation`` and ``provider`` are included if known."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        ids = {name: getattr(record, name, "-") for name in ("request_id", "generation", "provider")}
        line |= {name: value for name, value in ids.items() if value != "-"}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()
