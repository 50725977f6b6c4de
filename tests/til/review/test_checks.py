"""Claims in all fields of a draft: grouped by sentence, most doubtful first, without those that were dismissed."""

import pytest

from til.review.checks import claims_of
from til.review.claims import Kind, UnsupportedClaim, sentence_around

SOURCE = "The build took 40 s before the cache. We had sixteen tests, and ten passed."
CONTENT = (
    "6 tests did not pass.\n\nThe build took 45 s before the cache, thanks to Memcached.\n\n```sh\nmake --fast\n```"
)


def keys(content: str, dismissed: frozenset[str] = frozenset()) -> dict[str, str]:
    return {one.text: one.key for one in claims_of("Build", "", content, SOURCE, dismissed=dismissed)}


def test_sentences_with_most_sure_claims_come_first_and_stay_together() -> None:
    found = [(one.text, one.is_sure, one.sentence) for one in claims_of("Build", "", CONTENT, SOURCE)]
    sentence = "The build took 45 s before the cache, thanks to Memcached."
    assert found == [
        ("45 s", True, sentence),
        ("Memcached", True, sentence),
        ("make --fast", True, "make --fast"),
        ("6", False, "6 tests did not pass."),
    ]


def test_a_dismissed_claim_comes_back_when_its_sentence_changes_and_only_then() -> None:
    known = keys(CONTENT)
    gone = frozenset({known["45 s"]})
    assert "45 s" not in keys(CONTENT, gone)
    assert "45 s" not in keys(f"Another beginning.\n\n{CONTENT}\n\nAnother end.", gone)
    assert "Memcached" in keys(CONTENT, gone)
    assert "45 s" in keys(CONTENT.replace("thanks to", "due to"), gone)
    assert "46 s" in keys(CONTENT.replace("45 s", "46 s"), gone)


def test_a_day_is_real_if_it_has_a_til_or_the_source_names_it() -> None:
    said = "As on day 7, and as on Day 12 and Day 3."
    found = claims_of("Build", "", said, f"{SOURCE} Day 3 of the sprint.", days={12})
    assert [(one.kind, one.text) for one in found] == [(Kind.DAY, "day 7")]


@pytest.mark.parametrize(
    ("text", "claim", "sentence"),
    [
        ("One. Two 5 s. Three.", "5 s", "Two 5 s."),
        ("- 첫째다. 둘째는 5초다. 셋째다.", "5초", "둘째는 5초다."),
        ("첫째다.둘째는 5초다.", "5초", "둘째는 5초다."),
        ("It needs v1.2.3 of it. Yes.", "v1.2.3", "It needs v1.2.3 of it."),
        ("a\n    x = 5\nb", "x = 5", "x = 5"),
        ("One\nline and 5 more", "line and 5 more", "line and 5 more"),
        ("Ends with 5", "5", "Ends with 5"),
        ("One.\nTwo lines. Three.", "One.\nTwo lines.", "One.\nTwo lines."),
    ],
)
def test_the_sentence_around_a_claim(text: str, claim: str, sentence: str) -> None:
    assert sentence_around(text, UnsupportedClaim(Kind.NUMBER, claim, text.index(claim))) == sentence
