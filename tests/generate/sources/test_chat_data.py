"""Shared chats that a page holds as data for its scripts."""

from typing import Any

import orjson
import pytest

from generate.source_errors import SourceEmpty
from generate.sources.page import read_page

URL = "https://chatgpt.com/share/0000"
ANSWER = "It **replays** commits.\n\n```sh\ngit rebase main\n```\n\nUse <main>.\ue200cite\ue202turn0\ue201"


def flat(value: Any, values: list[Any]) -> int:
    """Add ``value`` to a flat list as React Router does, each text once, and return its place."""
    if value is None:
        return -5
    if isinstance(value, str) and value in values:
        return values.index(value)
    place = len(values)
    values.append(value)
    if isinstance(value, dict):
        values[place] = {f"_{flat(key, values)}": flat(one, values) for key, one in value.items()}
    elif isinstance(value, list):
        values[place] = [flat(one, values) for one in value]
    return place


def node(role: str, *parts: object, kind: str = "text") -> dict[str, Any]:
    message = {"author": {"role": role, "name": None}, "content": {"content_type": kind, "parts": list(parts)}}
    return {"id": f"{role}{parts}", "message": message, "parent": None}


def share(*nodes: dict[str, Any], pieces: int = 1) -> str:
    values: list[Any] = []
    data = {"title": "Rebase", "linear_conversation": list(nodes)}
    flat({"loaderData": {"routes/share": {"serverResponse": {"type": "data", "data": data}}}}, values)
    stream = f"{orjson.dumps(values).decode()}\nP7:[{{}}]\n"
    size = -(-len(stream) // pieces)
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    scripts = "".join(
        f"<script>window.__reactRouterContext.streamController.enqueue({orjson.dumps(chunk).decode()});</script>"
        for chunk in chunks
    )
    head = '<head><title>ChatGPT - Rebase</title><meta property="og:title" content="Rebase"></head>'
    return f"<html>{head}<body><div>Log in to get answers</div><input type=password>{scripts}</body></html>"


NODES = (
    {"id": "root", "message": None, "parent": None},
    node("system", "You are a model."),
    node("user", "Explain `rebase`.", {"content_type": "image_asset_pointer"}, kind="multimodal_text"),
    node("assistant", "The user wants to know.", kind="thoughts"),
    node("tool", "result"),
    node("assistant", ANSWER),
    node("user", "Explain `rebase`."),
)


@pytest.mark.parametrize("pieces", [1, 7])
def test_messages_are_read_in_order_with_who_said_them(pieces: int) -> None:
    source = read_page(share(*NODES, pieces=pieces), URL)
    assert source.title == "Rebase"
    assert source.text == (
        "## user\n\nExplain `rebase`.\n\n## assistant\n\nIt **replays** commits.\n\n```sh\ngit rebase main\n```"
        "\n\nUse <main>.\n\n## user\n\nExplain `rebase`."
    )


@pytest.mark.parametrize("damage", ['linear_conversation\\"', "[{", "content_type"])
def test_damaged_data_is_no_chat(damage: str) -> None:
    with pytest.raises(SourceEmpty):
        read_page(share(*NODES).replace(damage, "linear_conversation?", 1), URL)


def test_what_the_page_shows_itself_is_read_once() -> None:
    shown = '<div data-message-author-role="user"><p>Explain rebase, please.</p></div>'
    assert (
        read_page(share(*NODES).replace("<body>", f"<body>{shown}"), URL).text == "## user\n\nExplain rebase, please."
    )
