"""Apply the retention periods in TIL_KEEP: delete generations, or only their notes; then pictures that nothing uses."""

import asyncio
import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from generate.models import Generation
from generate.running import pictures, rows, uploads
from generate.running.database import AWAY, in_database
from generate.stream.live import Status
from til.models import Til

logger = logging.getLogger(__name__)
EVERY = 60.0  # seconds
DELETED = timedelta(hours=24)  # that a deleted draft can be restored


def prune() -> None:
    """Delete data older than TIL_KEEP, what its author deleted a day ago, and unused pictures; other TILs stay."""
    drop_deleted()
    if days := settings.TIL_KEEP.get("generations"):
        rows.prune(timedelta(days=days))
    if days := settings.TIL_KEEP.get("notes"):
        forget_notes(timedelta(days=days))
    pictures.prune()


@transaction.atomic
def drop_deleted() -> None:
    """Delete for good what was deleted a day ago, with TILs that are still drafts."""
    over = Generation.objects.filter(deleted__lt=Now() - DELETED)
    Til.objects.filter(generation__in=over, status=Til.Status.DRAFT).delete()
    Generation.objects.filter(parent__in=over).exclude(part="").delete()
    over.delete()


def forget_notes(before: timedelta) -> int:
    """Empty the notes and sources of ended generations older than ``before``. Return how many."""
    old = Generation.objects.exclude(status=Status.RUNNING).filter(created__lt=Now() - before)
    return old.exclude(Q(input="") & Q(source_text="")).update(
        input="", source_text="", previous_text="", base="", earlier_text=""
    )


async def tidy() -> None:
    """Delete unused uploads, and what TIL_KEEP no longer keeps, regularly."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await in_database(uploads.prune)
            await in_database(prune)
        except AWAY as error:
            logger.warning("the database is unavailable: %s", type(error).__name__)
