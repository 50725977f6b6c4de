"""Bar charts by day, as numbers for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

WIDTH, HEIGHT = 600, 120  # of the drawing, in SVG units
_GAP = 0.2  # share of a bar in its column


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar: left edge, width and height, and the height of its highlighted ``part``."""

    day: date
    value: float
    part: float
    x: float
    width: float
    height: float
    part_height: float

    @property
    def y(self) -> float:
        """Return the upper edge."""
        return round(HEIGHT - self.height, 2)

    @property
    def part_y(self) -> float:
        """Return the upper edge of the highlighted part."""
        return round(HEIGHT - self.part_height, 2)


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart; ``most`` is the value of its full height."""

    title: str | Promise
    bars: list[Bar]
    most: float
    width: int = WIDTH
    height: int = HEIGHT


def plot(title: str | Promise, days: Sequence[date], values: Sequence[float], parts: Sequence[float] = ()) -> Plot:
    """Return bars for ``values``, with ``parts`` of them highlighted."""
    most = max(values, default=0)
    place = WIDTH / max(1, len(days))

    def tall(value: float) -> float:
        return round(value / most * HEIGHT, 2) if most else 0

    bars = [
        Bar(day, value, part, round(at * place, 2), round(place * (1 - _GAP), 2), tall(value), tall(part))
        for at, (day, value, part) in enumerate(zip(days, values, parts or [0] * len(days), strict=True))
    ]
    return Plot(title, bars, most)
