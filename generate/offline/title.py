"""Find titles: the notes' heading, a bold first line, or phrases that name an action or a topic."""

import re
from collections.abc import Sequence

from generate.offline.blocks import CODE, Block, Kind, parse
from generate.offline.english import english_titles
from generate.offline.korean_phrases import korean_titles
from generate.offline.labels import names_nothing, without_speaker
from generate.offline.lines import has_hangul, heading_of, is_rule
from generate.offline.sentences import TERMINAL, best, plain, sentences_of

LIMIT = 120  # maximum characters of a title taken from the notes
SHORT = 80  # maximum characters of a title composed from phrases
CHOICE = 3
SENTENCES = 40  # sentences searched for titles
TOP = 4  # blocks; a main heading further down belongs to a section
LOOK = 20_000  # maximum characters of the notes examined
UNTITLED = {"ko": "메모", "en": "Notes"}
_BOLD = re.compile(r"\s*\*\*([^*]+)\*\*\s*:?\s*$")
_PREFIX = re.compile(r"(?:\[til\]|til\s*[:：-]|today i learned\s*[:：-])\s*", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"(?:(?:it )?turns? out(?: that)?|it turned out(?: that)?|TIL(?: that)?|"
    r"today I learned(?: that)?|so|in short|알고 ?보니|"
    r"(?:해결(?:책| 방법)?|결론|정리|원인|핵심|fix|solution|answer|cause|takeaway|lesson|tl;?dr|"
    r"note)\s*[:：])[,:]?\s+",
    re.IGNORECASE,
)
_POINTING = ("it ", "it's", "this ", "that ", "they ", "there ", "i ", "we ", "you ", "to ")
_BRACKETS = re.compile(r"^[\[【<]([^\[\]【】<>]+)[\]】>]$")
_MATTER = re.compile(r"title:\s*(\S.*)$")
_NAME = re.compile(r"(?:def|class|function|func|fn|fun|interface|type|struct|CREATE TABLE)\s+(\w+)")
_COMMENT = re.compile(r"(?:#|//|--|\"\"\")\s*(\w.*)$")
_LOOSE = re.compile(r"(?:\s+(?:a|an|the|of|to|for|with|from|by|at|as|and|or|that|which))+$", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:(?:chapter|part|제) ?\d+(?: ?[장부절])?|[\[(]?\d+(?:[-.]\d+)*(?:[.)\]:]|[장부절편][.:]?)|\d+-\d+)\s*[-:.]?\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:[,;—]| - | – |\()\s*")


def find_titles(text: str, language: str) -> tuple[str, ...]:
    """Return one to three lines of at most ``LIMIT`` characters without Markdown, the best first."""
    blocks = parse(text[:LOOK])
    found = [_lesson(blocks), *_phrased(blocks), _sentence(blocks), _from_code(blocks), _anything(blocks)]
    written = [_PREFIX.sub("", one, count=1) or one for one in (_heading(blocks), _strong_line(blocks))]
    written, found = ([*map(without_speaker, some)] for some in (written, found))
    cut = [*(_cut(one, LIMIT) for one in written), *(_cut(_LOOSE.sub("", one.rstrip(" :.,-")), SHORT) for one in found)]
    titles: dict[str, str] = {}
    for one in cut:
        if any(map(str.isalnum, one)) and not names_nothing(one):
            titles.setdefault(one.casefold(), one)
    return tuple(titles.values())[:CHOICE] or (UNTITLED.get(language, UNTITLED["en"]),)


def _phrased(blocks: Sequence[Block]) -> list[str]:
    """Compose titles from the actions and names in the sentences, best first."""
    sentences = sentences_of(blocks)
    code = [line for block in blocks if block.kind in CODE for line in block.lines[:60]]
    if sum(has_hangul(one.text) for one in sentences) * 3 > len(sentences):
        return korean_titles(sentences, _told_headings(blocks), code)
    return english_titles(sentences[:SENTENCES], code)


def _heading(blocks: Sequence[Block]) -> str:
    """Return the first descriptive main heading; a lower-level one only if the notes begin with it."""
    matter = [found[1].strip(" \"'") for line in _front_matter(blocks) if (found := _MATTER.match(line))]
    if matter:
        return plain(matter[0])
    for level, title in _headings(blocks[:TOP]):
        if level == 1 and title and not names_nothing(title):
            return title
    first = next((block for block in blocks if block.kind is not Kind.RULE), None)
    if first is None or first.kind is not Kind.HEADING:
        return ""
    return next((title for _, title in _headings(blocks[:TOP]) if title and not names_nothing(title)), "")


