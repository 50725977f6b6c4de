"""A proposal is accepted when both it and the draft it belongs to have ended."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from generate.drafting.regenerate import accept
from generate.models import Generation
from generate.refusals import StillRunning
from generate.stream.live import Status

pytestmark = pytest.mark.django_db


def proposal(of: str, itself: str) -> tuple[Generation, int]:
    parent = Generation.objects.create(input="notes", content="Text.", title="Old", status=of)
    row = Generation.objects.create(input="notes", part="title", title="New", parent=parent, status=itself)
    return parent, row.pk


@pytest.mark.parametrize(("of", "itself"), [(Status.RUNNING, Status.COMPLETE), (Status.COMPLETE, Status.RUNNING)])
def test_nothing_is_accepted_while_one_of_them_is_written(of: str, itself: str) -> None:
    parent, pk = proposal(of, itself)
    with pytest.raises(StillRunning):
        accept(parent, pk)
    parent.refresh_from_db()
    assert parent.title == "Old"


def test_it_is_accepted_when_both_have_ended() -> None:
    parent, pk = proposal(Status.COMPLETE, Status.COMPLETE)
    accept(parent, pk)
    parent.refresh_from_db()
    assert parent.title == "New"


@pytest.mark.django_db(transaction=True)
def test_accepting_waits_for_the_last_write_of_the_proposal() -> None:
    parent, pk = proposal(Status.COMPLETE, Status.RUNNING)
    rows = Generation.objects.filter(pk=pk)

    def accepted() -> None:
        try:
            accept(parent, pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            rows.update(title="Newest")
            accepting = threads.submit(accepted)
            until_one_waits()
            rows.update(status=Status.COMPLETE)  # a second change makes PostgreSQL check the parent, which is locked
        accepting.result(20)
    parent.refresh_from_db()
    assert parent.title == "Newest"


def until_one_waits() -> None:
    """Wait until a transaction waits for another; SQLite's waiting cannot be seen, so a moment must do."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    if connection.vendor != "postgresql":
        time.sleep(0.1)
        return
    with connection.cursor() as cursor:
        for _ in range(500):
            if cursor.execute(waiting).fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")
