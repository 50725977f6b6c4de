"""A process is killed or stopped at any point: no shown text is lost or repeated, and every run ends once.

CRASH_STEP=n tests every nth point (1 for all), starting at CRASH_SEED.
"""

import hashlib
import itertools
import os
import random
import signal
import threading
from collections.abc import Callable

import pytest

from generate.models import Generation
from tests.crash.process import ANEW, FINAL, FIRST, SECOND, SENTENCES, plain
from tests.crash.story import Reader, Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]
STEP = int(os.environ.get("CRASH_STEP", "30"))
SEED = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(1_000)))
SENTENCE = max(map(len, SENTENCES)) + 1
HELD_UP = 0.2  # seconds until a stopped process continues in any case, since it may hold a lock


def check_end(reader: Reader, row: Generation) -> None:
    """Assert that a reader has the stored text and received its end once."""
    check_text(reader, row)
    assert reader.parts["title"]["title"] == row.title
    assert reader.parts["excerpt"]["excerpt"] == row.excerpt
    assert [tag["name"] for tag in reader.parts["tags"]["tags"]] == [tag["name"] for tag in row.tags]


def check_text(reader: Reader, row: Generation) -> None:
    """Assert that a reader has the whole content and received its end once."""
    assert [name for name, _ in reader.ends] == ["complete"]
    assert reader.text == row.content
    assert plain(row.content) == FINAL
    assert reader.ends[0][1]["content_sha256"] == hashlib.sha256(row.content.encode()).hexdigest()
    assert (row.status, row.owner, row.lease_until) == ("complete", "", None)


def check_crash(at: int) -> str:
    """Kill a process at a point and let another take over; return the point's name, "" if it ended before."""
    reader = Reader()
    first = Story.begin(reader, "start", at=at, signal=signal.SIGKILL).end()
    row = Generation.objects.order_by("-pk").first()
    if row is None:
        assert first.point
        assert not reader.last, "shown, and not stored"
        return first.point
    unsaved = max(len(reader.text), first.paid) - len(row.content)
    parts, was_running = dict(reader.parts), row.status == "running"
    second = Story.begin(reader, "adopt", pk=row.pk).end()
    row.refresh_from_db()
    check_end(reader, row)
    assert reader.parts.items() >= parts.items() or reader.taken_back
    assert row.run == 1 + was_running
    assert sum(reader.taken_back) <= max(0, unsaved) + SENTENCE
    assert first.paid + second.paid <= len(FINAL) + max(0, unsaved) + SENTENCE
    row.delete()
    return first.point


def at_each_point(check: Callable[[int], str]) -> None:
    """Call ``check`` for each point, until a process ends before reaching it."""
    for at in itertools.count(1 + SEED % STEP, STEP):
        try:
            if not check(at):
                return
        except AssertionError as error:
            error.add_note(f"at point {at}; CRASH_STEP={STEP} CRASH_SEED={SEED}")
            raise


def test_a_crash_costs_what_was_not_saved_and_a_sentence_at_most() -> None:
    at_each_point(check_crash)


def check_anew(at: int) -> str:
    """Kill a process whose model starts the post over at a point; the text so far is kept somewhere, then and later."""
    kept = "\n".join(SENTENCES[:3]).rstrip().replace(FIRST, SECOND)  # its first line is what the model begins with
    row = Generation.objects.create(
        input="git bisect", provider="openai", model="plain", language="ko", status="failed", content=kept, stage=2
    )
    reader = Reader()
    first = Story.begin(reader, "retry", pk=row.pk, text=ANEW, at=at, signal=signal.SIGKILL).end()
    row.refresh_from_db()
    assert is_kept(kept, row)
    if row.status != "complete" or not reader.ends:  # killed perhaps between the end and its telling
        act = "adopt" if row.status in {"running", "complete"} else "retry"
        Story.begin(reader, act, pk=row.pk, text=ANEW).end()
        row.refresh_from_db()
    assert [name for name, _ in reader.ends] == ["complete"]
    assert reader.text == row.content
    assert plain(row.content) == plain(ANEW)
    assert is_kept(kept, row)
    row.delete()
    return first.point


