"""Tell values that somebody generated or chose as a secret from placeholders, code and words."""

import re

_PLACEHOLDER = re.compile(
    r"example|x{4,}|\*{3,}|\.{3}|…|your|dummy|placeholder|change_?me|change-?this|redacted|foobar|abcdefgh|12345678|01234567"
    r"|sample|not-?a-?real|insert|replace|<|>|\$\{|\{\{|\$\(|%\(|%s|\bnull\b|undefined|lorem|todo|fake|mock",
    re.IGNORECASE,
)
_COMMON = re.compile(
    r"password|passwd|passphrase|pass|pwd|secret|token|admin|root|test|user|qwerty|letmein|welcome|default|guest|postgres"
    r"|mysql|redis|mongo|rabbitmq|hello|world|guest|super|master|super|strong|value|string|django|insecure|key|api|my|the|some|here|new|old",
    re.IGNORECASE,
)
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_CODE = re.compile(
    r"^(?:[A-Za-z_][\w-]*(?:(?:\.|::|->|/)[A-Za-z_][\w-]*)+|[A-Za-z_]+\w*\[|\$\w+|%\w+%|@\w+|&\w+|[./~]\S*/\S*|https?:\S*|[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[\w.-]+\.(?:json|ya?ml|py|js|ts|txt|md|pem|key|env|cfg|toml|conf|html|php|go|rb|java|xml))$"
)
_RANDOM_LETTERS = re.compile(r"[A-Za-z0-9+/_=.~%:!@#$^&*?-]+")
_SHORTEST_RANDOM = 10
_SURE_RANDOM = 16
_CHANGES = 0.25  # of the characters: letters and digits, large and small alternate
_MIXED = 0.4
_SOME = 0.15
_LONG = 24
_LONGEST = 200
_FEWEST_DIFFERENT = 7
_SWITCH = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_CAPITAL = re.compile(r"(?<=[A-Z])(?=[a-z])")
_RUNS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_SURE_CHANGES = 0.3
_CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile(r"[^A-Za-z0-9_.-]"))


def is_placeholder(value: str) -> bool:
    """Return whether a value stands for a secret, as in instructions."""
    return _PLACEHOLDER.search(value) is not None or len(set(value)) < min(_FEWEST_DIFFERENT, len(value) - 1)


def is_random(value: str) -> bool:
    """Return whether a value was generated: its kinds of characters alternate as in no word and no code."""
    if len(value) < _SURE_RANDOM or not _RANDOM_LETTERS.fullmatch(value) or is_placeholder(value):
        return False
    often = changes(value)
    if often < _CHANGES or (often < _SURE_CHANGES and _CODE.match(value)):
        return False
    classes = sum(shape.search(value) is not None for shape in _CLASSES[:3])
    digits = sum(char.isdigit() for char in value)
    return classes > 1 and (digits > 1 or len(value) >= _LONG) and digits <= len(value) * 0.9


def changes(value: str) -> float:
    """Return how often letters and digits, or small and large letters alternate, per character.

    A capital followed by a small letter is how words begin in code, and counts half.
    """
    return (len(_SWITCH.findall(value)) + len(_CAPITAL.findall(value)) / 2) / max(1, len(value))


def is_password(value: str, *, bare: bool, sure: bool, shortest: int = 6) -> bool:
    """Return whether a value is a password that a person or a program chose.

    ``bare`` values stand without quotes, where code is likely; ``sure`` is the place of a password, where others need
    more evidence.
    """
    if not max(shortest, 8 if bare else 0) <= len(value) <= _LONGEST or " " in value or "\\" in value:
        return False
    if _CODE.match(value) or is_placeholder(value) or _is_common(value):
        return False
    classes = sum(shape.search(value) is not None for shape in _CLASSES)
    often = (len(_RUNS.findall(value)) - 1) / len(value)
    if not sure:
        is_mixed = classes > 2 or (classes == 2 and often >= _MIXED and value.isalnum())
        return is_mixed and len(value) >= _SHORTEST_RANDOM and often >= _CHANGES
    if bare:
        return (classes > 2 and often >= _CHANGES) or (classes == 2 and often >= _MIXED)
    return classes > 1 and often >= _SOME


def _is_common(value: str) -> bool:
    """Return whether a value is made of words that stand in for passwords, also with digits for letters."""
    return sum(map(str.isalnum, _COMMON.sub("", value.translate(_LEET)))) < 4
