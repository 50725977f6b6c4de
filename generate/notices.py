"""Notices that something was done differently than expected, shown beside the draft."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from til.errors import mark as _

SHORTENED = "shortened"
LITTLE_READ = "little_read"
FALLBACK = "fallback"
OTHER_LANGUAGE = "other_language"
HIDDEN = "hidden"

_SENTENCES = {
    SHORTENED: _("The model reads at most %(tokens)s tokens, so parts of your notes were left out."),
    LITTLE_READ: _("The server seems to have read only about %(percent)s %% of your notes."),
    FALLBACK: _("%(asked)s did not answer, so %(wrote)s wrote this."),
    HIDDEN: _("%(count)s characters that nobody sees on the page or in the file were left out."),
    OTHER_LANGUAGE: _("The model wrote in another language than you asked for, even when asked again."),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: its kind, and the values of its sentence."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for a reader, in the language of ``translate``; "" for a kind that no longer exists."""
        return translate(_SENTENCES[self.kind]) % self.values if self.kind in _SENTENCES else ""
