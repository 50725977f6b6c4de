"""A bar for each day, as figures an SVG is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

WIDTH, HEIGHT = 600, 120  # of the drawing, in its own units
_GAP = 0.2  # of a bar's place


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its left edge, width, top and height, and the height of the ``part`` of it that is marked."""

    day: date
    value: float
    part: float
    x: float
    width: float
    height: float
    part_height: float

    @property
    def y(self) -> float:
        """Upper edge."""
        return round(HEIGHT - self.height, 2)

    @property
    def part_y(self) -> float:
        """Upper edge of the marked part."""
        return round(HEIGHT - self.part_height, 2)


@dataclass(frozen=True, slots=True)
class Plot:
    """What one plot shows; ``most`` is the value its height stands for."""

    title: str | Promise
    bars: list[Bar]
    most: float
    width: int = WIDTH
    height: int = HEIGHT


def plot(title: str | Promise, days: Sequence[date], values: Sequence[float], parts: Sequence[float] = ()) -> Plot:
    """Return the bars of ``values``, with ``parts`` of them marked."""
    most = max(values, default=0)
    place = WIDTH / max(1, len(days))

    def tall(value: float) -> float:
        return round(value / most * HEIGHT, 2) if most else 0

    bars = [
        Bar(day, value, part, round(at * place, 2), round(place * (1 - _GAP), 2), tall(value), tall(part))
        for at, (day, value, part) in enumerate(zip(days, values, parts or [0] * len(days), strict=True))
    ]
    return Plot(title, bars, most)
