"""The encoder against test vectors, and against an independent strict parser."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.stream.sse import SSEEvent, comment
from tests.sse_parser import Message, Parser, parse

ENCODE_VECTORS = json.loads((Path(__file__).parent / "encode_vectors.json").read_text("utf-8"))
SHARED = Path(__file__).parents[4] / "shared" / "sse_vectors.json"
DECODE_VECTORS = json.loads(SHARED.read_text("utf-8"))["decode"] if SHARED.exists() else []
ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates too


def encode_vector(call: dict[str, Any]) -> bytes:
    if "comment" in call:
        return comment(call["comment"])
    data = call["json"] if "json" in call else call.get("data")
    if data == {"x": "__NaN__"}:
        data = {"x": float("nan")}
    if "data_repeat" in call:
        text, times = call["data_repeat"]
        data = text * times
    return SSEEvent(call["event"], data, call.get("id"), call.get("retry")).encode()


def by_name(vector: dict[str, Any]) -> str:
    return str(vector["id"])


@pytest.mark.parametrize("vector", ENCODE_VECTORS, ids=by_name)
def test_encoder_meets_its_vectors(vector: dict[str, Any]) -> None:
    if "expect_error" in vector:
        with pytest.raises(ValueError, match=r"."):
            encode_vector(vector["call"])
        return
    wire = encode_vector(vector["call"])
    if "expect_text" in vector:
        assert wire.decode() == vector["expect_text"]
    if "reads_back_as" in vector:
        assert parse([wire]) == messages(vector["reads_back_as"])


def messages(expected: list[dict[str, str]]) -> list[Message]:
    return [Message(event["type"], event["data"], event["lastEventId"]) for event in expected]


def splits(stream: bytes) -> Iterator[list[bytes]]:
    """Yield the stream whole, cut in two at every byte (a thousand places if long), and byte by byte."""
    yield [stream]
    for cut in range(1, len(stream), 1 + len(stream) // 1000):
        yield [stream[:cut], stream[cut:]]
    yield [stream[i : i + 1] for i in range(len(stream))]


def assert_reads(stream: bytes, expect: dict[str, Any]) -> None:
    for pieces in splits(stream):
        parser = Parser()
        events = [event for piece in pieces for event in parser.feed(piece)]
        assert events == messages(expect["events"])
        assert parser.retry == expect["retry"]
        assert parser.last_event_id == expect["last_event_id"]


@pytest.mark.skipif(not DECODE_VECTORS, reason="../shared/sse_vectors.json is not beside this checkout")
def test_the_reader_meets_every_decode_vector() -> None:
    for vector in DECODE_VECTORS:
        stream = bytes.fromhex(vector["input_hex"]) if "input_hex" in vector else vector["input"].encode()
        assert_reads(stream, vector["expect"])


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (b"data: a\r\n\r\n", ["a"]),
        (b"data: a\rdata:  b\r\r", ["a\n b"]),
        (b"\xef\xbb\xbfdata\n\n:x\n\n\xef\xbb\xbfdata: no\n\n", [""]),
        (b"event: e\n\ndata: \xff\xea\n\ndata: cut", ["\ufffd\ufffd"]),
    ],
)
def test_the_reader_knows_line_ends_byte_order_marks_and_bad_bytes(stream: bytes, data: list[str]) -> None:
    for pieces in splits(stream):
        assert [event.data for event in parse(pieces)] == data


def as_read(text: str) -> str:
    """Return the text as a reader gets it: one kind of line end, no half characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unified.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(ANY_TEXT, st.integers() | st.none())
def test_any_text_survives(text: str, event_id: int | None) -> None:
    wire = SSEEvent("content_chunk", text, event_id).encode()
    last = "" if event_id is None else str(event_id)
    assert parse([wire]) == [Message("content_chunk", as_read(text), last)]


@given(ANY_TEXT)
def test_any_chunk_survives_as_json(text: str) -> None:
    wire = SSEEvent("content_chunk", {"chunk": text}, "1:2:3").encode()
    [message] = parse([wire])
    assert json.loads(message.data) == {"chunk": text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")}
    assert len(wire.decode().splitlines()) == 4  # readers that use str.splitlines() see the same lines


@given(ANY_TEXT)
def test_no_name_id_or_comment_breaks_the_framing(text: str) -> None:
    assert parse([comment(text)]) == []
    try:
        wire = SSEEvent(text, "x", text).encode()
    except ValueError:
        assert set(text) & set("\0\r\n") or text.startswith(" ") or not text
    else:
        name = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert parse([wire]) == [Message(name, "x", name)]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON_VALUES.filter(lambda value: not isinstance(value, str)))
def test_any_json_value_survives(value: Any) -> None:
    [message] = parse([SSEEvent("message", value).encode()])
    assert json.loads(message.data) == value


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), [1, float("-inf")], {"null": float("nan"), "a": None}])
def test_a_number_that_is_not_json_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        SSEEvent("message", bad).encode()


def test_a_word_that_looks_like_null_stays_a_word() -> None:
    wire = SSEEvent("m", {"chunk": "null and \ud83d"}).encode()
    assert wire == 'event: m\ndata: {"chunk":"null and \ufffd"}\n\n'.encode()


@pytest.mark.parametrize("data", [{"id": uuid.UUID(int=7)}, {"id": uuid.UUID(int=7), "none": None}])
def test_an_uuid_is_written_alike_with_and_without_null(data: dict[str, Any]) -> None:
    assert b'{"id":"00000000-0000-0000-0000-000000000007"' in SSEEvent("m", data).encode()


def test_what_json_cannot_hold_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        SSEEvent("m", {"x": object()}).encode()


@pytest.mark.parametrize("retry", [-1, 1.5, True, "3"])
def test_a_bad_retry_is_refused(retry: Any) -> None:
    with pytest.raises(ValueError, match="milliseconds"):
        SSEEvent("m", "x", retry=retry).encode()


@pytest.mark.parametrize("event_id", [True, 1.5, b"1", "a\rb"])
def test_a_bad_id_is_refused(event_id: Any) -> None:
    with pytest.raises(ValueError, match="id"):
        SSEEvent("m", "x", event_id).encode()


@pytest.mark.parametrize("name", ["", " a", "a\rb"])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="named"):
        SSEEvent(name, "x").encode()


def test_text_and_bytes_are_the_same_event() -> None:
    event = SSEEvent("title", {"title": "오늘"}, 5, 3000)
    assert event.to_sse() == 'id: 5\nevent: title\nretry: 3000\ndata: {"title":"오늘"}\n\n'
    assert event.encode() == event.to_sse().encode()
