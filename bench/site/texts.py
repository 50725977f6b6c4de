"""Made-up TILs whose words are as frequent as in real ones: few words in most, most words in few (Zipf's law)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

_SYLLABLES = ["".join(pair) for pair in zip("btkdgmnprslvzfh" * 5, "aeiou" * 15, strict=True)]
_HANGUL = [chr(0xAC00 + 588 * number % 11_172) for number in range(1, 400, 7)]
_VOCABULARY, _TAGS = 20_000, 300
_FIRST = datetime(2016, 1, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Text:
    """A TIL to save."""

    title: str
    content: str
    tags: list[int]
    published: datetime


def texts(count: int) -> Iterator[Text]:
    """Yield ``count`` TILs of about 1,200 characters, three a day, always the same."""
    chance = random.Random(1)  # noqa: S311 - the same texts every time
    words = [_word(chance, number) for number in range(_VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2) for rank in range(_VOCABULARY)))
    tags = list(accumulate(1 / (rank + 1) for rank in range(_TAGS)))
    for number in range(count):
        said = chance.choices(words, cum_weights=weights, k=170)
        code = "\n".join(" ".join(said[at : at + 6]) for at in range(140, 170, 6))
        paragraphs = "\n\n".join(" ".join(said[at : at + 45]) + "." for at in range(0, 135, 45))
        yield Text(
            " ".join(chance.choices(words, cum_weights=weights, k=6)),
            f"{paragraphs}\n\n```sh\n{code}\n```\n",
            sorted(set(chance.choices(range(_TAGS), cum_weights=tags, k=2))),
            _FIRST + timedelta(hours=8 * number),
        )


def _word(chance: random.Random, number: int) -> str:
    signs = _HANGUL if number % 4 == 3 else _SYLLABLES
    return "".join(chance.choices(signs, k=chance.randint(2, 4)))
