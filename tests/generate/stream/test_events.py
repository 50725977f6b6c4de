"""In any history of a generation, a reader who resumes at any time loses and repeats nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generate.errors import NotSaved
from generate.stages import Stage, wanted
from generate.stream.events import news
from generate.stream.live import Status
from generate.stream.position import Position
from tests.generate.stream.histories import Client, History

ALL = wanted(day_number=True, excerpt=True, tags=True)
flags = st.builds(wanted, day_number=st.booleans(), excerpt=st.booleans(), tags=st.booleans())
happen = st.sampled_from(["flush", "finish", "finish", "fail", "crash", "give_up", "cancel_orphan", "retry", "retry"])
steps = st.one_of(
    st.text(min_size=1, max_size=4),
    happen.map(lambda name: (name,)),
    st.tuples(st.sampled_from(["memory", "row"]), st.integers(1, 6)),
)


def begun(*pieces: str) -> History:
    history = History(ALL)
    for piece in pieces:
        history.write(piece)
    return history


def names(client: Client, history: History) -> list[str]:
    return [event.name for event in client.read(history.memory)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # three lanes share two cores
@given(flags, st.lists(steps, max_size=40))
def test_any_history_and_any_reconnects_give_exactly_the_content(
    stages: frozenset[Stage], happened: list[object]
) -> None:
    history, client = History(stages), Client()
    before = [client.copy()]
    for step in happened:
        match step:
            case str(piece):
                history.write(piece)
            case (str(place), int(most)):
                client.read(getattr(history, place), most)
                before.append(client.copy())
            case (str(name),):
                getattr(history, name)()
    history.complete()
    for reader in before:
        reader.read(history.row)
        reader.prove(history.row)
        assert reader.read(history.memory) == []


@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=6), st.data())
def test_from_any_offset_exactly_the_rest_comes_in_one_chunk(pieces: list[str], data: st.DataObject) -> None:
    history, text = begun(*pieces), "".join(pieces)
    offset = data.draw(st.integers(0, len(text) - 1))
    events = list(news(history.memory, Position(7, 1, Stage.CONTENT, offset)))
    assert [event.data for event in events] == [{"chunk": text[offset:]}]


def test_the_events_come_in_the_order_that_is_documented() -> None:
    history, client = begun("text"), Client()
    history.complete()
    assert names(client, history) == ["day_number", "content_chunk", "title", "excerpt", "tags", "complete"]


def test_an_error_is_told_once_and_a_retry_brings_the_rest() -> None:
    history, client = begun("text"), Client()
    history.finish()
    history.fail()
    assert names(client, history) == ["day_number", "content_chunk", "error"]
    assert names(client, history) == []
    history.retry()
    assert names(client, history) == []
    history.complete()
    assert names(client, history) == ["title", "excerpt", "tags", "complete"]


def test_a_retry_that_fails_again_says_so() -> None:
    history, client = begun("text"), Client()
    history.finish()
    history.fail()
    client.read(history.memory)
    history.retry()
    history.fail()
    assert names(client, history) == ["error"]


def test_an_attempt_without_a_whole_line_or_sentence_starts_over() -> None:
    history, client = begun("lost"), Client()
    client.read(history.memory)
    history.crash()
    history.write("found")
    assert names(client, history) == ["reset", "day_number", "content_chunk"]
    assert client.content == "found"


def test_after_a_crash_only_the_unfinished_sentence_is_taken_back() -> None:
    history, client = begun("One sentence. Anoth"), Client()
    history.flush()
    history.write("er one")
    client.read(history.memory)
    history.crash()
    history.write("A second. ")
    assert names(client, history) == ["reset", "content_chunk"]
    assert client.content == "One sentence. A second. "


def test_who_has_read_no_more_than_what_is_kept_is_taken_nothing_back() -> None:
    history, client = begun("One sentence. "), Client()
    history.flush()
    client.read(history.memory)
    history.crash()
    history.write("A second.")
    assert names(client, history) == ["content_chunk"]
    assert client.content == "One sentence. A second."


def test_what_several_attempts_kept_counts_for_who_missed_them_all() -> None:
    history, client = begun("First line\nsecond"), Client()
    history.flush()
    client.read(history.memory)
    history.crash()
    history.write("another\nth")
    history.flush()
    history.crash()
    history.start_over()
    history.write("anew")
    assert names(client, history) == ["reset", "day_number", "content_chunk"]
    assert client.content == "anew"


def test_who_is_ahead_of_the_row_waits_until_it_has_caught_up() -> None:
    history, client = begun("kept"), Client()
    history.flush()
    history.write(" shown")
    client.read(history.memory)
    assert client.read(history.row) == []
    history.write(" more")
    history.flush()
    client.read(history.row)
    assert client.content == "kept shown more"


def test_who_is_ahead_of_what_is_left_keeps_that() -> None:
    history, client = begun("kept"), Client()
    history.flush()
    history.write(" lost")
    client.read(history.memory)
    history.cancel_orphan()
    assert names(client, history) == ["reset", "error"]
    assert client.content == "kept"


def test_who_read_what_is_all_lost_begins_again_with_the_day_number() -> None:
    history, client = begun("lost"), Client()
    client.read(history.memory)
    history.cancel_orphan()
    assert names(client, history) == ["reset", "day_number", "error"]
    assert client.fields == {"day_number": 15}


def test_who_is_beyond_finished_content_keeps_what_there_is_of_it() -> None:
    history = begun("text")
    history.finish()
    events = [(event.name, event.data) for event in news(history.row, Position(7, 1, Stage.CONTENT, 9))]
    assert events == [("reset", {"length": 4})]


def test_who_has_seen_a_newer_attempt_waits_for_a_process_that_has_not() -> None:
    history = begun("of the first attempt")
    assert list(news(history.memory, Position(7, 2, Stage.CONTENT, 3))) == []


def test_what_could_not_be_saved_goes_on_when_it_is() -> None:
    history, client = begun("text"), Client()
    history.memory.show([("error", NotSaved()), ("status", Status.FAILED)])
    assert names(client, history)[-1:] == ["error"]
    assert client.last[-1].data["code"] == "not_saved"
    history.memory.show([("error", None), ("status", Status.RUNNING)])
    history.complete()
    assert names(client, history) == ["title", "excerpt", "tags", "complete"]
    client.prove(history.memory)


@pytest.mark.parametrize("truncated", [True, False])
def test_complete_says_what_is_needed_to_prove_it(*, truncated: bool) -> None:
    history, client = begun("한글"), Client()
    history.complete()
    history.memory.show([("truncated", truncated), ("usage", {"input_tokens": 3})])
    client.read(history.memory)
    complete = client.last[-1].data
    assert (complete["content_length"], complete["truncated"]) == (2, truncated)
    assert complete["usage"] == {"input_tokens": 3}
