"""Numbers as quantities: digits and words, scales (k, 만) and units (ms, 초, %), in English and Korean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from math import isclose

from til.review import words

FEW = 2  # "one" and "two" count what a text has just named
MOST = 60  # different quantities of a source that are computed with
_DIMENSIONS = (
    *("time", "size", "share", "times", "current", "power", "energy", "charge", "voltage", "frequency"),
    *("length", "weight", "rate", "pixels", "em", "rem", "celsius", "fahrenheit"),
)
_SPAN = re.compile(
    r"\b(?:a|an|one|per|every|each) (second|minute|hour|day|week)\b|\b(daily|hourly|weekly)\b"
    r"|(하루|매일|매시간|매분|매초)",
    re.IGNORECASE,
)
_OCCASIONS = ("번", "차례")
_SPOKEN = {
    "daily": "day",
    "hourly": "hour",
    "weekly": "week",
    "매일": "일",
    "매시간": "시간",
    "매분": "분",
    "매초": "초",
}
_DATE = re.compile(r"(?<![\w.])(?P<year>(?:20)?\d\d)[./-](?P<month>[01]?\d)[./-](?P<day>[0-3]?\d)(?![\w-]|\.\d)")
_CENTURY = 2000
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    ``raw`` is the number as written, without separators ("" for a word); ``value`` is in the smallest unit of
    ``dimension`` ("" if there is none). ``is_word`` tells a number word.
    """

    raw: str
    value: float
    number: float
    dimension: str
    start: int
    end: int
    is_word: bool = False


@cache
def _units() -> dict[str, tuple[str, float]]:
    return {unit: (name, factor) for name in _DIMENSIONS for unit, factor in words.table(name).items()}


@cache
def _pattern(*, anywhere: bool) -> re.Pattern[str]:
    units = sorted(_units(), key=len, reverse=True)
    latin = "|".join(re.escape(unit) for unit in units if unit.isascii() and unit[0].isalpha())
    other = "|".join(re.escape(unit) for unit in units if not (unit.isascii() and unit[0].isalpha()))
    scales = sorted(words.table("scale"), key=len, reverse=True)
    spoken = "|".join(re.escape(scale) for scale in scales if len(scale) > 1 and scale.isascii())
    hangul = "|".join(re.escape(scale) for scale in scales if not scale.isascii())
    before = "" if anywhere else r"(?<![\w.,:/-])"
    return re.compile(
        rf"{before}(?:(?<![A-Za-z])[vV])?(?P<number>\d+(?:[.,:]\d+)*)(?![\d/]*/\d)"
        rf"(?:(?P<scale>[kKMGB](?![A-Za-z])|[ ]?(?:{hangul})(?!큼|들|약|나|에)|[ -](?:{spoken})\b)"
        rf"(?:[ ]?(?P<more>\d+)(?P<less>천만|백만|만|천))?)?"
        rf"(?:[ -]?(?:(?P<latin>{latin})(?![A-Za-z0-9])|(?P<other>{other})(?!열|포|치|기|의|석|과|소|요|본|부|반)))?"
    )


@cache
def _word_pattern() -> re.Pattern[str]:
    english = "|".join(sorted(words.table("numbers"), key=len, reverse=True))
    korean = "|".join(sorted(words.table("korean_numbers"), key=len, reverse=True))
    counters = "|".join(sorted(words.listed("counters", "korean"), key=len, reverse=True))
    factors = sorted(words.table("factors"), key=len, reverse=True)
    latin = "|".join(factor for factor in factors if factor.isascii())
    hangul = "|".join(factor for factor in factors if not factor.isascii())
    months = "|".join(words.table("months"))
    units = "|".join(unit for unit in sorted(_units(), key=len, reverse=True) if unit.isascii() and len(unit) > 2)
    return re.compile(
        rf"\bhalf an? (?P<half>{units})\b|\b(?P<english>{english})\b(?:[ -](?P<unit>{units})\b)?"
        rf"|(?<![가-힣])(?P<korean>{korean})[ ]?(?P<counter>{counters})(?!지|히|론)"
        rf"|\b(?P<latin>{latin})\b|(?<![가-힣])(?P<hangul>{hangul})"
        rf"|\b(?P<month>{months})\b(?= \d)|(?<=\d )(?P<month_behind>{months})\b",
        re.IGNORECASE,
    )


