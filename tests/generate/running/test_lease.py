"""Leases: renewed while the process is responsive, lost when it hangs, and recognised when it is dead."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import override_settings

from generate.models import Generation
from generate.running import lease, rows
from generate.running.lease import LeaseKeeper, dead, new_owner
from tests.generate.fleet import admit, generation

OWNER = "import django; django.setup(); from generate.running.lease import new_owner; print(new_owner(), flush=True)"


def until_renewed(pk: int, seconds: float) -> bool:
    """Return whether the expired lease is renewed within ``seconds``."""
    Generation.objects.filter(pk=pk).update(lease_until=Now() - timedelta(seconds=9))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if rows.running_live().filter(pk=pk).exists():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db(transaction=True)
def test_a_busy_event_loop_keeps_its_leases_and_one_that_hangs_loses_them(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = new_owner()
    row = rows.start(generation(), owner, admit)
    with override_settings(TIL_LEASE_SECONDS=1):
        keeper = LeaseKeeper(owner)
        keeper.start()
        try:
            keeper.show_life(has_runs=True)
            assert until_renewed(row.pk, 5), "nothing of the event loop is needed to renew"
            monkeypatch.setattr(lease, "HUNG_SECONDS", 0.0)
            assert not until_renewed(row.pk, 1)
        finally:
            keeper.stop()


@pytest.mark.timed
@pytest.mark.django_db(transaction=True)
def test_a_lease_never_runs_out_while_its_process_lives() -> None:
    owner = new_owner()
    with override_settings(TIL_LEASE_SECONDS=1):
        row = rows.start(generation(), owner, admit)
        keeper = LeaseKeeper(owner)
        keeper.start()
        try:
            for _ in range(60):
                keeper.show_life(has_runs=True)
                assert rows.running_live().filter(pk=row.pk).exists()
                time.sleep(0.03)
        finally:
            keeper.stop()


def test_a_process_is_dead_when_it_has_ended_and_not_before() -> None:
    program = f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tilsite.settings'; {OWNER}; input()"
    pipe, command = subprocess.PIPE, [sys.executable, "-c", program]
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout
    assert process.stdin
    theirs = process.stdout.readline().strip()
    assert dead([theirs, new_owner()]) == []
    process.communicate("\n", timeout=30)
    assert dead([theirs, new_owner()]) == [theirs]


@pytest.mark.parametrize("owner", ["", "another", "elsewhere-1-2-3", "host-12-0-abcd", "a-b-c-d"])
def test_nothing_is_known_of_other_machines(owner: str) -> None:
    assert dead([owner]) == []


@pytest.mark.django_db
def test_what_a_dead_process_ran_is_taken_up_at_once() -> None:
    row = rows.start(generation(), "gone", admit)
    assert rows.adopt("ours") == []
    assert [one.pk for one in rows.adopt("ours", dead=["gone"])] == [row.pk]
