"""Pictures over the API."""

from typing import Annotated

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from til.api.responses import BODY, errors
from til.caller import caller_of
from til.text.pictures import address_of
from til.transfer.adding import LARGEST, add_picture, too_large

router = Router(tags=["pictures"])


class PictureOut(Schema):
    """A stored picture."""

    address: str = Field(
        description="Its path on this site, for Markdown: `![what it shows](address)`.",
        examples=["/media/pictures/0123456789abcdef0123456789abcdef.png"],
    )


@router.post(
    "/pictures",
    response={201: PictureOut} | errors(429, *BODY),
    operation_id="add_picture",
    url_name="add_picture",
    summary="Add a picture",
)
def add(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> Status[PictureOut]:
    """Store a PNG, JPEG, WebP or GIF picture of at most 10 MB for notes and drafts.

    It is reduced to 2,000 pixels, and its metadata, such as the place it was taken at, is removed. Until a public TIL
    shows it, only you and reviewers see it. It is deleted with the last TIL that had it; if no draft has it, after a
    day.
    """
    caller = caller_of(request, "generate", "write")
    if (file.size or 0) > LARGEST:
        raise too_large()
    return Status(201, PictureOut(address=address_of(add_picture(caller, file.read()).name)))
