"""What the page shows of a revision: its changes while it is written, what can be decided, and common wishes."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from time import perf_counter
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.drafting.regenerate import proposals
from generate.language import detect
from generate.llm.factory import OFFLINE
from generate.models import Generation
from generate.page.changes import Change, changes, changes_so_far
from generate.page.fragments import html_of
from generate.providers import choice_of, choices, ready_names
from generate.running.database import in_database
from generate.stream.events import Event
from generate.stream.live import Live, Status
from generate.stream.position import Position
from til.caller import Caller

OFTEN = 0.4  # minimum seconds between two renderings
SHARE = 20  # a rendering is followed by a pause of this many times its duration
NEAR = 3  # unchanged blocks that are not folded
WISHES = 5
_RECENT = 200  # revisions whose wishes are counted
_COMMON = [
    _("Shorter"),
    _("More detail"),
    _("Simpler words"),
    _("Fix mistakes only"),
    _("Explain the pitfall better"),
]
_SHORT = 40  # characters of a wish that fits a button


def writer_of(row: Generation) -> str:
    """Return the choice of a provider that can follow a wish, the draft's if it can; "" if there is none."""
    ready = ready_names()
    return choice_of(row.provider, row.chosen_model) if row.provider in ready else "".join(ready[:1])


async def revision_context(caller: Caller, row: Generation) -> dict[str, Any]:
    """Return the context of `_wish.html`, and of `_revision.html` if a revision is undecided."""
    if not writer_of(row):
        return {}
    used, revision = await in_database(_stored, caller, row)
    wishes = list(dict.fromkeys([*used, *map(str, _COMMON)]))[:WISHES]
    writers = [one for one in choices() if one[0] != OFFLINE]
    return {"wishes": wishes, "revisers": writers, "reviser": writer_of(row)} | (
        await asyncio.to_thread(context_of, row, revision) if revision else {}
    )


def _stored(caller: Caller, row: Generation) -> tuple[list[str], Generation | None]:
    """Return the wishes this person uses most, and their undecided revision."""
    mine = Generation.objects.filter(caller.principal(), part="content").exclude(instruction="").order_by("-pk")
    counted = Counter(one for one in mine.values_list("instruction", flat=True)[:_RECENT] if len(one) <= _SHORT)
    used = [wish for wish, times in counted.most_common(WISHES) if times > 1]
    undecided = proposals(row.til or row).filter(caller.owned(), part="content").exclude(base="")
    return used, undecided.exclude(instruction="").first()


def context_of(row: Generation, revision: Generation) -> dict[str, Any]:
    """Return the context of `_revision.html`."""
    language = row.language_known or detect(revision.base)
    first = so_far_html(revision.base, "")  # what is there already, so that nothing moves
    return {"pk": row.pk, "revision": revision, "revision_language": language, "first": first}


class RevisionEvents:
    """The changes so far, not more often than they are worth their time, and at the end what a person can decide."""

    def __init__(self, live: Live, base: str, pk: int, language: str) -> None:
        self._live = live
        self._base = base
        self._pk = pk
        self._language = language
        self._next = 0.0
        self._seen = -1

    def __call__(self, position: Position) -> Iterator[Event]:
        """Yield the changes if there are new ones, or the end."""
        live, now = self._live, perf_counter()
        if not live.ended and (now < self._next or len(live.text) == self._seen):
            return
        self._seen = len(live.text)
        with translation.override(self._language):
            if live.ended:
                yield Event("message", self._whole(), position)
                yield Event("complete", self._ways(), position)
                yield Event("close", "", position)
                return
            yield Event("message", so_far_html(self._base, str(live.text)), position)
        self._next = now + max(OFTEN, SHARE * (perf_counter() - now))

    def _whole(self) -> str:
        if self._live.status is not Status.COMPLETE:
            return changes_html([Change("ahead", self._base)])
        return changes_html(changes(self._base, str(self._live.text)), is_choice=True)

    def _ways(self) -> str:
        live = self._live
        problem = live.error.sentence(gettext) if live.error else ""
        is_same = str(live.text) == self._base
        return html_of("_revised", {"pk": self._pk, "number": live.id, "problem": problem, "is_same": is_same})


@dataclass(frozen=True, slots=True)
class Group:
    """Successive blocks; many unchanged ones are folded."""

    changes: Sequence[Change]
    is_folded: bool

    @property
    def count(self) -> int:
        """How many blocks."""
        return len(self.changes)


def grouped(found: Sequence[Change]) -> list[Group]:
    """Return the blocks with those far from any change folded."""
    runs = [list(run) for _, run in groupby(found, key=lambda change: change.kind == "same")]
    groups: list[Group] = []
    for run in runs:
        far = run[1:-1] if run[0].kind == "same" and len(run) > NEAR else []
        parts = [(run[:1], False), (far, True), (run[-1:], False)] if far else [(run, False)]
        groups += [Group(part, is_folded=is_folded) for part, is_folded in parts]
    return groups


def changes_html(found: Sequence[Change], *, is_choice: bool = False) -> str:
    """Return the blocks as HTML; ``is_choice`` adds a box to tick to each change."""
    return html_of("_changes", {"groups": grouped(found), "is_choice": is_choice})


def so_far_html(old: str, new: str) -> str:
    """Return the blocks while ``new`` is being written: none folded, each where it will be, so that nothing moves."""
    groups = [Group(changes_so_far(old, new), is_folded=False)]
    return html_of("_changes", {"groups": groups, "is_choice": True})