def quantities(text: str, *, anywhere: bool = False) -> Iterator[Quantity]:
    """Yield the quantities in ``text``; ``anywhere`` also those inside names and addresses."""
    for found in _pattern(anywhere=anywhere).finditer(text):
        yield _of_digits(found)
    for found in _word_pattern().finditer(text):
        yield _of_words(found)


def compounds(some: Iterable[Quantity]) -> Iterator[tuple[Quantity, ...]]:
    """Yield times in two units (1분 30초) as a quantity, followed by its two parts."""
    for one, other in pairwise(sorted(some, key=lambda one: one.start)):
        is_near = one.dimension == other.dimension == "time" and other.start - one.end in {0, 1}
        if is_near and one.value * other.number > other.value * one.number:
            yield replace(one, raw="", value=one.value + other.value, end=other.end), one, other


def _of_digits(found: re.Match[str]) -> Quantity:
    raw = found["number"].replace(",", "")
    number = _float(raw) * _scale(found["scale"])
    if found["more"]:
        number += _float(found["more"]) * _scale(found["less"])
    unit = found["latin"] or found["other"]
    dimension, factor = _units().get(unit or "", ("", 1.0))
    return Quantity(raw, number * factor, number, dimension, found.start(), found.end())


def _of_words(found: re.Match[str]) -> Quantity:
    if factor := found["latin"] or found["hangul"]:
        value = words.table("factors")[factor.lower()]
        return Quantity("", value, value, "times", found.start(), found.end(), is_word=True)
    if half := found["half"]:
        dimension, scale = _units()[half.lower()]
        return Quantity("", 0.5 * scale, 0.5, dimension, found.start(), found.end(), is_word=True)
    if month := found["month"] or found["month_behind"]:
        number = words.table("months")[month.lower()]
        return Quantity(str(number), number, number, "", found.start(), found.end())
    if found["english"]:
        number, unit = words.table("numbers")[found["english"].lower()], found["unit"]
    else:
        number, unit = words.table("korean_numbers")[found["korean"]], found["counter"]
    dimension, scale = _units().get(unit or "", ("times" if unit in _OCCASIONS else "", 1.0))
    return Quantity("", number * scale, number, dimension, found.start(), found.end(), is_word=True)


def _scale(written: str | None) -> float:
    return float(words.table("scale")[written.strip(" -")]) if written else 1.0


def _float(raw: str) -> float:
    whole, _, rest = raw.replace(":", ".").partition(".")
    return float(f"{whole}.{rest.replace('.', '') or 0}")


class Known:
    """The quantities of a source, and what follows from them."""

    def __init__(self, text: str) -> None:
        self._all = [*quantities(text, anywhere=True)]
        self._all += [replace(one, value=one.number, dimension="") for one in self._all if text[one.end - 1] == "m"]
        self._free = [*quantities(text)]  # the 2 of HTTP/2 is no "twice"
        self._all += [total for total, *_ in compounds(self._all)]
        self._all += _spans(text)
        self._all += [part for found in _DATE.finditer(text) for part in _of_date(found)]
        self._raws = {one.raw for one in self._all if one.raw}
        self._months = {str(number) for month, number in words.table("months").items() if _has(text, month)}
        self._counts = {*_list_lengths(text)}

    def has(self, one: Quantity) -> bool:
        """Return whether the source says this, in whatever spelling."""
        if one.raw and (not one.dimension or one.number != _float(one.raw)) and self._has_raw(one.raw):
            return True
        if (date := _DATE.fullmatch(one.raw)) and all(map(self.has, _of_date(date))):
            return True
        if one.is_word and not one.dimension and one.number in self._counts:
            return True
        if one.is_word and (one.number == 1 or (not one.dimension and one.number <= FEW)):
            return True
        return any(_same(one, other) for other in (self._free if one.dimension == "times" else self._all))

    def computes(self, one: Quantity) -> bool:
        """Return whether this is a sum, a difference, a quotient or a change of two numbers of the source."""
        some = list({(other.value, other.dimension): other for other in self._all if other.value}.values())[:MOST]
        return any(_follows(one, left, right) for left, right in combinations(some, 2))

    def follows(self, one: Quantity, beside: Iterable[Quantity]) -> bool:
        """Return whether this is computed from two numbers of the source that stand beside it."""
        some = [other for other in beside if other != one and other.value and self.has(other)]
        return any(_follows(one, left, right) or _divides(one, left, right) for left, right in combinations(some, 2))

    def _has_raw(self, raw: str) -> bool:
        known = self._raws | self._months
        return raw.lstrip("0") in known or any(
            other == raw or other.startswith((f"{raw}.", f"{raw}:")) for other in known
        )


