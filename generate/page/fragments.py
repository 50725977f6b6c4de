"""HTML fragments of the page, the same in the first response and in the stream."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.drafting.merge import fields, marks
from generate.llm.factory import OFFLINE
from generate.notices import SHORTENED
from generate.page.rendering import Rendering
from generate.page.state import State
from generate.page.verdict import Way, verdict
from generate.providers import choice_of, choices, label_of, provider_name
from generate.stages import Stage, TagChoice
from generate.stream.events import type_of
from generate.stream.live import Live

STEPS = {
    Stage.DAY_NUMBER: _("Day"),
    Stage.CONTENT: _("Draft"),
    Stage.TITLE: _("Title"),
    Stage.EXCERPT: _("Excerpt"),
    Stage.TAGS: _("Tags"),
}


@dataclass(frozen=True, slots=True)
class Fragments:
    """Renders the fragments of generation ``pk`` in ``language``; ``kind`` is its input type, ``created`` its time.

    ``may_publish`` tells whether the reader may publish; ``is_kept`` whether the generation was saved as a TIL.
    """

    language: str
    created: datetime
    may_publish: bool
    pk: int = 0
    kind: str = "text"
    is_kept: bool = False

    def state(self, state: State) -> str:
        """Return the head of the page."""
        with translation.override(self.language):
            context = state_context(state, self)
            choice = html_of("_choice", context | {"replaces": True}) if state.is_over else ""
            return html_of("_state", context) + choice

    def field(self, name: str, live: Live) -> str:
        """Return the value of the field ``name``: its text, or the tags as list items."""
        if name == "tags":
            with translation.override(self.language):
                return chips(live.tags)
        return str(getattr(live, name))

    def outcome(self, shown: Rendering) -> str:
        """Return the available actions and the notices."""
        context = outcome_context(shown) | {"may_publish": self.may_publish, "pk": self.pk}
        with translation.override(self.language):
            notes = f'<div hx-swap-oob="innerHTML:#notes">{html_of("_notes", context)}</div>'
            return notes + html_of("_base", _base(shown.live)) + html_of("_outcome", context)


def _base(live: Live) -> dict[str, Any]:
    """Return the initial values of the page's form, once everything is written."""
    written = fields(live.title, live.excerpt, (tag.name for tag in live.tags), "")
    return {"marks": marks({name: value for name, value in written.items() if name != "content"}), "replaces": True}


def html_of(name: str, context: Mapping[str, Any]) -> str:
    """Return a rendered template of the page."""
    return render_to_string(f"generate/{name}.html", dict(context)).strip()


def chips(tags: Iterable[TagChoice]) -> str:
    """Return tags as list items."""
    return render_to_string("generate/_chips.html", {"tags": tags}).strip()


def state_context(state: State, about: Fragments) -> dict[str, Any]:
    """Return the context of `_state.html` and the list of steps."""
    said = verdict(state.error, has_text=state.words > 0, truncated=state.truncated, is_kept=about.is_kept)
    offered = _writers(said.way, state) if state.is_over else []
    same = choice_of(state.provider, state.model)
    chosen = same if same in dict(offered) else state.provider
    return {
        "phase": state.phase,
        "key": state.key,
        "over": state.is_over,
        "stage": state.stage,
        "steps": [(label, stage) for stage, label in STEPS.items() if stage in state.wanted],
        "provider": provider_name(state.provider),
        "model": state.model if state.provider != "offline" else "",
        "pause": state.pause,
        "pause_seconds": math.ceil(abs(state.pause.seconds)) if state.pause else 0,
        "words": state.words,
        "age": max(0, round((timezone.now() - about.created).total_seconds())),
        "taken_up": parse_datetime(state.taken_up) if state.taken_up else None,
        "verdict": said if state.is_over else None,
        "id": about.pk,
        "kind": about.kind,
        "is_kept": about.is_kept,
        "writers": offered,
        "writer": chosen,
        "is_named": len(offered) > 1 and dict(offered).get(chosen) == label_of(state.provider, state.model),
    }


def _writers(way: Way, state: State) -> list[tuple[str, str]]:
    """Return the providers that can continue or start over; the offline rules cannot continue a model's text."""
    if way is Way.CONTINUE:
        return [one for one in choices() if one[0] == state.provider or OFFLINE not in (one[0], state.provider)]
    return choices() if way is Way.AGAIN or state.words else []


def fields_of(live: Live) -> dict[str, Any]:
    """Return the values of the fields; None for those not written yet."""
    done = {name: live.stage > stage or stage not in live.wanted for stage, name in type_of.items()}
    return {
        "day_number": live.day_number,
        "title": live.title,
        "excerpt": live.excerpt,
        "tags": live.tags,
        "done": done,
    }


def outcome_context(shown: Rendering) -> dict[str, Any]:
    """Return the context of `_outcome.html` and `_notes.html`."""
    live = shown.live
    return {
        "over": shown.ended,
        "has_text": bool(shown.blocks.ends or shown.blocks.tail),
        "source_truncated": live.source_truncated and SHORTENED not in {notice.kind for notice in live.notices},
        "notices": [notice.sentence(gettext) for notice in live.notices],
        "masked": len(live.source_masked),
        "is_offline": live.provider == "offline",
        "started_over": any(one.why in {"model", "restored"} for one in live.continued),
    }


def gone(message: str, sign_in: str = "") -> str:
    """Return the head of the page for a reader without access, or for a missing generation."""
    return html_of("_gone", {"problem": message, "sign_in": sign_in}) + html_of("_choice", {"replaces": True})
