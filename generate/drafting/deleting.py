"""Delete a draft, and restore it within a day."""

from django.utils import timezone

from generate.models import Generation
from generate.refusals import AlreadyPublic, NotFound
from til.caller import Caller
from til.errors import Forbidden
from til.models import Til

DELETE = "til.delete_til"


def delete_draft(caller: Caller, pk: int) -> Generation:
    """Delete a draft: its pages are gone at once, its rows a day later (``generate.running.retention``).

    Raises NotFound, AlreadyPublic, and Forbidden if it was saved and the caller may not delete TILs.
    """
    row = _own(caller, pk)
    if row.til and row.til.status != Til.Status.DRAFT:
        raise AlreadyPublic
    if row.til and not caller.may(DELETE):
        raise Forbidden(scope=DELETE)
    return _set(row, deleted=True)


def restore_draft(caller: Caller, pk: int) -> Generation:
    """Restore a deleted draft. Raises NotFound."""
    return _set(_own(caller, pk), deleted=False)


def _own(caller: Caller, pk: int) -> Generation:
    row = Generation.objects.filter(caller.owned(), pk=pk, part="").select_related("til").first()
    if row is None:
        raise NotFound
    return row


def _set(row: Generation, *, deleted: bool) -> Generation:
    row.deleted = timezone.now() if deleted else None
    row.save(update_fields=["deleted"])
    return row
