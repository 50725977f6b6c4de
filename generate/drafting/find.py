"""Find a generation the caller may see, and a reader's position in it."""

from django.db.models import Q

from generate.models import Generation
from generate.refusals import BadEventId, NotFound
from generate.running.database import in_database
from generate.stream.position import BadPosition, Position, parse
from til.caller import Caller
from til.models import Til


def visible_to(caller: Caller) -> Q:
    """Return the condition for generations a caller may see: their own, and rewritten parts of their drafts.

    Without the scope ``read``, they see only those they started; nobody sees deleted ones.
    """
    return _theirs(caller) & Q(deleted=None)


def _theirs(caller: Caller) -> Q:
    if caller.sees_all:
        return Q()
    if "read" not in caller.scopes:
        return caller.owned()
    tils, parents = Til.objects.filter(caller.owned("author")), Generation.objects.filter(caller.owned())
    of_theirs = Q(target__in=tils) | Q(target=None, parent__in=parents)
    return caller.owned() | (~Q(part="") & of_theirs)


async def find_generation(caller: Caller, pk: int) -> Generation:
    """Return the row without its long texts. Raises NotFound if the caller may not see it."""
    rows = Generation.objects.filter(visible_to(caller), pk=pk).select_related("key")
    row = await in_database(rows.first)
    if row is None:
        raise NotFound
    return row


def position_of(pk: int, attempt: int, last_event_id: str) -> Position:
    """Return the position in an event id, or the beginning for "". Raises BadEventId."""
    try:
        return parse(last_event_id, pk, attempt) if last_event_id else Position(pk)
    except BadPosition as error:
        raise BadEventId(str(error)) from error
