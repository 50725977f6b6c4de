"""Find a title in the notes: their heading, their first strong line, or the sentence that says what was learned."""

import re
from collections.abc import Sequence

from generate.llm.offline.blocks import Block, Kind, parse
from generate.llm.offline.labels import names_nothing
from generate.llm.offline.lines import heading_of, is_rule
from generate.llm.offline.sentences import TERMINAL, best, plain, sentences_of

LIMIT = 120  # characters
TOP = 4  # blocks; a main heading further down names a part
LOOK = 20_000  # characters of the notes that are looked at
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
_BRACKETS = re.compile(r"[\[【<]([^\[\]【】<>]+)[\]】>]$")
_MATTER = re.compile(r"title:\s*(\S.*)$")
_NAME = re.compile(r"(?:def|class|function|func|fn|fun|interface|type|struct|CREATE TABLE)\s+(\w+)")
_COMMENT = re.compile(r"(?:#|//|--|\"\"\")\s*(\w.*)$")
_CLAUSE = re.compile(r"(?:[,;—]| - | – |\()\s*")


def find_title(text: str, language: str) -> str:
    """Return one line of at most ``LIMIT`` characters, without Markdown; never empty."""
    blocks = parse(text[:LOOK])
    found = _heading(blocks) or _strong_line(blocks) or _sentence(blocks) or _from_code(blocks) or _anything(blocks)
    return _cut(_PREFIX.sub("", found, count=1) or found) or UNTITLED.get(language, UNTITLED["en"])


def _heading(blocks: Sequence[Block]) -> str:
    """Take the first main heading that names something; a lesser one only where the notes begin with it."""
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
            found.append((level, plain(title)))
    return found


def _strong_line(blocks: Sequence[Block]) -> str:
    """Take a first line in bold, or a short one that stands alone and does not end like a sentence."""
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


def _sentence(blocks: Sequence[Block]) -> str:
    found = best(sentences_of(blocks))
    if found is None:
        return ""
    text = _LEAD_IN.sub("", found.text, count=1) if _LEAD_IN.match(found.text) else found.text
    return text[:1].upper() + text[1:] if _LEAD_IN.match(found.text) else text


def _from_code(blocks: Sequence[Block]) -> str:
    """Name notes that are nothing but code after their first comment, definition or line."""
    lines = [
        line.strip()[:LIMIT]
        for block in blocks
        if block.kind in {Kind.CODE, Kind.FENCE, Kind.INDENTED}
        for line in _inner(block)
    ]
    lines = [line for line in lines if any(character.isalnum() for character in line)]
    for pattern in (_COMMENT, _NAME):
        for line in lines[:10]:
            if (found := pattern.match(line)) and any(character.isalpha() for character in found[1]):
                return found[1].rstrip("\"'*/ ")
    return lines[0].removeprefix("$ ") if lines else ""


def _inner(block: Block) -> Sequence[str]:
    return block.lines[1:] if block.kind is Kind.FENCE else block.lines


def _anything(blocks: Sequence[Block]) -> str:
    texts = (plain(line[:500]) for block in blocks for line in block.lines)
    return next((text for text in texts if any(character.isalnum() for character in text)), "")


def _cut(title: str) -> str:
    """Cut at a clause if enough is before it, else at a word; take a full stop off the end."""
    title = _BRACKETS.sub(r"\1", " ".join(title.split()))
    if len(title) > LIMIT:
        ends = [found.start() for found in _CLAUSE.finditer(title[:LIMIT]) if found.start() > 30]
        head = title[: LIMIT - 1]
        title = title[: ends[-1]] if ends else (head.rpartition(" ")[0] or head) + "…"
    return title.rstrip(" :;,") if title.endswith("..") else title.rstrip(" .:;,。")
