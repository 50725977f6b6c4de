"""Template context for every page: the number of drafts to review."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from til.models import Til


def site(_: HttpRequest) -> dict[str, Any]:
    """Return ``drafts_waiting``, counted only if a page shows it."""
    return {"drafts_waiting": SimpleLazyObject(lambda: Til.objects.filter(status=Til.Status.DRAFT).count())}
