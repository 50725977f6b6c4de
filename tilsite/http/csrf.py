"""The response to a form from another site, with a hint for the site's operator."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render

logger = logging.getLogger(__name__)
_ORIGIN = REASON_BAD_ORIGIN.partition("%s")[0]


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403. In case a proxy hides the site's own address, name the setting to change."""
    origin = request.headers.get("Origin", "") if reason.startswith(_ORIGIN) else ""
    if origin:
        logger.warning("a form from %s was refused: if that is this site, set CSRF_TRUSTED_ORIGINS=%s", origin, origin)
    if request.path.startswith("/api/"):
        return HttpResponseForbidden()  # the API has its own error format
    return render(request, "403_csrf.html", {"origin": origin}, status=403)
