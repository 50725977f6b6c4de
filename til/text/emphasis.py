"""Emphasis that a Korean, Chinese or Japanese letter follows without a space, as in ``**말(word)**을``.

After punctuation, CommonMark closes emphasis only before a space or more punctuation. This rule also accepts CJK
letters there (https://github.com/tats-u/markdown-cjk-friendly). Text without such letters is parsed as before.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


class CjkInline(ParserInline):
    """The parser's inline state with CJK-friendly flanking rules."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Append the tokens of ``src`` and return them all."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's names
        """Return whether the marks at ``start`` may open and close emphasis, and their number."""
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return scanned
        before = self.src[start - 1] if start else " "
        end = start + scanned.length
        after = self.src[end] if end < self.posMax else " "
        opens = scanned.can_open or (_is_cjk(before) and _is_punctuation(after))
        closes = scanned.can_close or (_is_cjk(after) and _is_punctuation(before))
        return Scanned(opens, closes, scanned.length)


def _is_cjk(character: str) -> bool:
    return _CJK.match(character) is not None


def _is_punctuation(character: str) -> bool:
    code = ord(character)
    return not isWhiteSpace(code) and (isMdAsciiPunct(code) or isPunctChar(character))
