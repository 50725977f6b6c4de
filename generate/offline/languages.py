"""Guess the language of raw code by counting typical marks line by line."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from generate.offline.shell import is_command, prompt_of
from generate.offline.signs import BY_LANGUAGE, HINTS
from generate.offline.verdict import LOOK

LINES = 40  # maximum number of lines examined
_JSX = re.compile(r"^\s*(?:return )?\(?<[A-Za-z]", re.MULTILINE)


def guess(lines: Sequence[str]) -> str:
    """Return a Markdown info word for the code; ``text`` if unknown."""
    return _guess(tuple(line.strip()[:LOOK] for line in lines[:LINES] if line.strip()))


@lru_cache(maxsize=256)
def _guess(seen: tuple[str, ...]) -> str:
    session = next((language for line in seen if (language := prompt_of(line))), None)
    if session:
        return session
    if _is_json(seen):
        return "json"
    votes = _votes(seen)
    return _refine(max(votes, key=lambda language: votes[language]), votes, "\n".join(seen)) if votes else "text"


def _votes(seen: Sequence[str]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for line in seen:
        for language, sign in BY_LANGUAGE.items():
            if sign.match(line):
                votes[language] += 2
        if is_command(line):
            votes["bash"] += 3
    text = "\n".join(seen)
    for language, hint in HINTS.items():
        votes[language] += min(len(hint.findall(text)), 6)
    if re.search(r"[;{]$", text, re.MULTILINE):
        votes["python"] -= 6
    return +votes


def _refine(best: str, votes: Counter[str], text: str) -> str:
    """Distinguish related languages: JavaScript, TypeScript and their templates; C and C++."""
    if best in {"javascript", "typescript", "html"} and votes["javascript"] and _JSX.search(text) and "{" in text:
        typed = votes["typescript"] > 1
        return ("tsx" if typed else "jsx") if votes["javascript"] > 2 and "<script" not in text else best
    if best == "javascript" and votes["typescript"] > 1:
        return "typescript"
    if best in {"ini", "python"} and re.search(r"^\[[\w. \"-]+\]$", text, re.MULTILINE):
        return "toml" if re.search(r"^[\w.-]+ = [\"\[\d]", text, re.MULTILINE) else "ini"
    if re.search(r"^\.PHONY:", text, re.MULTILINE):
        return "makefile"
    if best == "c" and votes["cpp"] > 2:
        return "cpp"
    return best


def _is_json(seen: Sequence[str]) -> bool:
    if not seen or seen[0][0] not in "[{":
        return False
    keyed = sum(BY_LANGUAGE["json"].match(line.lstrip("[{ ")) is not None for line in seen)
    return keyed > 0 and seen[-1][-1] in ']},[{"' and not any(line.endswith(";") for line in seen)
