"""Find runs of raw code in prose."""

import re
from collections.abc import Sequence
from functools import cached_property

from generate.offline.languages import guess
from generate.offline.lines import fence_of, has_hangul, heading_of, indent_of, is_blank, is_item, is_quote
from generate.offline.special import next_seen, special_end
from generate.offline.verdict import Verdict, depth_of, is_comment, is_sentence, judge

_HASH = {"python", "bash", "yaml", "ruby", "dockerfile", "ini", "elixir", "makefile", "hcl", "nginx", "text", "console"}
_OPENS = re.compile(r"[\[({,\\]\s*$|=>?\s*$")
_LEAD = re.compile(r"[\[({]$|@\w[\w.]*(?:\(.*\))?$|<\w+>?$")
_QUOTES = re.compile(r"\"\"\"|'''")
WRAPPED = 55  # characters; longer prose lines without end punctuation are wrapped
_ENDS = ".:!?。…)}];>"


class RawCode:
    """Finds the raw code in a text; each line is judged once, on first use."""

    def __init__(self, lines: Sequence[str]) -> None:
        """Search ``lines``, which contain no fences."""
        self.lines = lines
        self._verdicts: dict[int, Verdict] = {}
        self._runs: dict[int, tuple[int, str] | None] = {}

    @cached_property
    def first(self) -> int:
        """The first non-blank line: ``#`` marks a heading there, not a comment."""
        return next_seen(self.lines, 0)

    def run(self, start: int) -> tuple[int, str] | None:
        """Return the end (exclusive) and language of raw code that begins at ``start``, if there is any."""
        if start not in self._runs:
            self._runs[start] = self._find(start)
        return self._runs[start]

    def _find(self, start: int) -> tuple[int, str] | None:
        if self._is_list(start):
            return special_end(self.lines, start)
        known = special_end(self.lines, start)
        if known:
            return known
        if self._runs_on(start) or not self._starts(start):
            return None
        end = self._extent(start)
        return end, guess(self.lines[start:end])

    def _verdict(self, index: int) -> Verdict:
        if index not in self._verdicts:
            self._verdicts[index] = judge(self.lines[index])
        return self._verdicts[index]

    def _is_code(self, index: int) -> bool:
        return index < len(self.lines) and not is_blank(self.lines[index]) and self._verdict(index) is Verdict.CODE

    def _is_list(self, index: int) -> bool:
        return is_item(self.lines[index]) or is_quote(self.lines[index])

    def _runs_on(self, start: int) -> bool:
        """Return whether this line continues a wrapped sentence of the line above."""
        above = self.lines[start - 1].rstrip() if start else ""
        return len(above) > WRAPPED and above[-1] not in _ENDS and self._verdict(start - 1) is Verdict.PROSE

    def _starts(self, start: int) -> bool:
        """Return whether code begins here: a line of code, or comments and opening lines right above one."""
        index = start
        while index < min(start + 5, len(self.lines)) and self._leads(index):
            index += 1
        if not self._is_code(index):
            return False
        return index == start or self._is_lead_of(start, index)

    def _leads(self, index: int) -> bool:
        line = self.lines[index].strip()
        if not line or self._is_code(index):
            return False
        heading = heading_of(line)
        if heading:
            return heading[0] == 1 and index != self.first
        return is_comment(line) or _LEAD.match(line) is not None

    def _is_lead_of(self, start: int, code: int) -> bool:
        hashed = any(heading_of(line) for line in self.lines[start:code])
        return not hashed or guess([self.lines[code]]) in _HASH

    def _extent(self, start: int) -> int:
        """Find the end of the code; blank lines belong to it if it clearly continues after them."""
        base = indent_of(self.lines[start])
        quotes = depth = 0
        end = index = start
        while index < len(self.lines):
            gap = index > end
            inside = quotes % 2 == 1 or (depth > 0 and indent_of(self.lines[index]) > base)
            if index > start and not inside and not self._belongs(start, index, base, gap=gap):
                break
            depth += depth_of(self.lines[index])
            quotes += len(_QUOTES.findall(self.lines[index]))
            end = index + 1
            index = next_seen(self.lines, end)
        return end

    def _belongs(self, start: int, index: int, base: int, *, gap: bool) -> bool:
        line = self.lines[index]
        if fence_of(line) or (base == 0 and self._is_list(index) and indent_of(line) <= base):
            return False
        if heading_of(line) and indent_of(line) <= base:
            return self._is_hash_comment(start, index)
        if gap:
            return self._resumes(start, index, base)
        return self._verdict(index) is not Verdict.PROSE or self._is_inside(index, base) or not is_sentence(line)

    def _is_inside(self, index: int, base: int) -> bool:
        """Return whether a line that reads like prose belongs to the code: it is indented or inside an open bracket."""
        line = self.lines[index]
        if indent_of(line) > base and not is_item(line):
            return True
        return not has_hangul(line) and _OPENS.search(self.lines[index - 1][-20:]) is not None

    def _is_hash_comment(self, start: int, index: int) -> bool:
        level, _ = heading_of(self.lines[index]) or (0, "")
        return level == 1 and self._is_code(index + 1) and guess(self.lines[max(start, index - 6) : index]) in _HASH

    def _resumes(self, start: int, index: int, base: int) -> bool:
        """Return whether the code continues after blank lines."""
        line = self.lines[index]
        if special_end(self.lines, index):
            return False
        if indent_of(line) > base:
            return not is_item(line) and (self._verdict(index) is not Verdict.PROSE or not has_hangul(line))
        if line.strip()[0] in ")]}":
            return True
        if not self._is_code(index):
            return is_comment(line) and self._is_code(index + 1)
        families = {
            _family(guess(self.lines[max(start, index - 6) : index])),
            _family(guess(self.lines[index : index + 3])),
        }
        return len(families) == 1 or ("text" in families and families.isdisjoint({"json", "html", "css"}))


def _family(language: str) -> str:
    families = {"typescript": "javascript", "tsx": "javascript", "jsx": "javascript", "cpp": "c", "text": "text"}
    return families.get(language, language)
