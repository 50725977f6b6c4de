"""Earlier TILs about the same thing as a draft, and a draft proposed as an addition to one of them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from generate.drafting.doubts import source_of
from generate.models import Generation
from generate.refusals import NothingToSave, PartOnly, StillRunning
from generate.stages import Stage
from generate.stream.live import Status
from til.caller import Caller
from til.errors import NotThere
from til.models import Til, TilQuerySet
from til.search.similar import CLOSE, similar

_SHOWN = 3
_SEE = {"ko": "함께 보기: {}", "en": "See also: {}"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier TIL, the line that links to it ("" if it is not public), and whether the caller may change it."""

    til: Til
    link: str
    may_add: bool


def earlier(caller: Caller, row: Generation) -> list[Earlier]:
    """Return the TILs that the caller may see and that are close to a draft, closest first.

    While the draft is written, its source is compared: that is complete.
    """
    seen = Til.objects.filter(Q(status=Til.Status.PUBLISHED) | caller.owned("author"))
    others = seen.exclude(generation=row).exclude(status=Til.Status.ARCHIVED)
    close = [one.til for one in similar(*_about(row), others, _SHOWN) if one.likeness >= CLOSE]
    own = set(_own(caller).filter(pk__in=[til.pk for til in close]).values_list("pk", flat=True))
    return [Earlier(til, _link(til, row), til.pk in own) for til in close]


def _about(row: Generation) -> tuple[str, str]:
    """Return the title and the text to compare."""
    if row.status == Status.RUNNING:
        return row.source_title, source_of(row)
    said = row.til or row
    return said.title, said.content


def add_to(caller: Caller, row: Generation, pk: int) -> Til:
    """Propose a draft's text as an addition to TIL ``pk``, and return that TIL; a person accepts or discards it.

    Raises NotThere if the caller may not change the TIL, and StillRunning, PartOnly and NothingToSave.
    """
    til = _own(caller).filter(pk=pk).first()
    if til is None:
        raise NotThere
    if row.part:
        raise PartOnly
    if row.status == Status.RUNNING:
        raise StillRunning
    said = row.til or row
    if not said.content.strip():
        raise NothingToSave
    heading = f"## {said.title}\n\n" if said.title else ""
    Generation.objects.create(
        user_id=caller.user_id,
        key_id=caller.key_id,
        part="content",
        target=til,
        provider=row.provider,
        model=row.model,
        language=til.language,
        input_type=row.input_type,
        input=row.input,
        source_text=row.source_text,
        source_title=row.source_title,
        source_url=row.source_url,
        auto_day_number=False,
        auto_excerpt=False,
        auto_tags=False,
        status=Status.COMPLETE,
        stage=Stage.END,
        finished=timezone.now(),
        base=til.content,
        content=f"{til.content.rstrip()}\n\n{heading}{said.content.strip()}\n",
    )
    return til


def _own(caller: Caller) -> TilQuerySet:
    return Til.objects.filter(caller.owned("author"))


def _link(til: Til, row: Generation) -> str:
    if til.status != Til.Status.PUBLISHED:
        return ""
    title = til.title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    said = row.til or row
    language = said.language if said.language in _SEE else til.language
    return _SEE[language].format(f"[{title}]({til.get_absolute_url()})")
