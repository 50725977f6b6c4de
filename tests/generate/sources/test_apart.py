"""Reading ends at its limits of time and memory, and the next input is read all the same."""

import os
import time
from dataclasses import replace

import pytest

from generate.source_errors import SourceEmpty, SourceTooLarge, SourceUnsupported
from generate.sources.apart import apart
from generate.sources.file import File, read_file
from generate.sources.limits import Limits

LIMITS = Limits()


def test_what_takes_too_long_or_too_much_is_ended_and_the_next_is_read() -> None:
    start = time.monotonic()
    with pytest.raises(SourceTooLarge, match="what can be read in"):
        apart(replace(LIMITS, read_seconds=0.5), time.sleep, 30)
    assert time.monotonic() - start < 10
    with pytest.raises(SourceTooLarge, match="memory"):
        apart(LIMITS, bytes, LIMITS.read_bytes)
    assert apart(LIMITS, read_file, File(b"# Learnt", "a.md"), LIMITS).text == "# Learnt"
    with pytest.raises(SourceUnsupported, match="a damaged file"):
        apart(LIMITS, os._exit, 3)


def test_an_error_is_raised_with_its_sentence() -> None:
    with pytest.raises(SourceEmpty):
        apart(LIMITS, read_file, File(b"  ", "a.md"), LIMITS)
    with pytest.raises(SourceTooLarge, match="This exceeds the limit of 3 characters"):
        apart(LIMITS, read_file, File(b"four", "a.md"), replace(LIMITS, text_characters=3))
    with pytest.raises(RuntimeError, match="invalid literal"):
        apart(LIMITS, int, "x")


def test_what_a_library_prints_is_no_answer() -> None:
    assert apart(LIMITS, print, "a warning") is None
    assert apart(LIMITS, os.write, 1, b"another\n") == 8
    assert apart(LIMITS, read_file, File(b"# Learnt", "a.md"), LIMITS).text == "# Learnt"
