"""In every order of actions of two processes, a reader and the clock, no shown text is lost and every run can end."""

from collections import deque

import pytest

from tests.model.machine import BEGIN, Broken, Machine, State, Wrong

pytestmark = [pytest.mark.once, pytest.mark.timeout(600)]


def explore(machine: Machine) -> dict[State, list[State]]:
    """Return each reachable state with its successors. Raises Wrong with the path to a violation."""
    came: dict[State, tuple[State, str] | None] = {BEGIN: None}
    after: dict[State, list[State]] = {}
    waiting = deque([BEGIN])
    while waiting:
        state = waiting.popleft()
        try:
            steps = list(machine.after(state))
        except Wrong as wrong:
            wrong.add_note("\n".join(way_to(state, came)))
            raise
        after[state] = [reached for _, reached in steps]
        for name, reached in steps:
            if reached not in came:
                came[reached] = (state, name)
                waiting.append(reached)
    return after


def way_to(state: State, came: dict[State, tuple[State, str] | None]) -> list[str]:
    steps = []
    while origin := came[state]:
        steps.append(f"{origin[1]:20} {state.row}")
        state = origin[0]
    return steps[::-1]


def can_end(after: dict[State, list[State]]) -> set[State]:
    """Return the states from which a run's end can be reached."""
    before: dict[State, list[State]] = {}
    for state, reached in after.items():
        for one in reached:
            before.setdefault(one, []).append(state)
    found = {state for state in after if state.row.status != "running"}
    waiting = list(found)
    while waiting:
        for state in before.get(waiting.pop(), []):
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


@pytest.mark.parametrize("machine", [Machine(crashes=1), Machine(runs=1, retries=1, crashes=1)])
def test_every_order_keeps_the_promises(machine: Machine) -> None:
    after = explore(machine)
    assert set(after) == can_end(after), "a run that nobody can end"
    for state, reached in after.items():
        if state.row.status == "complete":
            assert all(one.row == state.row for one in reached), "a complete draft changed"


@pytest.mark.parametrize("broken", ["fence", "compare and swap", "saved, then shown", "halt", "attempt"])
def test_the_model_finds_what_a_missing_safeguard_would_do(broken: Broken) -> None:
    with pytest.raises(Wrong):
        explore(Machine(broken, retries=1))
