"""TILs over the API: list, search, read, write, publish."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Header, Query, Router, Status

from til.api import editing
from til.api.responses import BODY, errors
from til.api.schemas import PageOut, TilChanges, TilChoice, TilFilter, TilIn, TilOut, TilSummaryOut
from til.caller import caller_of
from til.errors import NoETag
from til.models import Til
from til.transfer.exporting import zip_response
from til.transfer.front_matter import to_markdown

router = Router(tags=["tils"])
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^$|^\*$|^"[0-9]{1,10}-[0-9a-f]{32}"$',
        description="The ETag you read; `*` or nothing to change any version.",
    ),
]
KnownIfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^\*$|^"[0-9]{1,10}-[0-9a-f]{32}"$',
        description="The ETag you read; `*` to change any version.",
    ),
]
MOVED = {200: TilOut} | errors(404, 409, 412)
ETAGGED = {200: TilOut}
MARKDOWN = {"responses": {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}}
ZIP: dict[str, Any] = {"responses": {200: {"content": {"application/zip": {}}}}}


def _answer(response: HttpResponse, til: Til) -> TilOut:
    out = editing.shown(til)
    response["ETag"] = editing.etag(out)
    return out


@router.get("/tils", response={200: PageOut[TilSummaryOut]} | errors(), operation_id="list_tils", summary="List TILs")
def tils(request: HttpRequest, asked: Query[TilFilter]) -> dict[str, Any]:
    """List public TILs and your own, latest day first; with `q`, best match first."""
    seen = editing.seen_by(caller_of(request, "read")).defer("content", "html")
    items, after = editing.part(seen, asked)
    return {"items": items, "next": after}


@router.get(
    "/tils.zip",
    response=errors(),
    operation_id="export_tils",
    summary="Export TILs as Markdown files",
    openapi_extra=ZIP,
)
def tils_as_zip(request: HttpRequest, asked: Query[TilChoice]) -> StreamingHttpResponse:
    """Return a zip of public TILs and your own, optionally filtered.

    It holds one Markdown file with YAML front matter per TIL, and their pictures; equal data gives equal bytes. The zip
    is generated while it is sent, so an interrupted download cannot be opened.
    """
    return zip_response(editing.chosen(editing.seen_by(caller_of(request, "read")), asked))


@router.post("/tils", response={201: TilOut} | errors(409, *BODY), operation_id="create_til", summary="Create a TIL")
def til_create(request: HttpRequest, response: HttpResponse, body: TilIn) -> Status[TilOut]:
    """Save a new draft; day number and slug are generated if omitted."""
    til = editing.create(caller_of(request, "write", permission="til.add_til"), body)
    response["Location"] = reverse("api-1:til", args=[til.pk])
    return Status(201, _answer(response, til))


@router.get("/tils/{int:pk}", response=ETAGGED | errors(404), operation_id="get_til", summary="Read a TIL")
def til(request: HttpRequest, response: HttpResponse, pk: int) -> TilOut:
    """Return the complete TIL, with the ETag that a change needs."""
    return _answer(response, editing.one_seen_by(caller_of(request, "read"), pk))


@router.get(
    "/tils/{int:pk}.md",
    response=errors(404),
    operation_id="get_til_markdown",
    summary="Read a TIL as a Markdown file",
    openapi_extra=MARKDOWN,
)
def til_as_markdown(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the file: YAML front matter, then the content."""
    til = editing.one_seen_by(caller_of(request, "read"), pk)
    return HttpResponse(to_markdown(til), content_type="text/markdown; charset=utf-8")


@router.patch(
    "/tils/{int:pk}",
    response=ETAGGED | errors(404, 409, 412, 428, *BODY),
    operation_id="update_til",
    summary="Change a TIL",
)
def til_change(
    request: HttpRequest, response: HttpResponse, pk: int, body: TilChanges, if_match: KnownIfMatch = ""
) -> TilOut:
    """Change the given fields. Requires If-Match (else 428) with the current ETag (else 412)."""
    caller = caller_of(request, "write")
    if not if_match:
        editing.owned_by(caller, pk)
        raise NoETag
    changes = body.model_dump(exclude_none=True)
    return _answer(response, editing.change(caller, pk, if_match, changes))


@router.post(
    "/tils/{int:pk}/publish",
    response=MOVED,
    operation_id="publish_til",
    summary="Publish a TIL",
)
def til_publish(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Make the TIL public; does nothing if it already is."""
    return _move(request, response, pk, if_match, Til.Status.PUBLISHED)


@router.post(
    "/tils/{int:pk}/archive",
    response=MOVED,
    operation_id="archive_til",
    summary="Archive a TIL",
)
def til_archive(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Remove the TIL from the public pages without deleting it."""
    return _move(request, response, pk, if_match, Til.Status.ARCHIVED)


@router.post(
    "/tils/{int:pk}/draft",
    response=MOVED,
    operation_id="unpublish_til",
    summary="Turn a TIL back into a draft",
)
def til_draft(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Remove the TIL from the public pages to work on it."""
    return _move(request, response, pk, if_match, Til.Status.DRAFT)


@router.delete(
    "/tils/{int:pk}", response={204: None} | errors(404, 409, 412), operation_id="delete_til", summary="Delete a TIL"
)
def til_delete(request: HttpRequest, pk: int, if_match: IfMatch = "") -> Status[None]:
    """Delete the TIL; its history stays in the admin."""
    editing.delete(caller_of(request, "write", permission="til.delete_til"), pk, if_match)
    return Status(204, None)


def _move(request: HttpRequest, response: HttpResponse, pk: int, if_match: str, status: Til.Status) -> TilOut:
    caller = caller_of(request, "write")
    return _answer(response, editing.change(caller, pk, if_match, {"status": status}))
