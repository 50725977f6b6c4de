"""Row operations: fenced, repeatable, in one transaction, and by one owner at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from generate.errors import ProviderUnavailable
from generate.models import Generation
from generate.running import rows
from generate.running.outbox import Change
from generate.running.rows import Flushed
from generate.stages import Stage, TagChoice
from generate.stream.live import Status
from tests.generate.fleet import admit, generation

T = TypeVar("T")
NOBODY = Flushed(frozenset(), frozenset())


def started(owner: str = "ours", **fields: object) -> Generation:
    return rows.start(generation(**fields), owner, admit)


def orphan(**fields: object) -> Generation:
    row = started("gone")
    Generation.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1), **fields)
    return Generation.objects.get(pk=row.pk)


def read(row: Generation) -> Generation:
    return Generation.objects.get(pk=row.pk)


def flush(*changes: Change, owner: str = "ours") -> Flushed:
    return rows.flush(owner, changes, {change.id: change.run for change in changes})


def text(row: Generation, offset: int, piece: str, **values: object) -> Change:
    return Change(row.pk, row.run, offset, piece, values)


def at_once(count: int, work: Callable[[int], T]) -> list[T]:
    def one(number: int) -> T:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db
def test_text_is_written_behind_its_offset_in_code_points() -> None:
    row = started()
    flush(text(row, 0, "한글 🙂"))
    flush(text(row, 4, " text"))
    assert read(row).content == "한글 🙂 text"


@pytest.mark.django_db
def test_a_flush_that_is_repeated_doubles_nothing() -> None:
    row = started()
    flush(text(row, 0, "one "))
    for _ in range(2):
        assert flush(text(row, 4, "two", title="T", stage=Stage.EXCERPT)) == NOBODY
    flush(text(row, 4, "two and three"))
    assert (read(row).content, read(row).title, read(row).stage) == ("one two and three", "T", Stage.EXCERPT)


@pytest.mark.django_db
def test_who_lost_the_lease_cannot_write() -> None:
    row = orphan(content="kept", stage=Stage.TITLE)
    [taken] = rows.adopt("theirs")
    for late in (text(row, 4, " late"), text(taken, 4, " late"), text(row, 0, "", status=Status.COMPLETE)):
        assert flush(late, owner="gone").lost == {row.pk}
    assert (read(row).content, read(row).status) == ("kept", Status.RUNNING)
    assert flush(text(row, 4, " late"), owner="theirs").lost == {row.pk}
    assert flush(text(taken, 4, " more"), owner="theirs") == NOBODY
    assert read(row).content == "kept more"


@pytest.mark.django_db
def test_who_has_nothing_to_write_hears_all_the_same() -> None:
    stopped, lost, mine = started(), orphan(), started()
    rows.cancel(stopped.pk)
    held = {row.pk: row.run for row in (stopped, lost, mine)}
    assert rows.flush("ours", [], held) == Flushed(frozenset({lost.pk}), frozenset({stopped.pk}))


@pytest.mark.django_db
def test_one_that_ends_is_neither_lost_nor_held_any_more() -> None:
    row = started()
    assert flush(text(row, 0, "text", status=Status.COMPLETE, stage=Stage.END)) == NOBODY
    ended = read(row)
    assert (ended.owner, ended.lease_until, ended.status) == ("", None, Status.COMPLETE)
    assert ended.finished


@pytest.mark.django_db
def test_errors_and_tags_come_back_as_they_were_shown() -> None:
    row = started()
    tags = (TagChoice(None, "git", "git", is_new=True),)
    flush(text(row, 0, "", tags=tags, status=Status.FAILED, error=ProviderUnavailable("detail")))
    kept = read(row)
    assert kept.tags == [{"id": None, "name": "git", "slug": "git", "is_new": True}]
    assert (kept.error_code, kept.error_detail) == ("provider_unavailable", "detail")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 60])
def test_idle_runs_cost_the_same_however_many_they_are(count: int) -> None:
    held = {row.pk: row.run for row in [started() for _ in range(count)]}
    with CaptureQueriesContext(connection) as queries:
        rows.flush("ours", [], held)
        rows.renew("ours")
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 3


@pytest.mark.django_db(transaction=True)
def test_all_changes_are_one_transaction() -> None:
    rows = [started() for _ in range(20)]
    with CaptureQueriesContext(connection) as queries:
        flush(*(text(row, 0, "text") for row in rows))
    sql = [query["sql"].split()[0] for query in queries]
    assert sql.count("COMMIT") <= 1
    assert len(sql) <= 7  # with BEGIN and COMMIT, however many the changes are


@pytest.mark.django_db
def test_a_renewed_lease_keeps_others_away() -> None:
    orphan()
    rows.renew("gone")
    assert rows.adopt("theirs") == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_reach_for_an_orphan_one_gets_it() -> None:
    row = orphan()
    taken = at_once(8, lambda number: rows.adopt(f"owner {number}"))
    assert sorted(len(rows) for rows in taken) == [0] * 7 + [1]
    assert (read(row).run, read(row).attempt) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_many_retries_one_is_a_run() -> None:
    row = started()
    flush(text(row, 0, "", status=Status.FAILED))
    taken = at_once(8, lambda number: rows.retry(row.pk, f"owner {number}", admit))
    assert len([one for one in taken if one]) == 1
    assert read(row).run == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "attempt", "content"),
    [
        (Stage.CONTENT, 2, "Kept. "),
        (Stage.TITLE, 1, "Kept. And"),
        (Stage.TAGS, 1, "Kept. And"),
        (Stage.END, 1, "Kept. And"),
    ],
)
def test_the_attempt_rises_only_when_content_goes_on(stage: Stage, attempt: int, content: str) -> None:
    orphan(content="Kept. And", stage=stage)
    [taken] = rows.adopt("ours")
    assert (taken.run, taken.attempt, taken.content, taken.owner) == (2, attempt, content, "ours")


@pytest.mark.django_db
def test_after_the_clock_was_put_back_nothing_waits_for_it() -> None:
    row, alive = orphan(), started("alive")
    Generation.objects.filter(pk=row.pk).update(lease_until=Now() + timedelta(hours=1))
    assert [one.pk for one in rows.running_live()] == [alive.pk]
    assert [one.pk for one in rows.adopt("ours")] == [row.pk]


@pytest.mark.django_db
def test_what_runs_here_is_not_adopted_here() -> None:
    row = orphan()
    assert rows.adopt("gone", [row.pk]) == []
    assert [one.pk for one in rows.adopt("gone")] == [row.pk]


@pytest.mark.django_db
def test_what_was_taken_up_too_often_is_given_up_with_its_text(settings: Settings) -> None:
    settings.TIL_MAX_RUNS = 3
    row = orphan(run=3, content="kept")
    [given_up] = rows.adopt("ours")
    assert (given_up.status, given_up.error_code, given_up.content) == (Status.FAILED, "interrupted", "kept")
    assert flush(text(row, 4, " late"), owner="gone").lost == {row.pk}
    assert rows.retry(row.pk, "ours", admit)


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "attempt", "kept"), [("less", 3, "more text"), ("longer than that", 2, "")])
def test_the_longest_text_is_there_when_it_is_given_up(
    settings: Settings, content: str, attempt: int, kept: str
) -> None:
    row = orphan(content="more text")
    [taken] = rows.adopt("gone")
    flush(text(taken, 0, content), owner="gone")
    Generation.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))
    settings.TIL_MAX_RUNS = 2
    [given_up] = rows.adopt("ours")
    assert (given_up.status, given_up.content, given_up.attempt) == (Status.FAILED, kept or content, attempt)


@pytest.mark.django_db
def test_what_is_let_go_can_be_adopted_at_once() -> None:
    row, other = started("gone"), started("theirs")
    assert rows.release("gone") == [row.pk]
    assert [one.pk for one in rows.adopt("ours")] == [row.pk]
    assert read(other).owner == "theirs"


@pytest.mark.django_db
def test_to_stop_twice_or_too_late_does_nothing() -> None:
    row, lost = started(), orphan(content="kept")
    assert rows.cancel(row.pk)
    assert rows.cancel(row.pk)
    assert read(row).status == Status.RUNNING
    assert rows.cancel(lost.pk)
    assert (read(lost).status, read(lost).content, read(lost).error_code) == (Status.CANCELLED, "kept", "cancelled")
    assert not rows.cancel(lost.pk)
    assert not rows.cancel(0)


@pytest.mark.django_db
def test_a_peek_brings_what_is_behind_the_reader() -> None:
    row = started()
    flush(text(row, 0, "한글 text"))
    seen = {position: rows.peek({row.pk: position})[0] for position in [(1, 3), (1, 99), (0, 3)]}
    assert [peeked.content for peeked, _ in seen.values()] == ["text", "", "한글 text"]
    assert not any(is_orphan for _, is_orphan in seen.values())
    assert [is_orphan for _, is_orphan in rows.peek({orphan().pk: (1, 0), 0: (1, 0)})] == [True]


@pytest.mark.django_db
def test_an_earlier_run_of_the_same_owner_cannot_write_either() -> None:
    row = started(content="kept")
    Generation.objects.filter(pk=row.pk).update(run=2)
    assert flush(text(row, 4, " late")).lost == {row.pk}
    assert read(row).content == "kept"


@pytest.mark.django_db
def test_what_was_taken_up_since_it_was_seen_is_left_alone() -> None:
    seen = orphan(content="kept", stage=Stage.TITLE)
    Generation.objects.filter(pk=seen.pk).update(run=2)
    assert rows.take(seen, rows.EXPIRED, "ours", "server") is None
    assert read(seen).owner == "gone"
