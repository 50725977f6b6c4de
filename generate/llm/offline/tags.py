"""Find tags in the notes: the technologies and ideas they name, in words and in code."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from generate.llm.offline.blocks import Block, Kind, parse
from generate.llm.offline.korean import noun_of, stems
from generate.llm.offline.lexicon import IDEAS, TECHNOLOGIES
from generate.llm.offline.sentences import plain
from generate.llm.offline.title import LOOK, find_title
from generate.llm.offline.traces import COMMANDS, FENCES, MODULES, TRACES

MOST = 5
ENOUGH = 3  # with so many known names, no unknown noun is added
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[./+#-]+[A-Za-z0-9]+)*(?:\+\+|#)?|[가-힣]+")
_IMPORT = re.compile(r"\s*(?:from|import|use|using|require(?:_once)?)\b[^'\"]*?([@\w./-]+)")
_FROM = re.compile(r"(?:from|require\(|import) ?['\"]([^'\"]+)['\"]")
_CODE = {Kind.CODE, Kind.FENCE, Kind.INDENTED}
_WEAK = {
    "shell",
    "json",
    "yaml",
    "html",
    "sql",
    "http",
    "xml",
    "curl",
    "css",
    "markdown",
    "c",
    "sed",
    "awk",
    "types",
    "logging",
}
_OF_DATABASES = {"indexing", "transactions", "locking"}
_DATABASES = (
    "postgresql",
    "mysql",
    "mariadb",
    "sqlite",
    "oracle",
    "mongodb",
    "elasticsearch",
    "sql",
    "orm",
    "django",
    "jpa",
    "rails",
)
_SPAN = re.compile(r"`[^`]*`")


def find_tags(text: str, language: str) -> list[str]:
    """Return at most ``MOST`` tags, the surest first; ideas in ``language``, technologies under their own names."""
    blocks = parse(text[:LOOK])
    title = find_title(text, language)
    scores: Counter[str] = Counter()
    for tag in _named(title):
        scores[tag] += 4
    scores.update(tag for trace, tag in TRACES.items() if trace in text[:LOOK])
    for block in blocks:
        scores.update(_from_code(block) if block.kind in _CODE else _in_words(block))
    tags = [_spoken(tag, language) for tag in _surest(scores)]
    if len(tags) < ENOUGH:
        tags += [noun for noun in _nouns(blocks, title) if noun not in tags][: ENOUGH - len(tags)]
    return tags[:MOST]


def _surest(scores: Counter[str]) -> list[str]:
    """Return the tags that the notes speak of enough, the most spoken of first."""
    weighed = {tag: score * (0.4 if tag in _WEAK else 1) for tag, score in scores.items() if _fits(tag, scores)}
    least = max(0.8, 0.12 * max(weighed.values(), default=0))
    return sorted((tag for tag, weight in weighed.items() if weight >= least), key=lambda tag: -weighed[tag])


def _fits(tag: str, scores: Counter[str]) -> bool:
    """Whether an idea that other fields know under the same name stands among its own kind."""
    return tag not in _OF_DATABASES or any(scores[name] for name in _DATABASES)


@cache
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """Return the sure names and the doubtful ones, each with its tag; ideas under their English tag."""
    sure: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for line in TECHNOLOGIES.strip().splitlines():
        head, _, rest = line.partition(":")
        tag = head.strip("! ")
        spellings = [name.strip() for name in rest.split(",") if name.strip()]
        if f"{tag}!" not in spellings:
            spellings.append(head.strip())
        for name in spellings:
            (doubtful if name.endswith("!") else sure)[name.rstrip("!")] = tag
    for line in IDEAS.strip().splitlines():
        english, korean, others = (part.strip() for part in line.split("|"))
        for name in (english, korean, *others.split(",")):
            sure.setdefault(name.strip(), english)
    return sure, doubtful


@cache
def _korean_ideas() -> dict[str, str]:
    lines = (line.split("|") for line in IDEAS.strip().splitlines())
    return {english.strip(): korean.strip().replace(" ", "-") for english, korean, _ in lines}


def _spoken(tag: str, language: str) -> str:
    return _korean_ideas().get(tag, tag) if language == "ko" else tag


def _in_words(block: Block) -> Counter[str]:
    """Count the names in running text; headings count double, a name counts at most three times a block."""
    weight = 2 if block.kind is Kind.HEADING else 1
    counted = Counter(tag for line in block.lines for tag in _named(plain(line[:2000])))
    return Counter({tag: min(count, 3) * weight for tag, count in counted.items()})


def _named(text: str) -> Iterator[str]:
    """Yield the tag of each known name in the text; two words are tried before one."""
    tokens = list(_TOKEN.finditer(text))
    sure, doubtful = _names()
    skip = False
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        pair = _pair(token[0], following[0]) if following and following.start() - token.end() == 1 else None
        if skip:
            skip = False
        elif pair:
            skip = True
            yield pair
        else:
            found = next((sure[stem] for stem in _stems(token[0]) if len(stem) > 1 and stem in sure), None)
            if found is None and _is_name(text, token) and token[0].lower() in doubtful:
                found = doubtful[token[0].lower()]
            if found:
                yield found


def _stems(token: str) -> list[str]:
    return [token.lower()] if token[0].isascii() else stems(token)


def _pair(first: str, second: str) -> str | None:
    sure, _ = _names()
    return next((sure[name] for stem in _stems(second) if (name := f"{first.lower()} {stem}") in sure), None)


def _is_name(text: str, token: "re.Match[str]") -> bool:
    """Whether a word that could be ordinary is written as a name: a capital that no sentence asks for."""
    if not token[0][0].isupper():
        return False
    before = text[: token.start()].rstrip()
    after = text[token.end() : token.end() + 1]
    return (bool(before) and before[-1] not in ".!?:\"'") or "가" <= after <= "힣"


def _from_code(block: Block) -> Counter[str]:
    """Count the language of a block, the modules it imports and the programs it calls."""
    found: Counter[str] = Counter()
    language = FENCES.get(block.language, block.language)
    if language in _tags():
        found[language] += 2
    for line in block.lines[:60]:
        found.update(dict.fromkeys((*_modules(line[:200]), *_program(line[:200], language)), 1))
    return Counter({tag: min(count, 3) for tag, count in found.items()})


@cache
def _tags() -> frozenset[str]:
    sure, doubtful = _names()
    return frozenset(sure.values()) | frozenset(doubtful.values())


def _modules(line: str) -> Iterator[str]:
    found = _FROM.search(line) or _IMPORT.match(line)
    if found:
        sure, _ = _names()
        for name in (found[1], *re.split(r"[./]", found[1])):
            tag = MODULES.get(name) or (sure.get(name) if len(name) > 2 else None)
            if tag and tag in _tags():
                yield tag
                return


def _program(line: str, language: str) -> Iterable[str]:
    if language != "shell":
        return ()
    words = line.strip().removeprefix("$ ").removeprefix("sudo ").split(None, 1)
    tag = COMMANDS.get(words[0]) if words else None
    return (tag,) if tag else ()


def _nouns(blocks: Sequence[Block], title: str) -> list[str]:
    """Return unknown nouns that the notes are plainly about: names in the title, nouns that keep coming back."""
    text = " ".join(_SPAN.sub(" ", line[:2000]) for block in blocks if block.kind not in _CODE for line in block.lines)
    forms: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for token in _TOKEN.finditer(plain(text)):
        noun = _noun(token[0])
        if noun:
            counts[noun] += 1
            forms.setdefault(noun, set()).add(token[0])
    titled = {noun for token in _TOKEN.finditer(title) if (noun := _noun(token[0]))}
    sure, _ = _names()
    return [
        noun
        for noun, count in counts.most_common(20)
        if noun not in sure
        and (count >= 4 or (count >= 2 and noun in titled))
        and (noun.isascii() or len(forms[noun]) > 1)
    ]


def _noun(token: str) -> str | None:
    """Return the noun a token may be: Korean without particles, Latin only if its spelling marks a product's name."""
    if not token[0].isascii():
        return noun_of(token)
    return (
        token.lower() if re.search(r"[a-z][A-Z]|[A-Za-z]\d", token) and "." not in token and len(token) < 24 else None
    )
