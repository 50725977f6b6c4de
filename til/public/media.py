"""Serve TIL pictures: few formats, no scripts. Those of drafts are for their owners and reviewers only."""

import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from til.caller import PUBLISH, Caller
from til.errors import TilError
from til.models import Picture
from til.text.pictures import FOLDER
from til.transfer.pictures import KINDS

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Serve a picture; scripts in an SVG opened directly do not run.

    Pictures that came with an import have no row; they are public, and kept forever since names are content hashes.
    """
    suffix = PurePosixPath(name).suffix
    place = f"{FOLDER}/{name}"
    if not _NAME.fullmatch(name) or suffix not in KINDS or not default_storage.exists(place):
        raise Http404
    kept = Picture.objects.filter(name=place).first()
    is_public = kept is None or kept.is_public
    if kept and not is_public and not _may_see(request, kept):
        raise Http404
    with default_storage.open(place) as file:
        response = HttpResponse(file.read(), content_type=KINDS[suffix])
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _may_see(request: HttpRequest, kept: Picture) -> bool:
    """Return whether the picture is the caller's, or in a draft that they may review."""
    try:
        caller: Caller = request.find_caller()  # type: ignore[attr-defined]  # set by tilsite.http.caller
    except TilError:
        return False
    reviews = caller.is_staff and any(map(caller.may, (PUBLISH, "til.view_til", "til.change_til")))
    return (reviews and kept.tils.exists()) or Picture.objects.filter(caller.owned(), pk=kept.pk).exists()
