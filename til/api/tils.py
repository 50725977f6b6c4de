"""TILs over the API: list, search, read, write, publish."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from ninja import Header, Query, Router, Status

from til import editing
from til.api.responses import BODY, errors
from til.caller import caller_of
from til.models import Til
from til.schemas import PageOut, TilChanges, TilChoice, TilFilter, TilIn, TilOut, TilSummaryOut
from til.transfer.exporting import zip_response
from til.transfer.front_matter import to_markdown

router = Router(tags=["tils"])
IfMatch = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^$|^\*$|^"[0-9]{1,10}-[0-9a-f]{32}"$',
        description="The ETag that was read; `*` or nothing for whatever stands there.",
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
    """List what is public and what is yours, the last day first; with `q` the best answer first."""
    seen = editing.seen_by(caller_of(request, "read")).defer("content", "html")
    items, after = editing.part(seen, asked)
    return {"items": items, "next": after}


@router.get(
    "/tils.zip",
    response=errors(),
    operation_id="export_tils",
    summary="Take TILs out as Markdown files",
    openapi_extra=ZIP,
)
def tils_as_zip(request: HttpRequest, asked: Query[TilChoice]) -> StreamingHttpResponse:
    """Return a zip of what is public and what is yours, or of what is chosen of it.

    One Markdown file with YAML front matter for each TIL, and the pictures they show; the same bytes each time. It is
    made while it is sent: a zip that was cut off is one that does not open.
    """
    return zip_response(editing.chosen(editing.seen_by(caller_of(request, "read")), asked))


@router.post("/tils", response={201: TilOut} | errors(409, *BODY), operation_id="create_til", summary="Write a TIL")
def til_create(request: HttpRequest, response: HttpResponse, body: TilIn) -> Status[TilOut]:
    """Keep a new draft; day number and slug are made where none are given."""
    til = editing.create(caller_of(request, "write"), body)
    response["Location"] = reverse("api-1:til", args=[til.pk])
    return Status(201, _answer(response, til))


@router.get("/tils/{int:pk}", response=ETAGGED | errors(404), operation_id="get_til", summary="Read a TIL")
def til(request: HttpRequest, response: HttpResponse, pk: int) -> TilOut:
    """Return all of it; its ETag is what a change is made to."""
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
    response=ETAGGED | errors(404, 409, 412, *BODY),
    operation_id="update_til",
    summary="Change a TIL",
)
def til_change(
    request: HttpRequest, response: HttpResponse, pk: int, body: TilChanges, if_match: IfMatch = ""
) -> TilOut:
    """Change what is sent. Send If-Match, or a change that somebody else makes meanwhile is lost."""
    caller = caller_of(request, "write")
    changes = body.model_dump(exclude_none=True)
    return _answer(response, editing.change(caller, pk, if_match, changes))


@router.post(
    "/tils/{int:pk}/publish",
    response=MOVED,
    operation_id="publish_til",
    summary="Publish a TIL",
)
def til_publish(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Make it public; harmless where it is."""
    return _move(request, response, pk, if_match, Til.Status.PUBLISHED)


@router.post(
    "/tils/{int:pk}/archive",
    response=MOVED,
    operation_id="archive_til",
    summary="Archive a TIL",
)
def til_archive(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Take it from the public pages and keep it."""
    return _move(request, response, pk, if_match, Til.Status.ARCHIVED)


@router.post(
    "/tils/{int:pk}/draft",
    response=MOVED,
    operation_id="unpublish_til",
    summary="Make a TIL a draft again",
)
def til_draft(request: HttpRequest, response: HttpResponse, pk: int, if_match: IfMatch = "") -> TilOut:
    """Take it from the public pages to work on it."""
    return _move(request, response, pk, if_match, Til.Status.DRAFT)


@router.delete(
    "/tils/{int:pk}", response={204: None} | errors(404, 409, 412), operation_id="delete_til", summary="Delete a TIL"
)
def til_delete(request: HttpRequest, pk: int, if_match: IfMatch = "") -> Status[None]:
    """Delete it; its history stays in the admin."""
    editing.delete(caller_of(request, "write"), pk, if_match)
    return Status(204, None)


def _move(request: HttpRequest, response: HttpResponse, pk: int, if_match: str, status: Til.Status) -> TilOut:
    caller = caller_of(request, "write")
    return _answer(response, editing.change(caller, pk, if_match, {"status": status}))
