"""Tables of a PDF page: words inside a grid of rules."""

import itertools
import re
from dataclasses import dataclass

from generate.sources.pdf.drawn import Drawn
from generate.sources.pdf.glyphs import Word
from generate.sources.pdf.lines import Line

_NEAR = 3.0  # points between rules that meet
_LEAST_RULES = 3  # in one direction, two in the other
_STRIP = 0.6  # letter heights between columns
_MOST_CELLS = 2_000
_Rule = tuple[float, float, float]


@dataclass(slots=True)
class Table:
    """Rows of cells with text, and the place on the page."""

    rows: list[list[str]]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def markdown(self) -> str:
        """The table with its first row as the header."""
        lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in self.rows]
        return "\n".join([lines[0], "|" + " --- |" * len(self.rows[0]), *lines[1:]])


def take_tables(words: list[Word], drawn: Drawn) -> tuple[list[Table], list[Word]]:
    """Return the ruled tables of a page, and the words outside them."""
    tables: list[Table] = []
    for across, down in _grids(drawn):
        columns = _steps([rule[2] for rule in down])
        heights = _steps([rule[2] for rule in across])
        if min(len(columns), len(heights)) < 2 or max(len(columns), len(heights)) < _LEAST_RULES:
            continue
        if len(columns) * len(heights) > _MOST_CELLS:
            continue
        table, words = _filled(words, columns, heights)
        if table:
            tables.append(table)
    gridded = {rule for across, _ in _grids(drawn) for rule in across}
    more, words = _open_tables(words, [rule for rule in drawn.across if rule not in gridded])
    return tables + more, words


def _open_tables(words: list[Word], across: list[_Rule]) -> tuple[list[Table], list[Word]]:
    """Return tables with horizontal rules only: rows are lines, columns are parted by empty strips."""
    alike: dict[tuple[int, int], list[_Rule]] = {}
    for rule in across:
        alike.setdefault((round(rule[0] / 4), round(rule[1] / 4)), []).append(rule)
    tables: list[Table] = []
    for rules in alike.values():
        heights = _steps([rule[2] for rule in rules])
        left, right = rules[0][0] - _NEAR, rules[0][1] + _NEAR
        inside = [
            one for one in words if heights[0] < one.middle < heights[-1] and left < (one.left + one.right) / 2 < right
        ]
        columns = _columns(inside, left, right) if len(heights) >= _LEAST_RULES else []
        if len(columns) < _LEAST_RULES:
            continue
        tops = _steps([one.middle for one in inside])
        steps = [heights[0], *[(one + two) / 2 for one, two in itertools.pairwise(tops)], heights[-1]]
        table, rest = _filled(words, columns, steps)
        if table and sum(cell != "" for row in table.rows for cell in row) > len(table.rows) * len(table.rows[0]) * 0.6:
            tables.append(table)
            words = rest
    return tables, words


def _columns(words: list[Word], left: float, right: float) -> list[float]:
    """Return the edges of columns: the middles of strips that no word enters."""
    edges = [left]
    end = left
    for word in sorted(words, key=lambda word: word.left):
        if word.left - end > word.size * _STRIP and end > left:
            edges.append((end + word.left) / 2)
        end = max(end, word.right)
    return [*edges, right]


def _grids(drawn: Drawn) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Return groups of horizontal and vertical rules that touch each other."""
    groups: list[tuple[list[_Rule], list[_Rule]]] = [([rule], []) for rule in drawn.across]
    for rule in drawn.down:
        met = [group for group in groups if any(_meet(one, rule) for one in group[0])]
        if not met:
            continue
        across = [one for group in met for one in group[0]]
        down = [one for group in met for one in group[1]]
        groups = [group for group in groups if group not in met]
        groups.append((across, [*down, rule]))
    return [group for group in groups if group[1]]


def _meet(across: _Rule, down: _Rule) -> bool:
    left, right, height = across
    top, bottom, place = down
    return left - _NEAR <= place <= right + _NEAR and top - _NEAR <= height <= bottom + _NEAR


def _steps(places: list[float]) -> list[float]:
    steps: list[float] = []
    for place in sorted(places):
        if not steps or place - steps[-1] > _NEAR * 2:
            steps.append(place)
    return steps


def _filled(words: list[Word], columns: list[float], heights: list[float]) -> tuple[Table | None, list[Word]]:
    cells: dict[tuple[int, int], list[Word]] = {}
    outside: list[Word] = []
    for word in words:
        row, column = _between(heights, word.middle), _between(columns, (word.left + word.right) / 2)
        if row is None or column is None:
            outside.append(word)
        else:
            cells.setdefault((row, column), []).append(word)
    wide, high = len(columns) - 1, len(heights) - 1
    used = {column for _, column in cells}
    rows = [[_said(cells.get((row, column), [])) for column in range(wide) if column in used] for row in range(high)]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or len(used) < 2:
        return None, words
    return Table(rows, columns[0], heights[0], columns[-1], heights[-1]), outside


def _between(steps: list[float], place: float) -> int | None:
    return next((at for at in range(len(steps) - 1) if steps[at] <= place < steps[at + 1]), None)


def _said(words: list[Word]) -> str:
    """Return a cell's text, its lines joined."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.middle):
        if lines and abs(word.middle - lines[-1][-1].middle) < word.size * 0.5:
            lines[-1].append(word)
        else:
            lines.append([word])
    text = " ".join(Line(sorted(line, key=lambda word: word.left)).text for line in lines)
    return re.sub(r"\s+", " ", text)
