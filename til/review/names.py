"""Names in running prose: flags, identifiers, addresses without a scheme, products."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from til.review import words
from til.review.sounds import spells

_FLAG = re.compile(r"(?<![\w-])(?:--[a-z][A-Za-z0-9-]*|-[A-Za-z](?![A-Za-z0-9_-]))")
_DOMAIN = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|ai|kr|me|sh|test)(?![\w.-]*\w)(?:/[\w/.-]*\w)?",
    re.IGNORECASE | re.ASCII,
)
_PLACE = re.compile(
    r"(?<![A-Za-z0-9_.:/@~-])(?:~?(?:/[A-Za-z0-9_.@-]*[A-Za-z0-9_]){2,}|[A-Za-z][A-Za-z0-9_.-]*:\d{2,5}(?![\d:]|\.\d))"
)
LETTER = re.compile(r"-[A-Za-z]")
_IDENTIFIER = re.compile(
    r"(?<![\w./@-])(?:[A-Za-z]\w*\(\)|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[a-z]+[a-z0-9]*(?:[A-Z][a-z0-9]+)+"
    r"|[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Z][a-z]*(?:-[A-Z][A-Za-z]+){2,}|[A-Z]{2,}[a-rt-z][A-Za-z0-9]*|[A-Za-z_]\w+(?:\.[a-z_]\w+)+)(?![A-Za-z0-9_])",
    re.ASCII,
)
_CAPITALISED = re.compile(r"(?<![\w./@'’-])[A-Z][a-z][a-z]+(?![A-Za-z0-9_'’@])")
_RUN = re.compile(r"(?<![\w./@-])[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)+")  # of capitalised words
_STARTS = re.compile(r"(?:^|[.!?:;\"“‘'(\[*_|>#—–-]|\d[.)])[\s*_\"“(]*$")
_LABEL = re.compile(r"^\s*(?:#+ |\|)[^가-힣]*$")  # of English words, above Korean text
_WORD = re.compile(r"[A-Za-z]{2,}")
_HANGUL = re.compile("[가-힣]")
_LONG = 5  # letters of a name that may be spelled apart
_SHORT = 2  # syllables; a shorter Korean name is too often part of another word


def names(line: str) -> Iterator[re.Match[str]]:
    """Yield what names something in a line of prose without code."""
    for pattern in (_FLAG, _IDENTIFIER):
        yield from pattern.finditer(line)
    yield from _products().finditer(line)
    letters, is_korean = _WORD.findall(line), _HANGUL.search(line) is not None
    if is_korean or 2 * sum(word[0].isupper() for word in letters) <= len(letters):  # not a title in capitals
        for found in _CAPITALISED.finditer(line):
            is_name = found[0].lower() not in words.listed("names", "common")
            starts = _LABEL if is_korean else _STARTS
            if is_name and not starts.search(line[: found.start()]):
                yield found


def domains(line: str) -> Iterator[re.Match[str]]:
    """Yield addresses without a scheme, paths, and hosts with a port."""
    yield from _DOMAIN.finditer(line)
    yield from _PLACE.finditer(line)


@cache
def _products() -> re.Pattern[str]:
    known = sorted(words.same_names(), key=len, reverse=True)
    hangul = "|".join(re.escape(name) for name in known if not name.isascii() and len(name) >= _SHORT)
    latin = "|".join(re.escape(name.capitalize()) for name in known if name.isascii() and len(name) > _SHORT)
    return re.compile(rf"(?<![가-힣])(?:{hangul})|(?<![\w./@-])(?:{latin})(?![A-Za-z0-9_@-])")


def has_letter(text: str, flag: str) -> bool:
    """Return whether ``text`` has a flag of one letter, alone or among others (``-fsSL``)."""
    return re.search(rf"(?<![\w-])-[A-Za-z]*{flag[1]}", text) is not None


class KnownNames:
    """The names in a source."""

    def __init__(self, text: str) -> None:
        self._written, self._text = text, text.casefold()
        self._squeezed = re.sub(r"[\s_-]+", "", self._text)
        self._initials = frozenset(re.findall(r"\b[A-Z]{2,}(?=s?\b)", text, re.ASCII))

    def has(self, name: str) -> bool:
        """Return whether the source names this, in any spelling; a part of another word is no name."""
        if LETTER.fullmatch(name):  # -r and -R are two flags
            return has_letter(self._written, name)
        spelled = name.casefold()
        if _PLACE.fullmatch(name):
            return all(map(self._has, filter(None, re.split("[/:~]", spelled))))
        spellings = {
            spelled,
            spelled.removesuffix("()"),
            spelled.removesuffix("s"),
            *words.same_names().get(spelled, ()),
        }
        if any(map(self._has, spellings)) or (len(spelled) > _LONG and re.sub(r"[_-]", "", spelled) in self._squeezed):
            return True
        return name.istitle() and spells(name, self._text)

    def spelled_out(self, line: str) -> Iterator[str]:
        """Yield names of several words that the source has shorter, or in Hangul: Visual Studio Code for VS Code."""
        for run in _RUN.finditer(line):
            some = run[0].split()
            for first, last in combinations(range(len(some) + 1), 2):
                part = " ".join(some[first:last])
                initials = "".join(word[0] for word in some[first:last])
                others = words.same_names().get(part.casefold(), ())
                if last - first > 1 and (initials in self._initials or any(map(self._has, others))):
                    yield part

    def _has(self, spelled: str) -> bool:
        if not spelled.isascii():
            return spelled in self._text
        return re.search(rf"(?<![a-z0-9]){re.escape(spelled)}(?![a-z])", self._text) is not None
