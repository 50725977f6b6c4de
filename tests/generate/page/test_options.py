"""Options of a draft: sent with the request, and as they were when a draft is begun again."""

import pytest

from generate.drafting.start import draft_row
from generate.models import LENGTHS, TONES
from generate.page.forms import DraftForm, once_more
from til.caller import Caller


@pytest.mark.parametrize("length", [value for value, _ in LENGTHS])
@pytest.mark.parametrize("tone", [value for value, _ in TONES])
def test_options_are_asked_for_and_read_again(length: str, tone: str) -> None:
    options = {"length": length, "tone": tone, "template": "bug-cause-fix", "in_style": "on"}
    form = DraftForm({"input_type": "text", "text": "notes", "provider": "offline", **options})
    assert form.is_valid()
    row = draft_row(Caller(), form.asked())
    assert (row.length, row.tone, row.template, row.in_style, row.instruction) == (
        length,
        tone,
        "bug-cause-fix",
        True,
        "",
    )
    again = once_more(row)
    assert (again["length"].value() or "", again["tone"].value() or "") == (length, tone)


@pytest.mark.parametrize("option", [{"length": "short"}, {"tone": "formal"}, {"template": "t"}, {"in_style": "on"}])
def test_another_option_is_another_draft(option: dict[str, str]) -> None:
    forms = [DraftForm({"input_type": "text", "text": "notes", "key": "k", **more}) for more in ({}, option)]
    assert all(form.is_valid() for form in forms)
    one, other = (form.idempotency_key(form.asked(), {}) for form in forms)
    assert one != other
