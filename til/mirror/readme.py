"""The repository's README: an index of TILs by topic, beside text that people write."""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import quote

from til.mirror.models import File

NAME = "README.md"
BEGIN, END = "<!-- index: the site writes what is between these two lines -->", "<!-- /index -->"
NEW = "# Today I learned\n"
OTHERS = "Without a topic"


def find(names: Iterable[str]) -> str:
    """Return the name of the README, in upper or lower case."""
    return next((name for name in names if name.lower() == NAME.lower()), NAME)


def written(before: str, files: Iterable[File]) -> str:
    """Return the README with an index of ``files``; the rest of ``before`` stays unchanged."""
    index = f"{BEGIN}\n{_index(list(files))}{END}"
    head, begins, rest = (before or NEW).partition(BEGIN)
    _, ends, tail = rest.partition(END)
    if begins and ends:
        return head + index + tail
    return f"{(before or NEW).rstrip()}\n\n{index}\n"


def _index(files: list[File]) -> str:
    topics: dict[str, list[File]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.name, reverse=True):
        for tag in file.tags or [OTHERS]:
            topics[tag].append(file)
    names = sorted(topics, key=lambda tag: (tag == OTHERS, tag.casefold()))
    parts = (f"\n## {_plain(name)}\n\n" + "".join(map(_line, topics[name])) for name in names)
    return f"\n{len(files)} {'TIL' if len(files) == 1 else 'TILs'}\n{''.join(parts)}\n"


def _line(file: File) -> str:
    return f"- [{_plain(file.title)}]({quote(file.name)})\n"


def _plain(text: str) -> str:
    return re.sub(r"([\\\[\]<>#*_|])", r"\\\1", text)
