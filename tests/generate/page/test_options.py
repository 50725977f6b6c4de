"""Length and tone: asked of the model, and as they were when a draft is begun again."""

import pytest

from generate.models import Generation
from generate.page.forms import DraftForm, once_more
from generate.page.options import LENGTHS, TONES, options_of, wish


@pytest.mark.parametrize("length", [value for value, _ in LENGTHS])
@pytest.mark.parametrize("tone", [value for value, _ in TONES])
def test_a_wish_tells_length_and_tone_and_is_read_again(length: str, tone: str) -> None:
    form = DraftForm({"input_type": "text", "text": "notes", "length": length, "tone": tone})
    assert form.is_valid()
    assert form.wish() == wish(length, tone)
    assert bool(form.wish()) == bool(length or tone)
    assert options_of(form.wish()) == {"length": length, "tone": tone}
    again = once_more(Generation(input="notes", instruction=form.wish()))
    assert (again["length"].value(), again["tone"].value()) == (length, tone)


def test_another_length_is_another_draft() -> None:
    forms = [
        DraftForm({"input_type": "text", "text": "notes", "key": "k", "length": length}) for length in ("", "short")
    ]
    assert all(form.is_valid() for form in forms)
    one, other = (form.idempotency_key(form.asked(), {}) for form in forms)
    assert one != other
