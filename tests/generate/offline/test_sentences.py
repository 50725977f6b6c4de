"""Splitting text into sentences, and removing Markdown."""

import pytest

from generate.offline.sentences import plain, split


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("느리다. 왜냐하면 캐시가 없다.", ["느리다.", "왜냐하면 캐시가 없다."]),
        ("Use a cache, e.g. Redis. It helps.", ["Use a cache, e.g. Redis.", "It helps."]),
        ("Python 3.11 is out", ["Python 3.11 is out"]),
        ("COPY . . 가 먼저다", ["COPY . . 가 먼저다"]),
        ("so... it works", ["so... it works"]),
    ],
)
def test_split(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("**bold** and *soft* and `a*b*c`", "bold and soft and a*b*c"),
        ("[`x`](https://a.b) ![i](p.png)!", "x !"),
        ("`__init__` and snake_case_name", "__init__ and snake_case_name"),
        ("<kbd>Ctrl</kbd> see https://a.b/c", "Ctrl see"),
    ],
)
def test_plain(text: str, bare: str) -> None:
    assert plain(text) == bare