def _spans(text: str) -> Iterator[Quantity]:
    """Yield units without a number: a day, 매시간."""
    for found in _SPAN.finditer(text):
        unit = next(group for group in found.groups() if group)
        value = float(words.table("time")[_SPOKEN.get(unit.lower(), unit.lower())])
        yield Quantity("", value, 1.0, "time", found.start(), found.end(), is_word=True)


def _of_date(found: re.Match[str]) -> Iterator[Quantity]:
    """Yield year, month and day of a date such as 24.11.3."""
    for part, number in found.groupdict().items():
        value = int(number) + (_CENTURY if part == "year" and len(number) == len("24") else 0)
        yield Quantity(str(value), value, value, "", found.start(), found.end())


def _same(one: Quantity, other: Quantity) -> bool:
    if one.dimension == other.dimension:
        is_size = one.dimension == "size" and one.value * other.number != other.value * one.number  # 512 MB, 0.5 GB
        return isclose(one.value, other.value, rel_tol=0.025 if is_size else 1e-9)
    if not one.dimension:
        return isclose(one.number, other.number) or (
            other.dimension == "share" and isclose(one.number * 100, other.value)
        )
    if not other.dimension:  # a number in code has no unit, or a smaller one
        scales = {"time": (1, 1e-3, 1e-6), "size": (1, 1e3, 1e6)}.get(one.dimension, (1,))
        is_fraction = one.dimension == "share" and isclose(one.number, other.number * 100)
        return (
            isclose(one.number, other.number)
            or is_fraction
            or any(isclose(one.value, other.number * f) for f in scales)
        )
    pair = {one.dimension: one, other.dimension: other}
    if pair.keys() == {"share", "times"}:
        return isclose(pair["share"].value, pair["times"].value * 100)
    return False


def _follows(one: Quantity, left: Quantity, right: Quantity) -> bool:
    great, small = (left.value, right.value) if left.value >= right.value else (right.value, left.value)
    if left.dimension == right.dimension:
        ratio = great / small
        if one.dimension == "times" and any(isclose(one.value, other, rel_tol=0.05) for other in (ratio, 1 / ratio)):
            return True
        changes = (100 * (great - small) / great, 100 * (great - small) / small, 100 * small / great)
        if one.dimension == "share" and any(isclose(one.value, change, rel_tol=0.05) for change in changes):
            return True
    if one.dimension and one.dimension not in {left.dimension, right.dimension}:
        return False
    return any(isclose(one.value, other) for other in (great + small, great - small))


def _divides(one: Quantity, left: Quantity, right: Quantity) -> bool:
    return isclose(one.value, max(left.value / right.value, right.value / left.value))


def _has(text: str, month: str) -> bool:
    return re.search(rf"\b{month[:3]}(?:{month[3:]})?\b", text, re.IGNORECASE) is not None


def _list_lengths(text: str) -> Iterator[float]:
    """Yield how many items lists and enumerations have."""
    length = 0
    for line in [*text.splitlines(), ""]:
        if _LIST_ITEM.match(line):
            length += 1
        elif line.strip():
            yield length
            length = 0
            yield line.count(", ") + 1 + bool(re.search(r"(?<!,) (?:and|or) |[와과] |이랑 |하고 ", line))
    yield length
