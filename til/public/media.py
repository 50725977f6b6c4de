"""Serve TIL pictures: few formats, no scripts, and cached forever since names are content hashes."""

import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from til.transfer.pictures import FOLDER, KINDS

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


@require_safe
def picture(_: HttpRequest, name: str) -> HttpResponse:
    """Serve a picture; scripts in an SVG opened directly do not run."""
    suffix = PurePosixPath(name).suffix
    place = f"{FOLDER}/{name}"
    if not _NAME.fullmatch(name) or suffix not in KINDS or not default_storage.exists(place):
        raise Http404
    with default_storage.open(place) as file:
        response = HttpResponse(file.read(), content_type=KINDS[suffix])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
