"""Name the language of a block of raw code, by counting signs line by line."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from generate.llm.offline.shell import is_command, prompt_of
from generate.llm.offline.signs import BY_LANGUAGE
from generate.llm.offline.verdict import LOOK

LINES = 40  # lines that are looked at
_HINTS: dict[str, re.Pattern[str]] = {
    language: re.compile(pattern, re.MULTILINE)
    for language, pattern in {
        "python": r"\b(?:None|True|False|self|elif|__\w+__)\b|\w:$",
        "javascript": r"===|=> |\bundefined\b|\bconst \w|\bdocument\.",
        "typescript": r"(?:\w\??|\)): (?:string|number|boolean|void|unknown|Promise|Record)\b|\bas const\b|<T[,> ]",
        "go": r":= |\bnil\b|\berr\b|\bchan\b",
        "rust": (
            r"&mut |\blet mut |->|\w::\w|\bunwrap\(\)|println!|\bfn \w|\bVec<|&str\b|\.iter\(\)"
            r"|^for \w+ in [^(]*\{$"
        ),
        "java": r"\bpublic \w|\bprivate \w|\bString \w|\bnew \w+<|@Override|\bfinal \w",
        "kotlin": r"\bfun \w|\bval \w|\bsuspend\b|\?\.",
        "csharp": r"\busing System|\basync Task\b|\bstring \w+ \{ get",
        "swift": r"\bguard let\b|\bfunc \w+\(.*\) -> |\bvar \w+: \w",
        "c": r"#include <\w+\.h>|\bint main\(|\bprintf\(|\w->\w",
        "cpp": r"\bstd::|\bcout\b|#include <\w+>|\bnullptr\b|\btemplate ?<",
        "ruby": r"^\s*end$|\bdo \||\.each\b|:\w+ => |\bputs\b",
        "php": r"\$\w+->|<\?php|\$\w+ =",
        "elixir": r"\|> |\bdefmodule\b",
        "sql": r"\b(?:SELECT|FROM|WHERE|JOIN|TABLE|INDEX|INTO)\b",
        "css": r"\d(?:px|rem|em|vh|vw)\b|#[0-9a-fA-F]{3,6};",
        "html": r"</(?:div|span|p|a|ul|li|head|body|html|button|form|script|template|input)>",
        "bash": r"\$\{?\w+|\bthen$|&& \\$| \\$",
        "nginx": r"\b(?:proxy_pass|listen|server_name|location)\b",
        "ini": r"^\[[\w. \"-]+\]$|^[A-Za-z][\w.-]*=\S",
        "text": r"^\s+at \w",
    }.items()
}
_JSX = re.compile(r"^\s*(?:return )?\(?<[A-Za-z]", re.MULTILINE)


def guess(lines: Sequence[str]) -> str:
    """Return a Markdown info word for the code, ``text`` when nothing tells."""
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
    for language, hint in _HINTS.items():
        votes[language] += min(len(hint.findall(text)), 6)
    if re.search(r"[;{]$", text, re.MULTILINE):
        votes["python"] -= 6
    return +votes


def _refine(best: str, votes: Counter[str], text: str) -> str:
    """Tell apart the members of a family: JavaScript, TypeScript and their templates; C and C++."""
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
