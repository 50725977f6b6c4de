"""Recognise command lines, with a prompt or unmistakable without one."""

import re

from generate.offline.words import load

_LISTS = load("code")
_PROMPTS = [(re.compile(prompt["pattern"]), prompt["language"]) for prompt in _LISTS["prompts"]]
_KNOWN = "|".join(map(re.escape, _LISTS["programs"].split()))
_COMMAND = re.compile(rf"(?:sudo )?(?:[A-Z_]+=\S+ )*(?:{_KNOWN})(?: |$)")
_PROGRAM = re.compile(r"(?:[\w.@:~/-]*[$❯#%>] +)?(?:sudo +)?(?:[A-Z_]+=\S+ +)*([a-z][\w.+/-]*)(?=\s|$)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PLAIN = re.compile(r"[A-Za-z][a-z]*[,.]?$")
_PARTS = re.compile(
    r"(?:^|\s)(?:--?[A-Za-z]|[|&<>]|&&|\S*[/=:@$*~]\S*|\S+\.(?:py|js|ts|sh|go|rs|txt|md|ya?ml|"
    r"json|sql|toml|log|conf)\b"
    r"|\d|<\w)"
)
_VERBS = re.compile(
    "(?:sudo )?(?:"
    + "|".join(
        f"(?:{'|'.join(programs.split())}) " + (r"\S+" if verbs == "*" else f"(?:{'|'.join(verbs.split())})")
        for programs, verbs in _LISTS["verbs"].items()
    )
    + r")(?=\s|$)"
)


def prompt_of(line: str) -> str | None:
    """Return the language of a session (``console``, ``pycon``, ``sql``) if the line starts with its prompt."""
    bare = line.strip()[:200]
    return next((language for pattern, language in _PROMPTS if pattern.match(bare)), None)


def is_command(bare: str) -> bool:
    """Return whether a line without a prompt is a command rather than a sentence that begins with a command's name."""
    if not _COMMAND.match(bare) or (bare.endswith((".", "?", "!", ":")) and not bare.endswith((" .", "/.", ".."))):
        return False
    verb = _VERBS.match(bare)
    rest = _QUOTED.sub('""', bare[verb.end() :] if verb else bare.partition(" ")[2])
    plain = sum(_PLAIN.match(word) is not None for word in rest.split())
    if verb:
        return plain <= 2 or (plain <= 4 and _PARTS.search(rest) is not None)
    return not bare.startswith("go ") and plain <= 1 + rest.count('""') and _PARTS.search(rest) is not None


def command_of(line: str) -> str | None:
    """Return the program that a command line starts, skipping the prompt, ``sudo`` and variable assignments."""
    found = _PROGRAM.match(line.strip())
    return found[1] if found else None
