"""Publish scheduled TILs when their time has come: with the next request, without a daemon.

Each process remembers when the next one is due, so that requests compare two times and ask the database nothing.
"""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Min
from django.utils import timezone

from til.errors import HoldsSecret
from til.kept import Kept
from til.models import Til

logger = logging.getLogger(__name__)


def _read_due() -> datetime | None:
    waiting = Til.objects.filter(status=Til.Status.SCHEDULED)
    due: datetime | None = waiting.aggregate(due=Min("published"))["due"]
    return due


next_due = Kept(_read_due)  # the next publication


def is_idle() -> bool:
    """Return whether ``publish_if_due`` has nothing to read and nothing to publish now."""
    return next_due.is_known and not _is_due(next_due.last)


def _is_due(due: datetime | None) -> bool:
    return due is not None and due <= timezone.now()


def publish_if_due() -> None:
    """Publish what is due; without a database, later."""
    try:
        if _is_due(next_due.get()):
            publish_due()
    except DatabaseError:
        next_due.keep(None)


def publish_due() -> None:
    """Publish every scheduled TIL whose time has come, earliest first; several processes may do so at once."""
    due = Til.objects.filter(status=Til.Status.SCHEDULED, published__lte=timezone.now()).order_by("published")
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            til = due.select_for_update(no_key=True).filter(pk=pk).first()
            if til:
                _publish(til)
    next_due.forget()


def _publish(til: Til) -> None:
    try:
        til.save()  # its status follows from its time
    except HoldsSecret as refusal:
        til.status = Til.Status.DRAFT
        til.save()
        logger.warning("TIL %s was not published as scheduled and is a draft again: %s", til.pk, refusal)
