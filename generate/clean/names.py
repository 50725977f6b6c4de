"""Tag names in a model's answer: a line, a list, or JSON."""

import re
import unicodedata
from collections.abc import Iterator

import orjson

from generate.clean.content import content as clean_content

LONGEST = 40  # maximum length of a name
WORDS = 4  # words; more than this is a sentence

_READS = 2_000
_JSON = re.compile(r"\[.*\]", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.MULTILINE)
_LABEL = re.compile(
    r"^\W*(?:here (?:are|is)[^:：\n]*|(?:suggested|recommended|추천) ?(?:tags?|태그)[^:：\n]*|"
    r"(?:tags?|keywords?|태그|키워드)[^:：,\n]{0,12})\W*[:：]\W*?(?=[\w.#`\"']|$)|"
    r"^\W*(?:i(?:['’]d)? (?:suggest|recommend|propose|use)(?: (?:the|these|following|tags?))*"
    r"|(?:추천 ?)?(?:태그|키워드)는)\s+",
    re.IGNORECASE | re.MULTILINE,
)
_EXPLAINED = re.compile(
    r"^([ \t]*(?:[-*+•][ \t]+|\d{1,2}[.)][ \t]+)?[^,\n:：]{1,40}?)(?:\*\*)?"
    r"(?:[ \t]*[:：][ \t]+|[ \t]+[-–—][ \t]+)\S.*$",
    re.MULTILINE,
)
_BEHIND = re.compile(
    r"\n+\W*(?:explanation|reason(?:ing|s)?|note|why|설명|이유|참고)\W*[:：].*", re.IGNORECASE | re.DOTALL
)
_ASIDE = re.compile(r"\s*[(（][^()（）\n]*[)）]")
_BETWEEN = re.compile(r"[\n,;、，；|\u200b]|\s/\s|\s(?=#\w)|(?:^|(?<=[\s,]))(?:and|그리고)\s", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+•·‣]\s+|\(?\d{1,2}[.)]\s+)")
_MARKS = " \t\"'`“”‘’«»「」*\u200b"
_NONE = re.compile(r"(?:none|no|nothing|n/a|없음|없습니다|해당)\b(?: .*)?", re.IGNORECASE)
_PARTICLE = re.compile(
    r"(?<=[A-Za-z0-9+#])(?:은|는|이|가|을|를|와|과|로|으로|에서|의)$|(?<=[가-힣]{2})(?:를|에서|으로)$"
)


def tag_names(answer: str) -> list[str]:
    """Return the names in NFKC and in order, without numbering, bullets, ``#``, quotes, particles and sentences."""
    text = clean_content(answer)[:_READS]
    names = (_name(part) for part in _parts(text))
    return [name for name in names if _is_name(name)]


def _parts(text: str) -> Iterator[str]:
    found = _JSON.search(text)
    listed = _json_names(found[0]) if found else None
    if listed is None:
        listed = _BETWEEN.split(_bare(text))
    yield from listed


def _bare(text: str) -> str:
    """Return the names without surrounding text and explanations."""
    text = _BEHIND.sub("", _LABEL.sub("", _FENCE.sub("", text)).strip())
    return _ASIDE.sub("", _EXPLAINED.sub(r"\1", text)).strip("[]")


def _json_names(text: str) -> list[str] | None:
    try:
        values = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    values = [value.get("name") if isinstance(value, dict) else value for value in values]
    return [value for value in values if isinstance(value, str)]


def _name(part: str) -> str:
    name = _BULLET.sub("", unicodedata.normalize("NFKC", part)).strip(_MARKS).lstrip("#").strip(_MARKS)
    return _PARTICLE.sub("", " ".join(re.sub(r"(?:(?<=\w)(?:입니다|이에요|예요))?(?<=\w)[.:!?]*$", "", name).split()))


def _is_name(name: str) -> bool:
    if _NONE.fullmatch(name):
        return False
    return 0 < len(name) <= LONGEST and len(name.split()) <= WORDS and any(map(str.isalnum, name))
