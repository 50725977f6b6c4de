"""Code in colour: spans with Pygments' short classes, and the code itself unchanged."""

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
_UNCOLOURED = {Name, Name.Other, Operator, Punctuation, Punctuation.Marker, Whitespace}  # most of all spans
_PLAIN = {"", "text", "txt", "plain", "plaintext", "mermaid"}


@lru_cache(maxsize=100)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def highlight(code: str, language: str) -> str:
    """Return HTML for the inside of a ``code`` element; every character of ``code`` is in it, in order."""
    lexer = None if language in _PLAIN or len(code) > LONGEST else _lexer(language)
    if lexer is None:
        return escape(code)
    tokens = list(lexer.get_tokens(code))
    if "".join(text for _, text in tokens) != code:  # a lexer that tidies up: the code matters more
        return escape(code)
    return _format(tokens)


def _format(tokens: list[tuple[_TokenType, str]]) -> str:
    tokens = [(Text if kind in _UNCOLOURED else kind, text) for kind, text in tokens]
    formatter: Formatter[str] = HtmlFormatter(nowrap=True)
    out = StringIO()
    formatter.format(tokens, out)
    return out.getvalue()
