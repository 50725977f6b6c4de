"""Tags over the API: list and create; rename, merge and alias, which affect all users' TILs."""

from typing import Annotated, Any

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from ninja import Query, Router, Status

from til.api.responses import BODY, errors
from til.api.schemas import STORABLE, AliasOut, MergeIn, TagCountOut, TagIn, TagOut
from til.caller import Caller, caller_of
from til.errors import NeverMerged, NotThere, SameTag
from til.models import Alias, Tag, Til
from til.tagging import merge, naming

router = Router(tags=["tags"])


def _counted() -> Any:
    count = Count("tils", filter=Q(tils__status=Til.Status.PUBLISHED))
    return Tag.objects.annotate(count=count).prefetch_related("aliases").order_by(Lower("name"))


def _as_schema(tag: Any) -> TagCountOut:
    aliases = [alias.name for alias in tag.aliases.all()]
    return TagCountOut(id=tag.pk, name=tag.name, slug=tag.slug, count=tag.count, aliases=aliases)


def _one(pk: int) -> TagCountOut:
    tag = _counted().filter(pk=pk).first()
    if tag is None:
        raise NotThere
    return _as_schema(tag)


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


def _keeper(request: HttpRequest, permission: str = "til.change_tag") -> Caller:
    """Return the caller if they may change tags on all users' TILs. Raises Forbidden."""
    return caller_of(request, "admin", permission=permission)


@router.get("/tags", response={200: list[TagCountOut]} | errors(), operation_id="list_tags", summary="List tags")
def tags(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=60, pattern=STORABLE, description="Part of the name.")] = "",
) -> list[TagCountOut]:
    """List all tags by name, with the number of public TILs and their other names."""
    caller_of(request, "read")
    named = Q(name__icontains=q) | Q(aliases__name__icontains=q) if q else Q()
    return [_as_schema(tag) for tag in _counted().filter(pk__in=Tag.objects.filter(named).values("pk"))]


@router.post(
    "/tags", response={201: TagCountOut} | errors(409, *BODY), operation_id="create_tag", summary="Create a tag"
)
def tag_create(request: HttpRequest, body: TagIn) -> Status[TagCountOut]:
    """Create a tag; fails if the name is in use in any spelling."""
    caller_of(request, "write", permission="til.add_tag")
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
    """Rename the tag on every TIL; its URL stays."""
    _keeper(request)
    naming.rename_tag(_tag(pk), body.name)
    return _one(pk)


@router.delete("/tags/{int:pk}", response={204: None} | errors(404), operation_id="delete_tag", summary="Delete a tag")
def tag_delete(request: HttpRequest, pk: int) -> Status[None]:
    """Remove the tag from every TIL, and delete it with its other names."""
    _keeper(request, "til.delete_tag")
    merge.delete(_tag(pk))
    return Status(204, None)


@router.post(
    "/tags/{int:pk}/merge",
    response={200: AliasOut} | errors(404, 409, *BODY),
    operation_id="merge_tag",
    summary="Merge a tag into another",
)
def tag_merge(request: HttpRequest, pk: int, body: MergeIn) -> Alias:
    """Give its TILs the other tag, and turn it into an alias whose URL redirects there."""
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
    """Add another name that finds the tag."""
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
    """Remove another name of a tag."""
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
    """Turn an alias back into a tag, on the TILs it had before the merge."""
    _keeper(request)
    alias = _alias(pk)
    if alias.merged is None:
        raise NeverMerged
    return merge.undo(alias)
