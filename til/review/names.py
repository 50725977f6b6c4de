"""Names in running prose: flags, identifiers, addresses without a scheme, products."""

import re
from collections.abc import Iterator
from functools import cache

from til.review import words
from til.review.sounds import spells

_FLAG = re.compile(r"(?<![\w-])(?:--[a-z][\w-]*|-[A-Za-z](?![\w-]))")
_DOMAIN = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|ai|kr|me|sh|test)(?![\w.-]*\w)(?:/[\w/.-]*\w)?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?<![A-Za-z0-9_.:/@~-])(?:~?(?:/[A-Za-z0-9_.@-]*[A-Za-z0-9_]){2,}|[A-Za-z][A-Za-z0-9_.-]*:\d{2,5}(?![\d:]|\.\d))"
)
_LETTER = re.compile(r"-[A-Za-z]")
_IDENTIFIER = re.compile(
    r"(?<![\w./@-])(?:[A-Za-z]\w*\(\)|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+|[a-z]+[a-z0-9]*(?:[A-Z][a-z0-9]+)+"
    r"|[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Z][a-z]*(?:-[A-Z][A-Za-z]+){2,}|[A-Z]{2,}[a-rt-z][A-Za-z0-9]*|[A-Za-z_]\w+(?:\.[a-z_]\w+)+)(?![A-Za-z0-9_])"
)
_CAPITALISED = re.compile(r"(?<![\w./@'’-])[A-Z][a-z][a-z]+(?![A-Za-z0-9_'’@])")
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


class KnownNames:
    """The names in a source."""

    def __init__(self, text: str) -> None:
        self._written, self._text = text, text.casefold()
        self._squeezed = re.sub(r"[\s_-]+", "", self._text)

    def has(self, name: str) -> bool:
        """Return whether the source names this, in any spelling; a part of another word is no name."""
        if _LETTER.fullmatch(name):  # -r and -R are two flags
            return re.search(rf"(?<![\w-])-[A-Za-z]*{name[1]}", self._written) is not None
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

    def _has(self, spelled: str) -> bool:
        if not spelled.isascii():
            return spelled in self._text
        return re.search(rf"(?<![a-z0-9]){re.escape(spelled)}(?![a-z])", self._text) is not None
