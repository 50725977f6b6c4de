"""The versions of a draft's text: drafts, restarts, revisions and saved edits, from what is stored anyway."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from generate.models import GIT, Generation
from generate.providers import provider_name
from generate.stream.live import Status
from til.caller import Caller
from til.models import Til

Kind = Literal["draft", "restart", "earlier", "edit", "revision", "saved"]
MOST = 200  # of each kind


@dataclass(frozen=True, slots=True)
class Version:
    """A text a draft had, or was proposed to have.

    ``id`` names it among the draft's versions, ``who`` is a person or a model, ``verdict`` that of a revision;
    ``change`` is the difference in words to the version before, None for the first one.
    """

    id: str
    kind: Kind
    at: datetime
    text: str
    who: str = ""
    wish: str = ""
    verdict: str = ""
    change: int | None = None

    @property
    def signed(self) -> str:
        """The change with its sign; empty if there is none."""
        return f"{self.change:+,}".replace("-", "−") if self.change else ""

    @property
    def words(self) -> int:
        """The number of words."""
        return len(self.text.split())


def versions(caller: Caller, row: Generation) -> list[Version]:
    """Return the versions of ``row`` and of its restarts, oldest first; equal texts in succession count once."""
    family = _family(caller, row)
    found = sorted((one for member in family for one in _of_member(member)), key=lambda one: one.at)
    kept: list[Version] = []
    for one in found:
        before = kept[-1] if kept else None
        if one.text.strip() and (before is None or one.kind == "revision" or one.text != before.text):
            kept.append(replace(one, change=one.words - before.words if before else None))
    return kept


def version_of(caller: Caller, row: Generation, name: str) -> Version | None:
    """Return the version called ``name``, if there is one."""
    return next((one for one in versions(caller, row) if one.id == name), None) if name else None


def _family(caller: Caller, row: Generation) -> list[Generation]:
    """Return the draft from which ``row`` descends by restarts, and all its restarts that the caller may see."""
    drafts = Generation.objects.filter(caller.owned(), part="").select_related("til", "user")
    while row.parent_id and (before := drafts.filter(pk=row.parent_id).first()):
        row = before
    family, youngest = [row], [row]
    while youngest and len(family) < MOST:
        youngest = list(drafts.filter(parent__in=youngest).order_by("pk")[:MOST])
        family += youngest
    return family


def _of_member(row: Generation) -> Iterator[Version]:
    if row.status == Status.RUNNING:
        return
    at, model = row.finished or row.created, " ".join(filter(None, (provider_name(row.provider), row.model)))
    if row.earlier_text:
        yield Version(f"earlier-{row.pk}", "earlier", row.created, row.earlier_text, model)
    yield Version(f"draft-{row.pk}", "restart" if row.parent_id else "draft", at, row.content, model)
    yield from _revisions(row)
    if row.til:
        yield from _saved(row.til)


def _revisions(row: Generation) -> Iterator[Version]:
    """Yield the texts that were revised, and the revisions."""
    of_til = {"target": row.til} if row.til else {"target": None, "parent": row}
    rows = Generation.objects.filter(part="content", status=Status.COMPLETE, **of_til).select_related("user")
    for one in rows.order_by("pk")[:MOST]:
        who, wish = _name(one.user), one.instruction
        if one.provider == GIT:
            who, _colon, wish = one.instruction.partition(": ")
        if one.base:
            yield Version(f"base-{one.pk}", "edit", one.created, one.base, who)
        finished = one.finished or one.created
        yield Version(f"revision-{one.pk}", "revision", finished, one.content, who, wish, one.verdict)


def _saved(til: Til) -> Iterator[Version]:
    for one in til.history.select_related("history_user").order_by("history_date", "history_id")[:MOST]:
        yield Version(f"saved-{one.history_id}", "saved", one.history_date, one.content, _name(one.history_user))


def _name(user: Any) -> str:
    return str(user.get_username()) if user else ""
