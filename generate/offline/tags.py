"""Find tags: technologies and concepts for which words, code and commands give evidence."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from generate.offline.blocks import CODE, Block, Kind, parse
from generate.offline.korean import stems
from generate.offline.sentences import plain
from generate.offline.shell import command_of
from generate.offline.title import LOOK
from generate.offline.vocabulary import fits, in_language, spellings, table, tags, weak

MOST = 5
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[./+#_-]+[A-Za-z0-9]+)*(?:\+\+|#)?|[가-힣]+")
_IMPORT = re.compile(r"\s*(?:from|import|use|using|require(?:_once)?)\b[^'\"]*?([@\w./-]+)")
_FROM = re.compile(r"(?:from|require\(|import) ?['\"]([^'\"]+)['\"]")
_SPAN = re.compile(r"`([^`\n]+)`")
_ADDRESS = re.compile(r"https?://\S+")
Evidence = defaultdict[str, float]


def find_tags(text: str, language: str) -> tuple[str, ...]:
    """Return at most ``MOST`` tags, most certain first; concepts are named in ``language``."""
    looked = _ADDRESS.sub("", text[:LOOK])
    blocks = parse(looked)
    found = _from_traces(looked)
    for block in blocks:
        for tag, weight in (_from_code(block) if block.kind in CODE else _from_words(block)).items():
            found[tag] += weight
    return tuple(dict.fromkeys(in_language(tag, language) for tag in _surest(found)))[:MOST]


def _surest(found: Evidence) -> list[str]:
    """Return the tags with enough evidence, most certain first, and the tags they imply."""
    weights: dict[str, float] = table("weights")
    among = frozenset(found)
    scores = {
        tag: score * (weights["weak"] if tag in weak() else 1) for tag, score in found.items() if fits(tag, among)
    }
    least = max(weights["least"], weights["share"] * max(scores.values(), default=0))
    sure: Evidence = defaultdict(float, {tag: score for tag, score in scores.items() if score >= least})
    for tag, score in list(sure.items()):
        for wider in table("implies").get(tag, "").split():
            sure[wider] += score * weights["implied"]
    return sorted(sure, key=lambda tag: -sure[tag])


def _from_traces(text: str) -> Evidence:
    weight = table("weights")["trace"]
    found: Evidence = defaultdict(float)
    for trace, tag in table("traces").items():
        if trace in text:
            found[tag] += weight
    return found


def _from_words(block: Block) -> Evidence:
    """Weigh the names in text; a name counts at most three times per block."""
    weights: dict[str, float] = table("weights")
    weight = weights[_place(block)]
    counted = Counter(tag for line in block.lines for tag in _named(plain(line[:2000])))
    found: Evidence = defaultdict(float, {tag: min(count, 3) * weight for tag, count in counted.items()})
    for span in _SPAN.findall("\n".join(block.lines)[:4000]):
        if " " in span.strip() and (tag := _program(span)):
            found[tag] += weights["code_word"]
    return found


def _place(block: Block) -> str:
    """Return the role of a block's words: ``title``, ``heading`` or ``word``."""
    if block.kind is not Kind.HEADING:
        return "word"
    return "title" if block.lines[0].startswith("# ") else "heading"


def _from_code(block: Block) -> Evidence:
    """Weigh a code block's language, imported modules and called programs."""
    weights: dict[str, float] = table("weights")
    found: Evidence = defaultdict(float)
    language = table("fences").get(block.language, block.language)
    for line in block.lines[:60]:
        if tag := _module(line[:200]):
            found[tag] = min(found[tag] + weights["import"], 6)
        if (language == "shell" or not block.language) and (tag := _program(line[:200])):
            found[tag] = min(found[tag] + weights["command"], 6)
    if language in tags():
        found[language] += weights["fence"]
    return found


def _module(line: str) -> str | None:
    """Return the tag of the module that the line imports."""
    imported = _FROM.search(line) or _IMPORT.match(line)
    sure, _ = spellings()
    for name in (imported[1], *re.split(r"[./]", imported[1])) if imported else ():
        tag = table("modules").get(name) or (sure.get(name) if len(name) > 2 else None)
        if tag in table("technologies"):
            return tag
    return None


def _program(line: str) -> str | None:
    """Return the tag of the program that the line starts."""
    name = command_of(line)
    tag = table("commands").get(name) if name else None
    return str(tag) if tag else None


def _named(text: str) -> Iterator[str]:
    """Yield the tag of each known name in the text; two-word names are tried first."""
    tokens = list(_TOKEN.finditer(text))
    skip = False
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        pair = _pair(token[0], following[0]) if following and following.start() - token.end() == 1 else None
        if not skip and (tag := pair or _single(text, token)):
            yield tag
        skip = pair is not None and not skip


def _single(text: str, token: "re.Match[str]") -> str | None:
    sure, doubtful = spellings()
    found = next((sure[stem] for stem in _stems(token[0]) if len(stem) > 1 and stem in sure), None)
    if found is None and _is_name(text, token):
        return doubtful.get(token[0].lower())
    return found


def _stems(token: str) -> list[str]:
    return [token.lower()] if token[0].isascii() else stems(token)


def _pair(first: str, second: str) -> str | None:
    sure, _ = spellings()
    return next((sure[name] for stem in _stems(second) if (name := f"{first.lower()} {stem}") in sure), None)


def _is_name(text: str, token: "re.Match[str]") -> bool:
    """Return whether an ambiguous word is written as a name: capitalised, but not at the start of a sentence."""
    if not token[0][0].isupper():
        return False
    before = text[: token.start()].rstrip()
    after = text[token.end() : token.end() + 1]
    return (bool(before) and before[-1] not in ".!?:\"'") or "가" <= after <= "힣"
