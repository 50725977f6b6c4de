"""A recorded generation, with characters of one to four bytes."""

import hashlib
import re
from typing import Any

import orjson

PIECES = [
    "# 오늘 배운 것\n\n",
    "`TaskGroup`은 하나가 ",
    "나머지를 취소한다 🧵.\n",
    "ẞ → é \U00020000\n",
    "\n```\nx\n```",
]
TEXT = "".join(PIECES)
TAGS = [{"id": 3, "name": "파이썬", "slug": "파이썬", "is_new": False}]


def sse(event: str, event_id: str, data: Any) -> str:
    return f"id: {event_id}\nevent: {event}\ndata: {orjson.dumps(data).decode()}\n\n"


def complete(text: str = TEXT) -> dict[str, Any]:
    return {
        "success": True,
        "generation_id": 7,
        "content_length": len(text),
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "truncated": False,
        "usage": {"input_tokens": 11, "output_tokens": 22},
        "provider": "offline",
        "model": "rules",
    }


def chunks() -> list[str]:
    ends = [len("".join(PIECES[: number + 1])) for number in range(len(PIECES))]
    return [sse("content_chunk", f"7-1-2-{end}", {"chunk": piece}) for piece, end in zip(PIECES, ends, strict=True)]


EVENTS = [
    sse("day_number", "7-1-2-0", {"day_number": 15}),
    *chunks(),
    sse("title", "7-1-4-0", {"title": "제목"}),
    sse("excerpt", "7-1-5-0", {"excerpt": "짧게."}),
    sse("tags", "7-1-6-0", {"tags": TAGS}),
    sse("complete", "7-1-6-0-1", complete()),
]
NAMES = [re.findall(r"event: (\w+)", event)[0] for event in EVENTS]
RECORDED = f"retry: 1000\n{''.join(EVENTS[:3])}: keep-alive\n\n{''.join(EVENTS[3:])}".encode()


def after(event_id: str) -> bytes:
    """Return the events after ``event_id``."""
    read = next((n for n, event in enumerate(EVENTS) if event.startswith(f"id: {event_id}\n")), -1)
    return f"retry: 1000\n{''.join(EVENTS[read + 1 :])}".encode()
