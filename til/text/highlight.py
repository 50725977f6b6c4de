"""Syntax highlighting: spans with Pygments' short classes; the code itself is unchanged."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from io import StringIO

from pygments.formatter import Formatter
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Name, Operator, Punctuation, Text, Whitespace, _TokenType
from pygments.util import ClassNotFound

LONGEST = 30_000  # characters; some lexers are slow on hostile code
_UNCOLOURED = {Name, Name.Other, Operator, Punctuation, Punctuation.Marker, Whitespace}  # the most frequent spans
_PLAIN = {"", "text", "txt", "plain", "plaintext", "mermaid"}


@lru_cache(maxsize=100)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def highlight(code: str, language: str, marked: Sequence[int] = ()) -> str:
    """Return the inner HTML of a ``code`` element, with every character of ``code`` in order.

    The lines in ``marked``, counted from 1, stand in spans of the class ``hll``.
    """
    lexer = None if language in _PLAIN or len(code) > LONGEST else _lexer(language)
    tokens = list(lexer.get_tokens(code)) if lexer else []
    if "".join(text for _, text in tokens) != code:  # no lexer, or one that changes the code
        tokens = [(Text, code)]
    return _format(tokens, marked) if lexer or marked else escape(code)


def _format(tokens: list[tuple[_TokenType, str]], marked: Sequence[int]) -> str:
    tokens = [(Text if kind in _UNCOLOURED else kind, text) for kind, text in tokens]
    formatter: Formatter[str] = HtmlFormatter(nowrap=True, hl_lines=marked)
    out = StringIO()
    formatter.format(tokens, out)
    return out.getvalue()
