"""A long source is cut at block boundaries, with its beginning, headings and code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.sources.__main__ import code_of
from generate.sources.fit import GAP, fit

PROSE = "A sentence of prose that says little. " * 30
LONG = "\n\n".join(
    ["# Title", "The beginning.", *(f"## Part {n}\n\n{PROSE}\n\n```sh\nrun {n}\n\nagain {n}\n```" for n in range(20))]
)


def test_what_fits_is_left_alone() -> None:
    assert fit(LONG, len(LONG)) == (LONG, False)


def test_nothing_but_blanks_is_cut_to_nothing() -> None:
    assert fit(" \n" * 100, 50) == ("", True)


@pytest.mark.parametrize("budget", [500, 1000, 3000, 8000, 20000])
def test_it_keeps_to_the_budget_and_uses_most_of_it(budget: int) -> None:
    text, truncated = fit(LONG, budget)
    assert truncated
    assert budget * 0.6 < len(text) <= budget


def test_the_beginning_the_headings_and_the_code_are_preferred() -> None:
    text, _ = fit(LONG, 5000)
    assert text.startswith("# Title\n\nThe beginning.\n\n## Part 0")
    assert [line for line in LONG.split("\n") if line.startswith("#")] == [
        line for line in text.split("\n") if line.startswith("#")
    ]
    assert code_of(text) == code_of(LONG)
    assert GAP in text


def test_one_long_paragraph_is_cut_after_a_sentence() -> None:
    text, truncated = fit("The end of it. " * 200, 500)
    assert truncated
    assert text.removesuffix(GAP).rstrip().endswith("The end of it.")


def test_one_file_of_code_is_cut_after_a_line_and_closed() -> None:
    text, truncated = fit("```python\n" + "x = 1\n" * 500 + "```", 300)
    assert truncated
    assert len(text) <= 300
    assert text.endswith("\nx = 1\n```")


block = st.one_of(
    st.text(st.sampled_from("ab .\n한#-"), min_size=1, max_size=60),
    st.text(st.sampled_from("ab \n~#"), max_size=60).map(lambda code: f"```py\n{code}\n```"),
    st.text(st.sampled_from("ab `\n"), max_size=40).map(lambda code: f"~~~\n{code}\n~~~"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(block, min_size=1, max_size=12).map("\n\n".join), st.integers(60, 400))
def test_no_code_is_ever_cut(text: str, budget: int) -> None:
    cut, truncated = fit(text, budget)
    assert len(cut) <= max(budget, 0)
    if truncated and len(code_of(text)) > 1:
        whole = [code for code, _ in code_of(text)]
        assert all(code in whole for code, _ in code_of(cut) if code)
