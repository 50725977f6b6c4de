"""The message about an unsuccessful end, and the button for the next step."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from generate.errors import (
    Cancelled,
    GenerateError,
    NothingLearned,
    NotSaved,
    ProviderNotReady,
    ProviderOnlyThought,
    ProviderRefused,
    ProviderRejected,
    ProviderTooLong,
    ProviderUnauthorized,
    ProviderUnknown,
    ProviderUnpaid,
    RunTooLong,
)
from generate.source_errors import SourceError, SourceUnreachable

CHANGES_THE_SOURCE = (SourceError, NothingLearned, ProviderRefused, ProviderTooLong)
CHANGES_THE_MODEL = (
    *(ProviderOnlyThought, ProviderRejected, ProviderUnauthorized, ProviderUnpaid),
    *(ProviderUnknown, ProviderNotReady),
)
PASSES = {"slow", "silent", "busy"}  # reasons why a page did not answer that may be over later


class Way(StrEnum):
    """The next step for a person."""

    NONE = ""
    CONTINUE = "continue"
    AGAIN = "again"
    SOURCE = "source"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The message (empty if the heading suffices), whether it is a failure, and the next step."""

    said: str = ""
    is_bad: bool = False
    way: Way = Way.NONE


def verdict(error: GenerateError | None, *, has_text: bool, truncated: bool, is_kept: bool) -> Verdict:
    """Return the verdict on a generation that has ended.

    ``is_kept`` tells whether it was saved as a TIL; then it cannot be continued.
    """
    onward = Way.NONE if is_kept else Way.CONTINUE
    if error is None:
        said = gettext("The model reached its length limit, so the end is missing.") if truncated else ""
        return Verdict(said, way=onward if truncated else Way.NONE)
    if isinstance(error, Cancelled):
        return Verdict("" if has_text else error.sentence(gettext), way=onward if has_text else Way.AGAIN)
    return Verdict(error.sentence(gettext), is_bad=True, way=_way(error, has_text=has_text) if onward else Way.NONE)


def _way(error: GenerateError, *, has_text: bool) -> Way:
    """Return the first step that the error's sentence names."""
    if isinstance(error, NotSaved):
        return Way.NONE
    if isinstance(error, SourceUnreachable) and error.values.get("why") in PASSES:
        return Way.AGAIN
    if isinstance(error, CHANGES_THE_SOURCE) or (isinstance(error, RunTooLong) and not has_text):
        return Way.SOURCE
    if isinstance(error, CHANGES_THE_MODEL):
        return Way.MODEL
    return Way.CONTINUE if has_text else Way.AGAIN
