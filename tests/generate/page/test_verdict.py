"""The button after a failure is the first step that its sentence names."""

from collections.abc import Iterator
from typing import Any

import pytest

from generate import errors, source_errors
from generate.errors import GenerateError
from generate.page.verdict import Way, verdict

VALUES: dict[str, Any] = {
    "seconds": 60, "host": "example.com", "limit": "1 MB", "kind": "png", "kinds": "key", "name": "acme", "known": "a",
    "model": "m", "setting": "KEY", "span": "today", "until": "midnight", "minutes": 10,
}  # fmt: skip
NAMES = {
    Way.CONTINUE: ("you can continue", "continue in", "continue from"),
    Way.AGAIN: ("ry again", "start drafts again"),
    Way.MODEL: ("Choose another model", "Choose another provider", "Choose one of"),
    Way.SOURCE: (
        "Change the notes", "Shorten the notes", "Add what you found out", "Check the link", "Check the spelling",
        "aste", "Send only", "Remove it", "could not be read", "cannot be read", "has no text", "is no text", "No text",
        "is empty",
    ),
}  # fmt: skip
KEEPS_NO_TEXT = (errors.Gone, errors.NotSaved, errors.Cancelled)  # no failure, or nothing that a button helps with


def failures(kind: type[GenerateError] = GenerateError) -> Iterator[GenerateError]:
    """Yield each failure of a run, once for each of its reasons."""
    for one in kind.__subclasses__():
        if one.__module__ in {errors.__name__, source_errors.__name__} and not issubclass(one, KEEPS_NO_TEXT):
            reasons = one.reasons if issubclass(one, source_errors.SourceError) else {}
            yield from (one(**VALUES | {"why": why}) for why in ("", *reasons))
        yield from failures(one)


ENDS = [
    (error, has_text)
    for error in failures()
    for has_text in (False, True)
    if not (has_text and isinstance(error, source_errors.SourceError))  # a source is read before anything is written
]


@pytest.mark.parametrize(("error", "has_text"), ENDS, ids=[f"{e.code} {e.values['why']} {text}" for e, text in ENDS])
def test_the_button_is_what_the_sentence_names(error: GenerateError, has_text: bool) -> None:
    found = verdict(error.about(has_text=has_text), has_text=has_text, truncated=False, is_kept=False)
    named = [(found.said.find(words), way) for way, names in NAMES.items() for words in names if words in found.said]
    usual = Way.CONTINUE if has_text else Way.AGAIN
    assert found.way == min(named, default=(0, usual))[1], found.said