def _front_matter(blocks: Sequence[Block]) -> Sequence[str]:
    first = next((block for block in blocks if block.kind in {Kind.CODE, Kind.FENCE}), None)
    if first is None or first is not blocks[0] or first.language != "yaml":
        return ()
    lines = first.lines[first.kind is Kind.FENCE :]
    return lines if lines and lines[0].strip() == "---" else ()


def _headings(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind is Kind.HEADING:
            level, title = heading_of(block.lines[0]) or (2 if is_rule(block.lines[-1]) else 1, block.lines[0])
            found.append((level, plain(title) if level == 1 else _unnumbered(plain(title))))
    return found


def _told_headings(blocks: Sequence[Block]) -> list[str]:
    """Return the texts of the headings that describe their section."""
    return [title for _, title in _headings(blocks) if title and not names_nothing(title)]


def _unnumbered(title: str) -> str:
    """Return a heading without the number of its chapter."""
    found = _NUMBER.match(title)
    return title[found.end() :] if found else title


def _strong_line(blocks: Sequence[Block]) -> str:
    """Return a bold first line, or a short stand-alone one that does not end like a sentence."""
    head = next((block for block in blocks if block.kind is not Kind.RULE), None)
    if head is None or head.kind is not Kind.PROSE:
        return ""
    bold = _BOLD.match(head.lines[0][:300])
    if bold and not names_nothing(bold[1]):
        return plain(bold[1])
    line = plain(head.lines[0][:300])
    alone = len(head.lines) == 1 and len(blocks) > 1
    if not alone or not 3 < len(line) <= 80 or line[-1] in TERMINAL + ":;,)" or names_nothing(line):
        return ""
    return "" if re.search(r"(?:다|요|함|됨|음)$", line) else line


def _lesson(blocks: Sequence[Block]) -> str:
    """Return the only sentence, or a short one introduced by words such as "Turns out"."""
    sentences = sentences_of(blocks)
    found = best(sentences)
    if found and len(sentences) == 1 and len(found.text) <= SHORT and len(found.text.split()) > 2:
        return found.text
    lead = _LEAD_IN.match(found.text) if found else None
    rest = found.text[lead.end() :] if found and lead else ""
    return rest[:1].upper() + rest[1:] if 2 < len(rest.split()) < 10 and not rest.lower().startswith(_POINTING) else ""


def _sentence(blocks: Sequence[Block]) -> str:
    """Return the best sentence if it is short enough."""
    found = best(sentences_of(blocks))
    if found is None or len(found.text) > SHORT or found.text[-1] in "?:":
        return ""
    text = _LEAD_IN.sub("", found.text, count=1)
    return text[:1].upper() + text[1:] if text != found.text else text


def _from_code(blocks: Sequence[Block]) -> str:
    """Return a title for notes that are only code: the first comment, definition or line."""
    lines = [line.strip()[:LIMIT] for block in blocks if block.kind in CODE for line in _inner(block)]
    lines = [line for line in lines if any(character.isalnum() for character in line)]
    for pattern in (_COMMENT, _NAME):
        for line in lines[:10]:
            if (found := pattern.match(line)) and any(character.isalpha() for character in found[1]):
                return found[1].rstrip("\"'*/ ")
    return lines[0].removeprefix("$ ") if lines else ""


def _inner(block: Block) -> Sequence[str]:
    return block.lines[1:] if block.kind is Kind.FENCE else block.lines


def _anything(blocks: Sequence[Block]) -> str:
    said = [one.text for one in sentences_of(blocks)[:1]]
    texts = (*said, *(plain(line[:500]) for block in blocks for line in block.lines))
    return next((text for text in texts if any(character.isalnum() for character in text)), "")


def _cut(title: str, most: int) -> str:
    """Cut at a clause that leaves enough text, else at a word; strip trailing punctuation."""
    title = _BRACKETS.sub(r"\1", " ".join(title.split()))
    if len(title) > most:
        ends = [found.start() for found in _CLAUSE.finditer(title[:most]) if found.start() > 30]
        head = title[: most - 1]
        title = title[: ends[-1]] if ends else (head.rpartition(" ")[0] or head) + "…" * (most == LIMIT)
    return title.rstrip(" :;,-–") if title.endswith("..") else title.rstrip(" .:;,-–。")
