"""Tags over the API: list and make; rename, merge and alias them, which changes everybody's TILs."""

from typing import Annotated, Any

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from ninja import Query, Router, Status

from til import merge, naming
from til.api.responses import BODY, errors
from til.caller import Caller, caller_of
from til.models import Alias, Tag, Til
from til.refusals import NeverMerged, NotThere, SameTag
from til.schemas import STORABLE, AliasOut, MergeIn, TagCountOut, TagIn, TagOut

router = Router(tags=["tags"])


def _counted() -> Any:
    count = Count("tils", filter=Q(tils__status=Til.Status.PUBLISHED))
    return Tag.objects.annotate(count=count).prefetch_related("aliases").order_by(Lower("name"))


def _said(tag: Any) -> TagCountOut:
    aliases = [alias.name for alias in tag.aliases.all()]
    return TagCountOut(id=tag.pk, name=tag.name, slug=tag.slug, count=tag.count, aliases=aliases)


def _one(pk: int) -> TagCountOut:
    tag = _counted().filter(pk=pk).first()
    if tag is None:
        raise NotThere
    return _said(tag)


def _tag(pk: int) -> Tag:
    tag = Tag.objects.filter(pk=pk).first()
    if tag is None:
        raise NotThere
    return tag


def _alias(pk: int) -> Alias:
    alias = Alias.objects.select_related("tag").filter(pk=pk).first()
    if alias is None:
        raise NotThere
    return alias


def _keeper(request: HttpRequest) -> Caller:
    """Return who asks, if they may change what everybody's TILs are tagged with."""
    return caller_of(request, "admin")


@router.get("/tags", response={200: list[TagCountOut]} | errors(), operation_id="list_tags", summary="List tags")
def tags(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=60, pattern=STORABLE, description="A part of the name.")] = "",
) -> list[TagCountOut]:
    """List all tags by name, with the number of public TILs and the other names they go by."""
    caller_of(request, "read")
    named = Q(name__icontains=q) | Q(aliases__name__icontains=q) if q else Q()
    return [_said(tag) for tag in _counted().filter(pk__in=Tag.objects.filter(named).values("pk"))]


@router.post("/tags", response={201: TagCountOut} | errors(409, *BODY), operation_id="create_tag", summary="Make a tag")
def tag_create(request: HttpRequest, body: TagIn) -> Status[TagCountOut]:
    """Make a tag; a name in use, in whatever spelling, is refused."""
    caller_of(request, "write")
    return Status(201, _one(naming.create_tag(body.name).pk))


@router.get("/tags/{int:pk}", response={200: TagCountOut} | errors(404), operation_id="get_tag", summary="Read a tag")
def tag(request: HttpRequest, pk: int) -> TagCountOut:
    """Return a tag with its count and other names."""
    caller_of(request, "read")
    return _one(pk)


@router.patch(
    "/tags/{int:pk}",
    response={200: TagCountOut} | errors(404, 409, *BODY),
    operation_id="rename_tag",
    summary="Rename a tag",
)
def tag_rename(request: HttpRequest, pk: int, body: TagIn) -> TagCountOut:
    """Give it another name on every TIL; its address stays."""
    _keeper(request)
    naming.rename_tag(_tag(pk), body.name)
    return _one(pk)


@router.delete("/tags/{int:pk}", response={204: None} | errors(404), operation_id="delete_tag", summary="Delete a tag")
def tag_delete(request: HttpRequest, pk: int) -> Status[None]:
    """Take it from every TIL, and its other names with it."""
    _keeper(request)
    merge.delete(_tag(pk))
    return Status(204, None)


@router.post(
    "/tags/{int:pk}/merge",
    response={200: AliasOut} | errors(404, 409, *BODY),
    operation_id="merge_tag",
    summary="Merge a tag into another",
)
def tag_merge(request: HttpRequest, pk: int, body: MergeIn) -> Alias:
    """Give its TILs the other tag; its name becomes an alias of that, and its address leads there."""
    _keeper(request)
    if pk == body.into:
        raise SameTag
    return merge.merge(_tag(pk), _tag(body.into))


@router.post(
    "/tags/{int:pk}/aliases",
    response={201: AliasOut} | errors(404, 409, *BODY),
    operation_id="create_alias",
    summary="Add another name",
)
def alias_create(request: HttpRequest, pk: int, body: TagIn) -> Status[Alias]:
    """Let the tag be found by another name too."""
    _keeper(request)
    return Status(201, naming.add_alias(_tag(pk), body.name))


@router.get("/aliases", response={200: list[AliasOut]} | errors(), operation_id="list_aliases", summary="List aliases")
def aliases(request: HttpRequest) -> list[Alias]:
    """List all other names of tags."""
    caller_of(request, "read")
    return list(Alias.objects.select_related("tag"))


@router.delete(
    "/aliases/{int:pk}", response={204: None} | errors(404), operation_id="delete_alias", summary="Remove an alias"
)
def alias_delete(request: HttpRequest, pk: int) -> Status[None]:
    """Forget another name of a tag."""
    _keeper(request)
    _alias(pk).delete()
    return Status(204, None)


@router.post(
    "/aliases/{int:pk}/undo",
    response={200: TagOut} | errors(404, 409),
    operation_id="undo_merge",
    summary="Undo a merge",
)
def alias_undo(request: HttpRequest, pk: int) -> Tag:
    """Make a merged tag a tag of its own again, on the TILs it had."""
    _keeper(request)
    alias = _alias(pk)
    if alias.merged is None:
        raise NeverMerged
    return merge.undo(alias)
