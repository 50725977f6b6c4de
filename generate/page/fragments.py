"""Pieces of the page's HTML, the same in the first answer and in the stream."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from generate.errors import Cancelled, Failed, GenerateError, SourceError
from generate.page.shown import Shown
from generate.page.state import Phase, State, words_in
from generate.stages import Stage, TagChoice
from generate.stream.events import type_of
from generate.stream.live import Live

PROVIDERS = {"anthropic": "Anthropic", "openai": "OpenAI", "google": "Google Gemini", "offline": _("Offline, no AI")}
STEPS = {
    Stage.DAY_NUMBER: _("Day"),
    Stage.CONTENT: _("Draft"),
    Stage.TITLE: _("Title"),
    Stage.EXCERPT: _("Excerpt"),
    Stage.TAGS: _("Tags"),
}


@dataclass(frozen=True, slots=True)
class Fragments:
    """Renders what a stream sends, in ``language``. ``created`` is when the generation was asked for.

    ``may_publish`` says whether the reader may.
    """

    language: str
    created: datetime
    may_publish: bool

    def state(self, state: State) -> str:
        """Return the head of the page."""
        return self._html("_state", state_context(state, self.created))

    def field(self, name: str, live: Live) -> str:
        """Return what was written for the field called ``name``: its text, or the tags as list items."""
        if name == "tags":
            with translation.override(self.language):
                return chips(live.tags)
        return str(getattr(live, name))

    def outcome(self, shown: Shown) -> str:
        """Return what is to be known of the end, and what to do next."""
        context = outcome_context(shown) | {"may_publish": self.may_publish}
        return verdict(self._html("_verdict", context)) + self._html("_outcome", context)

    def _html(self, template: str, context: Mapping[str, Any]) -> str:
        with translation.override(self.language):
            return render_to_string(f"generate/{template}.html", dict(context)).strip()


def verdict(html: str) -> str:
    """Return what puts ``html`` to the head of the page, wherever else its event goes."""
    return f'<div hx-swap-oob="innerHTML:#verdict">{html}</div>'


def chips(tags: Iterable[TagChoice]) -> str:
    """Return tags as list items."""
    return render_to_string("generate/_chips.html", {"tags": tags}).strip()


def state_context(state: State, created: datetime) -> dict[str, Any]:
    """Return what `_state.html` and the list of steps are made from."""
    return {
        "phase": state.phase,
        "over": state.phase in {Phase.DONE, Phase.FAILED, Phase.STOPPED},
        "stage": state.stage,
        "steps": [(label, stage) for stage, label in STEPS.items() if stage in state.wanted],
        "day_number": state.day_number,
        "provider": provider_name(state.provider),
        "model": state.model if state.provider != "offline" else "",
        "words": state.words,
        "age": max(0, round((timezone.now() - created).total_seconds())),
    }


def provider_name(name: str) -> str:
    """Return a provider's name as people know it."""
    return str(PROVIDERS.get(name, name))


def fields_of(live: Live) -> dict[str, Any]:
    """Return what the fields hold; None where nothing was written yet."""
    done = {name: live.stage > stage or stage not in live.wanted for stage, name in type_of.items()}
    return {
        "day_number": live.day_number,
        "title": live.title,
        "excerpt": live.excerpt,
        "tags": live.tags,
        "done": done,
    }


def outcome_context(shown: Shown) -> dict[str, Any]:
    """Return what `_outcome.html` is made from."""
    live = shown.live
    error = shown.error if shown.ended else None
    return {
        "over": shown.ended,
        "stage": shown.stage,
        "error": say(error) if error else "",
        "code": error.code if error else "",
        "is_stopped": isinstance(error, Cancelled),
        "source_at_fault": isinstance(error, SourceError) and not error.retryable,
        "id": live.id,
        "has_text": bool(shown.blocks.ends or shown.blocks.tail),
        "truncated": live.truncated,
        "source_truncated": live.source_truncated,
        "masked": len(live.source_masked),
        "words": words_in(shown),
        "is_offline": live.provider == "offline",
    }


def say(error: GenerateError | None) -> str:
    """Return an error's sentence in the active language."""
    return (error or Failed()).sentence(gettext)
