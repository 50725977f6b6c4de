"""Find where the post begins in an answer, and what wraps it."""

import re

from generate.clean import envelope
from generate.clean.fences import Fence
from generate.clean.preamble import is_preamble, may_begin
from generate.clean.refusal import Declined, is_refusal, may_refuse, may_say_nothing, says_nothing
from generate.clean.thoughts import Thoughts, may_open, opened_by
from generate.clean.wrapper import outer_fence, wrapped

_BLANK = re.compile(r"(?:[^\S\n]*\n|[\ufeff\u200b])+| {1,3}(?=\S)")
_ABOUT = re.compile(r" (?:is|are|was|tags?|marks?|blocks?|means)\b|(?:은|는|이|가|을|를) |(?: 태그)")
_ABOUT_STARTS = (
    " is ",
    " are ",
    " was ",
    " tag",
    " mark",
    " block",
    " means",
    "은 ",
    "는 ",
    "이 ",
    "가 ",
    "을 ",
    "를 ",
)
_LABEL = re.compile(r"[#*\s]*(?:post )?(?:title|tags?|제목|태그)[*\s]*[:：].*", re.IGNORECASE)
_ALONE = re.compile(r"#{1,3} (?:title|제목)\s*", re.IGNORECASE)
_SECTION = re.compile(r"#{1,3} (?:content|body|post|본문|내용)\s*", re.IGNORECASE)
_LABELS = ("title", "tag", "제목", "태그", "post title", "content", "body", "본문", "내용", "post")
_LONGEST = 200


class Opening:
    """Holds back the start of an answer until the beginning of the post is certain."""

    def __init__(self, *, begun: bool) -> None:
        """If the text has ``begun``, nothing is removed."""
        self.outer: Fence | None = None
        self.closing_tag = ""
        self.plain_start = False
        self.declined: Declined | None = None
        self._begun = begun
        self._held = ""
        self._thoughts: Thoughts | None = None
        self._titled = False  # whether the next line is the title

    def feed(self, text: str) -> str:
        """Return what belongs to the post."""
        if self._begun:
            return "" if self.declined else text
        self._held += text
        return self._advance(ended=False)

    def finish(self) -> str:
        """Return the text held back, if it is part of the post."""
        return "" if self._begun else self._advance(ended=True)

    def _advance(self, *, ended: bool) -> str:
        while not self._thoughts_may_be_words(ended=ended) and self._drop(ended=ended):
            pass
        if not self._held or (not ended and self._undecided()):
            return ""
        self._begun = True
        self.plain_start = opened_by(self._held) is not None
        self.declined = self._declined(ended=ended)
        if self.declined:
            return ""
        return (envelope.json_content(self._held) if ended else None) or self._held

    def _declined(self, *, ended: bool) -> Declined | None:
        if says_nothing(self._held.partition("\n")[0]):
            return Declined.NOTHING
        return Declined.REFUSED if ended and is_refusal(self._held) else None

    def _drop(self, *, ended: bool) -> bool:
        """Remove the next piece that is not part of the post; return False if there is none yet."""
        if self._thoughts:
            return self._skip(self._thoughts)
        if blank := _BLANK.match(self._held):
            return self._cut(blank.end())
        opening = opened_by(self._held)
        if opening and not _ABOUT.match(self._held, opening.end()):
            self._thoughts = Thoughts(opening)
            return self._cut(opening.end())
        return self._drop_envelope() or self._drop_line(ended=ended)

    def _drop_envelope(self) -> bool:
        if front := envelope.front_matter(self._held):
            return self._cut(front)
        tag = None if self.closing_tag else envelope.opening_tag(self._held)
        if tag:
            self.closing_tag = tag[1]
            return self._cut(tag.end())
        return False

    def _drop_line(self, *, ended: bool) -> bool:
        line, newline, _ = self._held.partition("\n")
        if (newline or ended) and line and self._is_no_post(line, ended=ended and not newline):
            return self._cut(len(line) + len(newline))
        if self.outer is None and wrapped(self._held, ended=ended):
            self.outer = outer_fence(line)
            return self._cut(len(line) + len(newline))
        return False

    def _is_no_post(self, line: str, *, ended: bool) -> bool:
        if self._titled:
            self._titled = False
            return True
        if is_preamble(line):
            return True
        if ended or len(line) > _LONGEST:
            return False
        self._titled = bool(_ALONE.fullmatch(line))
        return self._titled or bool(_LABEL.fullmatch(line) or _SECTION.fullmatch(line))

    def _skip(self, thoughts: Thoughts) -> bool:
        rest = thoughts.skip(self._held)
        self._held = rest or ""
        if rest is not None:
            self._thoughts = None
        return rest is not None

    def _cut(self, length: int) -> bool:
        self._held = self._held[length:]
        return True

    def _thoughts_may_be_words(self, *, ended: bool) -> bool:
        """Return whether the thought mark at the start may be a topic of the text instead."""
        opening = None if self._thoughts else opened_by(self._held)
        if ended or not opening:
            return False
        rest = self._held[opening.end() :]
        return any(start.startswith(rest) for start in _ABOUT_STARTS)

    def _undecided(self) -> bool:
        start = self._held
        if not start.strip() or self._titled or may_open(start) or self._thoughts_may_be_words(ended=False):
            return True
        if envelope.may_be_json(start) or envelope.may_be_tag(start) or envelope.may_be_front_matter(start):
            return True
        if (
            may_refuse(start)
            or ("\n" not in start and may_say_nothing(start))
            or ("\n" not in start and (may_begin(start) or _may_label(start)))
        ):
            return True
        return self.outer is None and wrapped(start, ended=False) is None


def _may_label(start: str) -> bool:
    bare = start.lstrip("#* ").lower()
    return len(start) <= _LONGEST and any(bare.startswith(word) or word.startswith(bare) for word in _LABELS)
