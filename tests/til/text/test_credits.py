"""Credits are written one a line, and read again as they were."""

import pytest

from til.text.credits import Credit, credit_lines, credits_in

BISECT = Credit("git bisect – Git", "https://git-scm.com/docs/git-bisect")


def test_credits_are_read_as_they_were_written() -> None:
    said = [BISECT, Credit("노트.md", ""), Credit("", "https://example.org/a?b=c#d")]
    assert credits_in(credit_lines(said)) == said


def test_a_title_of_several_lines_is_one_credit() -> None:
    assert credits_in(credit_lines([Credit("one\ntwo\u2028three", "")])) == [Credit("one two three", "")]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "https://a b", ""])
def test_only_addresses_of_the_web_are_kept(address: str) -> None:
    assert credits_in(credit_lines([Credit("Said", address)])) == [Credit("Said", "")]


def test_empty_lines_and_repetitions_are_no_credits() -> None:
    assert credits_in(f"\n  {credit_lines([BISECT, BISECT])}\n\n") == [BISECT]
    assert credit_lines([Credit("", ""), Credit(" ", "mailto:a@b.test")]) == ""
