"""Self-healing streams: after any cut, nothing is lost, repeated or started twice."""

import httpx2
import pytest
from tilsite_client import GenerationError, Options, Retry, TilError

from tests.clients.line import HASTY, Script, lost, read, says, stream
from tests.clients.recorded import EVENTS, NAMES, RECORDED, TAGS, TEXT, after, complete, sse

pytestmark = pytest.mark.anyio
STATE = {"id": 7, "status": "complete", "position": "7-1-6-0-1", "error": None} | complete()


def rest(request: httpx2.Request) -> httpx2.Response:
    return stream(after(request.headers.get("last-event-id", "")))(request)


async def test_a_draft_is_read_with_every_field() -> None:
    got = await read(Script([stream(RECORDED)]).client().generate("notes"))
    assert (got.error, got.names) == (None, NAMES)
    assert (got.draft.day_number, got.draft.content, got.draft.title) == (15, TEXT, "제목")
    assert (got.draft.excerpt, got.draft.tags) == ("짧게.", TAGS)
    assert got.draft.complete
    assert got.draft.complete.generation_id == 7
    assert got.draft.last_event_id == "7-1-6-0-1"


async def test_a_stream_in_two_reads_loses_nothing_at_any_place() -> None:
    for at in range(1, len(RECORDED)):
        got = await read(Script([stream(RECORDED[:at], RECORDED[at:])]).client().generate("notes"))
        assert (got.error, got.names, got.draft.content) == (None, NAMES, TEXT), f"cut at {at}"


async def test_a_stream_byte_by_byte_loses_nothing() -> None:
    got = await read(Script([stream(*(bytes([byte]) for byte in RECORDED))]).client().generate("notes"))
    assert (got.error, got.names, got.draft.content) == (None, NAMES, TEXT)


@pytest.mark.parametrize("breaks", [True, False])
async def test_a_cut_at_any_byte_is_resumed_without_a_lost_or_repeated_character(breaks: bool) -> None:
    for at in range(len(RECORDED) - 1):
        script = Script([stream(RECORDED[:at], breaks=breaks), rest])
        got = await read(script.client().generate("notes"))
        assert (got.error, got.names, got.draft.content) == (None, NAMES, TEXT), f"cut at {at}"
        assert script.paths == ["POST /generate/stream", "GET /generations/7/stream"]


async def test_however_often_the_answer_to_a_start_is_lost_one_key_names_it() -> None:
    script = Script([lost, says(502), says(503, None, Retry_After="0"), stream(RECORDED)])
    got = await read(script.client().generate("notes", provider="offline"))
    assert (got.error, got.draft.content) == (None, TEXT)
    assert script.paths == ["POST /generate/stream"] * 4
    assert len({request.headers["idempotency-key"] for request in script.asked}) == 1


async def test_a_reset_with_a_length_keeps_so_many_characters() -> None:
    kept = TEXT[:12]
    tail = sse("reset", "7-2-2-12", {"length": 12}) + sse("content_chunk", f"7-2-2-{len(TEXT)}", {"chunk": TEXT[12:]})
    script = Script([stream("".join([*EVENTS[:4], tail, *EVENTS[6:]]).encode())])
    got = await read(script.client().generate("notes"))
    assert (got.error, got.draft.content, got.draft.day_number) == (None, TEXT, 15)
    assert kept == got.draft.content[:12]


@pytest.mark.parametrize("data", [{}, {"length": 0}])
async def test_a_reset_without_a_length_starts_over(data: dict[str, int]) -> None:
    script = Script([stream((EVENTS[0] + EVENTS[1] + sse("reset", "7-2-1-0", data) + "".join(EVENTS)).encode())])
    got = await read(script.client().generate("notes"))
    assert (got.error, got.draft.content, got.draft.title) == (None, TEXT, "제목")


async def test_a_text_that_arrived_changed_is_read_once_more() -> None:
    changed = RECORDED.replace("취소".encode(), "시작".encode())
    script = Script([stream(changed), stream(RECORDED)])
    got = await read(script.client().generate("notes"))
    assert (got.error, got.draft.content, got.names.count("reset")) == (None, TEXT, 1)
    assert "last-event-id" not in script.asked[1].headers
    again = await read(Script([stream(changed), stream(changed)]).client().generate("notes"))
    assert again.error
    assert again.error.code == "content_mismatch"


async def test_what_is_resumed_behind_the_last_event_is_complete() -> None:
    script = Script([stream(), says(200, STATE)])
    got = await read(script.client().resume(7, last_event_id="7-1-6-0-1", content=TEXT))
    assert (got.error, got.names) == (None, ["complete"])


async def test_a_failed_generation_is_raised_with_where_to_go_on() -> None:
    fault = {"error": "Down.", "code": "provider_unavailable", "retryable": True, "generation_id": 7}
    script = Script([stream((EVENTS[0] + EVENTS[1] + sse("error", "7-1-2-10-1", fault)).encode())])
    error = (await read(script.client().generate("notes"))).error
    assert isinstance(error, GenerationError)
    assert (str(error), error.code, error.retryable) == ("Down.", "provider_unavailable", True)
    assert (error.generation_id, error.last_event_id) == (7, "7-1-2-10-1")


async def test_a_refusal_is_raised_at_once_with_the_servers_words() -> None:
    body = {"error": "No.", "code": "invalid", "retryable": False, "fields": {"content": ["Empty."]}, "request_id": "x"}
    script = Script([says(422, body)])
    error = (await read(script.client().generate(""))).error
    assert error
    assert (str(error), error.status, error.fields, error.request_id) == ("No.", 422, {"content": ["Empty."]}, "x")
    assert len(script.asked) == 1


async def test_a_server_that_asks_for_more_than_a_minute_is_not_waited_for() -> None:
    script = Script([says(429, {"error": "Later.", "code": "too_many_requests", "retryable": True}, Retry_After="90")])
    error = (await read(script.client().generate("notes"))).error
    assert error
    assert (error.code, error.retry_after) == ("too_many_requests", 90)


async def test_a_dead_line_ends_after_so_many_tries_and_each_wait_is_told() -> None:
    told: list[Retry] = []
    script = Script([lost] * 4)
    options = Options(backoff=0, max_backoff=0, retries=3, on_retry=told.append)
    error = (await read(script.client(options).generate("notes"))).error
    assert error
    assert (error.code, error.status) == ("connection_lost", 0)
    assert [retry.failures for retry in told] == [1, 2, 3]


async def test_events_of_unknown_names_and_fields_are_passed_over() -> None:
    body = RECORDED.replace(b'"day_number":15', b'"day_number":15,"new":1')
    script = Script([stream(sse("weather", "7-1-1-0", {"sun": 1}).encode() + body)])
    got = await read(script.client().generate("notes"))
    assert (got.error, got.names) == (None, NAMES)


async def test_what_may_be_done_once_only_is_not_sent_again() -> None:
    script = Script([lost, says(200, {})])
    with pytest.raises(TilError, match="connection was lost"):
        await script.client().tils.create(title="a", content="b")
    assert script.paths == ["POST /tils"]


async def test_what_does_no_harm_twice_is_sent_again() -> None:
    script = Script([lost, says(502), says(200, {"til_id": 1})])
    assert await script.client(HASTY).save(7, title="Mine") == {"til_id": 1}
    assert script.paths == ["POST /generations/7/save"] * 3
