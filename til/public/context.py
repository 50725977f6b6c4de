"""Template context for every page: the site's row, and the number of drafts to review."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from til.models import Til
from til.site.models import current


def site(request: HttpRequest) -> dict[str, Any]:
    """Return ``site``; ``exported``, for pages without a server; and ``drafts_waiting``, counted only if shown."""
    drafts = SimpleLazyObject(lambda: Til.objects.filter(status=Til.Status.DRAFT).count())
    exported = getattr(request, "exported", False)
    return {"drafts_waiting": drafts, "site": SimpleLazyObject(current), "exported": exported}
