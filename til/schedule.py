"""Publish scheduled TILs when their time has come: with the next request, without a daemon.

Each process remembers when the next one is due, so that requests compare two times and ask the database nothing.
"""

import logging
import time
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Min
from django.utils import timezone

from til.errors import HoldsSecret
from til.models import Til

logger = logging.getLogger(__name__)
KEPT_SECONDS = 5  # until what another process scheduled is known


class _Known:
    """The next publication, as this process last read it."""

    due: datetime | None = None
    until = 0.0


def publish_if_due() -> None:
    """Publish what is due; without a database, later."""
    try:
        if time.monotonic() >= _Known.until:
            _look()
        if _Known.due and _Known.due <= timezone.now():
            publish_due()
    except DatabaseError:
        _Known.until = time.monotonic() + KEPT_SECONDS


def publish_due() -> None:
    """Publish every scheduled TIL whose time has come, earliest first; several processes may do so at once."""
    due = Til.objects.filter(status=Til.Status.SCHEDULED, published__lte=timezone.now()).order_by("published")
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            til = due.select_for_update(no_key=True).filter(pk=pk).first()
            if til:
                _publish(til)
    _look()


def forget() -> None:
    """Look again with the next request: something was scheduled."""
    _Known.until = 0.0


def _look() -> None:
    waiting = Til.objects.filter(status=Til.Status.SCHEDULED)
    _Known.due, _Known.until = waiting.aggregate(due=Min("published"))["due"], time.monotonic() + KEPT_SECONDS


def _publish(til: Til) -> None:
    try:
        til.save()  # its status follows from its time
    except HoldsSecret as refusal:
        til.status = Til.Status.DRAFT
        til.save()
        logger.warning("TIL %s was not published as scheduled and is a draft again: %s", til.pk, refusal)
