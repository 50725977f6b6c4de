"""Generate docs/faults.md from the table of faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from generate.errors import ProviderError
from tests.faults.table import AFTER, BEFORE, FAULTS, INSTEAD, Ends, Fault

DOCUMENT = Path("docs/faults.md")
HEAD = """# When a provider fails

What readers get for each fault of a language model's server. Every row is tested with the real SDKs of `anthropic`,
`openai` (Responses and Chat Completions) and `google` against a server with this fault, in the content and in the
title, the excerpt or the tags. `manage.py write_api_docs` generates this file from `tests/faults/table.py`.

In every case:

- A reader gets one of the sentences [below](#sentences), never a provider's message, which appears only in the log and
  in the admin, without keys.
- Text that was shown is kept, and the draft can be continued. An error in the title, the excerpt or the tags ends the
  draft with that error; its content stays.
- An unusable title or excerpt is replaced by one from the text, without an error.
- Before the first text, temporary faults are retried for `TIL_RETRY_SECONDS`; then the next provider in `TIL_FALLBACK`
  is asked. After the first text, nothing is retried.
- No request, socket or task stays open.
"""
COLUMNS = "| fault | the content ends with | retried | title, excerpt, tags |\n|---|---|---|---|"
NO_ERROR = {"complete": "no error", "truncated": "no error; `truncated` is true"}


def written() -> str:
    """Return the document."""
    parts = {
        "Before an answer": BEFORE,
        "Instead of text": INSTEAD,
        "After some text": AFTER,
    }
    tables = [f"## {title}\n\n{COLUMNS}\n" + "\n".join(map(_row, faults)) for title, faults in parts.items()]
    sentences = "## Sentences\n\n| code | text | English | Korean |\n|---|---|---|---|\n" + "\n".join(_sentences())
    return "\n\n".join([HEAD.strip(), *tables, sentences]) + "\n"


def _row(fault: Fault) -> str:
    again = "yes" if fault.is_tried_again else "no"
    if fault.requests > 1:
        again = "once, with less"
    beside = "the same" if _end(fault.beside or fault.ends) == _end(fault.ends) else _end(fault.beside or fault.ends)
    return f"| {fault.words} | {_end(fault.ends)} | {again} | {beside} |"


def _end(ends: Ends) -> str:
    return f"`{ends.code}`" if isinstance(ends, ProviderError) else NO_ERROR[ends]


def _sentences() -> Iterator[str]:
    """Yield a row for each sentence of the table's errors."""
    kinds = {type(ends) for fault in FAULTS for ends in (fault.ends, fault.beside) if isinstance(ends, ProviderError)}
    for kind in sorted(kinds, key=lambda kind: kind.code):
        said = {has_text: kind(seconds="N").about(has_text=has_text) for has_text in (False, True)}
        is_same = said[False].sentence(str) == said[True].sentence(str)
        for has_text, error in said.items() if not is_same else [(None, said[True])]:
            text = {None: "", True: "some", False: "none"}[has_text]
            with translation.override("ko"):
                korean = error.sentence(gettext)
            yield f"| `{kind.code}` | {text} | {error.sentence(str)} | {korean} |"
