"""Apply the retention periods in TIL_KEEP: delete generations, or only their notes."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from generate.models import Generation
from generate.running import rows
from generate.stream.live import Status


def prune() -> None:
    """Delete data older than TIL_KEEP; TILs stay."""
    if days := settings.TIL_KEEP.get("generations"):
        rows.prune(timedelta(days=days))
    if days := settings.TIL_KEEP.get("notes"):
        forget_notes(timedelta(days=days))


def forget_notes(before: timedelta) -> int:
    """Empty the notes and sources of ended generations older than ``before``. Return how many."""
    old = Generation.objects.exclude(status=Status.RUNNING).filter(created__lt=Now() - before)
    return old.exclude(Q(input="") & Q(source_text="")).update(
        input="", source_text="", previous_text="", base="", earlier_text=""
    )
