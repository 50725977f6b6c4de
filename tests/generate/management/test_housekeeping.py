"""Housekeeping commands: old generations are deleted, orphans are finished."""

from argparse import ArgumentTypeError
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from generate.drafting.save import save_draft
from generate.management.duration import duration
from generate.models import Generation, Upload
from generate.running import retention
from generate.stream.live import Status
from til.models import Til

NOTES = "# Switching\n\n`git switch -` goes back to the branch before.\n"


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def ended(days: float, **fields: object) -> Generation:
    values = {"status": Status.COMPLETE, "content": NOTES, "title": "Switching", "provider": "offline"} | fields
    row = Generation.objects.create(**values)
    Generation.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=days))
    return row


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("90s", timedelta(seconds=90)),
        ("45m", timedelta(minutes=45)),
        ("12h", timedelta(hours=12)),
        (" 30 D ", timedelta(days=30)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, time: timedelta) -> None:
    assert duration(text) == time


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5h", "30 days", "1y", "٣d", "9999999d"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="90s, 45m, 12h, 30d or 2w"):
        duration(text)


@pytest.mark.django_db
def test_pruning_leaves_what_is_young_what_runs_and_every_saved_til() -> None:
    old, young, running = ended(31), ended(29), ended(400, status=Status.RUNNING)
    saved = ended(400)
    til = save_draft(saved.pk)
    Upload.objects.create(size=1, data=b"x")
    Upload.objects.update(created=timezone.now() - timedelta(days=2))
    assert said("prune_generations", "--older-than", "30d").splitlines() == [
        "Generations deleted: 2. Unread uploads and unused pictures deleted: 1.",
        "Saved TILs are untouched.",
    ]
    assert set(Generation.objects.all()) == {young, running}
    assert not Generation.objects.filter(pk=old.pk).exists()
    assert Til.objects.get() == til
    again = said("prune_generations", "--older-than=12h")
    assert again.startswith("Generations deleted: 1. Unread uploads and unused pictures deleted: 0.")


@pytest.mark.django_db
def test_pruning_refuses_what_is_no_duration() -> None:
    with pytest.raises(CommandError, match="is not a duration"):
        said("prune_generations", "--older-than", "a month")


@pytest.mark.django_db(transaction=True)
def test_a_sweep_writes_orphans_to_their_end() -> None:
    past, future = timezone.now() - timedelta(minutes=1), timezone.now() + timedelta(minutes=5)
    orphans = [ended(0, status=Status.RUNNING, content="", input=NOTES, lease_until=past) for _ in range(23)]
    held = ended(0, status=Status.RUNNING, content="", input=NOTES, lease_until=future)
    assert said("sweep_generations") == "Generations adopted: 23 (23 complete).\n"
    for row in orphans:
        row.refresh_from_db()
        assert (row.status, row.run) == (Status.COMPLETE, 2)
        assert "git switch -" in row.content
    held.refresh_from_db()
    assert (held.status, held.content) == (Status.RUNNING, "")
    assert said("sweep_generations") == "Generations adopted: 0 (none were left behind).\n"


@pytest.mark.django_db
def test_what_the_setting_keeps_no_longer_goes(settings: Any) -> None:
    old, young = ended(31, input="notes", source_text="notes"), ended(5, input="notes", source_text="notes")
    running = ended(400, status=Status.RUNNING, input="notes")
    til = save_draft(old.pk)
    retention.prune()
    settings.TIL_KEEP = {"notes": 30}
    retention.prune()
    texts = {row.pk: (row.input, row.source_text, row.content) for row in Generation.objects.all()}
    assert texts[old.pk] == ("", "", NOTES)
    assert texts[young.pk] == ("notes", "notes", NOTES)
    assert texts[running.pk][0] == "notes"
    settings.TIL_KEEP = {"generations": 30}
    retention.prune()
    assert set(Generation.objects.all()) == {young, running}
    assert Til.objects.get() == til
