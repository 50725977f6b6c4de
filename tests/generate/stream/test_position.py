"""Event ids: round trips, and rejection of everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.stages import Stage
from generate.stream.position import BadPosition, Position, parse

numbers = st.integers(1, 999_999_999)


@st.composite
def positions(draw: st.DrawFn) -> Position:
    stage = draw(st.sampled_from(Stage))
    offset = draw(numbers) if stage is Stage.CONTENT else 0
    return Position(draw(numbers), draw(numbers), stage, offset, draw(st.sampled_from([0, 1, 7])))


@given(positions())
def test_what_is_written_is_read_back(position: Position) -> None:
    assert parse(str(position), position.generation, position.attempt) == position
    assert str(position).isascii()


@given(st.text(max_size=30))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        parse(text, 7, 1)


@pytest.mark.parametrize(
    "text",
    [
        "7-1-2-10 ", " 7-1-2-10", "7-1-2-10\n", "7-1-2", "7-1-2-10-1-1", "7-1-2--10", "7-1-2-+10", "7-1-2-1e3",
        "7-1-0-0", "7-1-7-0", "7-0-2-0", "-7-1-2-0", "７-1-2-10", "7-1-2-١", "7-1-2-9999999999",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_event_id_is_refused(text: str) -> None:
    with pytest.raises(BadPosition):
        parse(text, 7, 1)


def test_an_event_id_of_another_generation_is_refused() -> None:
    with pytest.raises(BadPosition, match="another generation"):
        parse("8-1-2-10", 7, 1)


def test_an_attempt_that_has_not_begun_is_refused_and_an_older_one_read() -> None:
    assert parse("7-2-2-10", 7, 3).attempt == 2
    with pytest.raises(BadPosition):
        parse("7-4-2-10", 7, 3)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CONTENT])
def test_an_offset_counts_only_inside_content(stage: Stage) -> None:
    with pytest.raises(BadPosition):
        parse(f"7-1-{stage:d}-3", 7, 1)