def is_kept(text: str, row: Generation) -> bool:
    """Return whether a row still holds ``text``."""
    return any(one.startswith(text) for one in (row.content, row.previous_text, row.earlier_text))


def test_a_text_that_a_model_starts_over_is_kept_at_every_point() -> None:
    at_each_point(check_anew)


def meet(first: Story, act: str, pk: int = 0) -> Story:
    """Let another process do ``act`` while ``first`` is stopped at its point, then let both end."""
    second = Story.begin(Reader(), act, pk=pk or newest())
    second.until("ready")
    timer = threading.Timer(HELD_UP, first.go_on)
    timer.start()
    second.until("acted", "cancelled", "accept")
    timer.cancel()
    first.go_on()
    first.end()
    return second.end()


def newest() -> int:
    return Generation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def check_meeting(at: int, act: str) -> str:
    """Let another process act while one is stopped at a point; return the point's name."""
    first = Story.begin(Reader(), "start", at=at, signal=signal.SIGSTOP)
    first.until_stopped()
    if not newest():
        first.go_on()
        first.end()
        Generation.objects.all().delete()
        return first.point
    second = meet(first, act)
    row = Generation.objects.get()
    if row.status == "complete":
        check_end(second.reader, row)
    for reader in (first.reader, second.reader):
        check_one_end(reader, row)
    assert row.status == "complete" or act == "cancel"
    assert row.run == 1 or act in {"adopt", "again"}
    row.delete()
    return first.point


def check_one_end(reader: Reader, row: Generation) -> None:
    """Assert that a reader received one end, with the text stored at that time."""
    [(name, data)] = reader.ends
    if name == "complete":
        check_end(reader, row)
    else:
        assert data["code"] == "cancelled"
        assert row.content.startswith(reader.text)
        assert row.content == reader.text or row.status == "complete"


@pytest.mark.parametrize("act", ["adopt", "cancel", "retry", "again"])
def test_two_processes_that_meet_agree(act: str) -> None:
    at_each_point(lambda at: check_meeting(at, act))


def finished(**values: object) -> Generation:
    """Return a generation with all its parts."""
    parts = {"content": FINAL, "title": "Before", "excerpt": "Before.", "tags": [], "stage": 6, "status": "complete"}
    asked = {"input": "git bisect", "provider": "openai", "model": "plain", "language": "ko"}
    return Generation.objects.create(**asked | parts | values)


def check_accepting_while_written(at: int) -> str:
    parent = finished()
    only = {"part": "title", "parent_id": parent.pk, "content": FINAL}
    fields = only | dict.fromkeys(["auto_day_number", "auto_excerpt", "auto_tags"], False)
    first = Story.begin(Reader(), "start", at=at, signal=signal.SIGSTOP, fields=tuple(fields.items()))
    first.until_stopped()
    if newest() != parent.pk:
        second = meet(first, "accept")
        row = Generation.objects.get(parent=parent)
        parent.refresh_from_db()
        answer = second.said[-1][1]
        assert answer in {"accepted", "still_running"}
        assert parent.title == (row.title if answer == "accepted" else "Before")
        assert (row.status, row.verdict) == ("complete", answer if answer == "accepted" else "")
    else:
        first.go_on()
        first.end()
    Generation.objects.all().delete()
    return first.point


def test_a_proposal_is_accepted_whole_or_not_at_all() -> None:
    at_each_point(check_accepting_while_written)


def check_accepting_while_continued(at: int) -> str:
    half = FINAL[: FINAL.index(SENTENCES[2])]
    parent = finished(status="failed", stage=2, content=half, title="", excerpt="", error_code="interrupted")
    proposal = finished(part="title", parent=parent, title="Proposed")
    first = Story.begin(Reader(), "retry", pk=parent.pk, at=at, signal=signal.SIGSTOP)
    first.until_stopped()
    second = meet(first, "accept", proposal.pk)
    parent.refresh_from_db()
    check_text(first.reader, parent)
    answer = second.said[-1][1]
    assert answer in {"accepted", "still_running"}
    assert (parent.title == "Proposed") is (answer == "accepted")
    Generation.objects.all().delete()
    return first.point


def test_what_was_accepted_survives_a_run_that_goes_on() -> None:
    at_each_point(check_accepting_while_continued)
