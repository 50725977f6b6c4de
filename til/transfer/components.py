"""Remove from MDX what only its tools can show: imports, comments and components, whose text stays."""

import re

_MODULE = re.compile(
    r"^(?:import\s[^\n]*?[\"'][^\"'\n]+[\"'];?|import\s*\{[^}]*\}\s*from[^\n]*|export\s[^\n]*)[ \t]*\n?", re.MULTILINE
)
_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_TAG = re.compile(r"</?([A-Z][\w.]*)((?:=>|[^<>])*)>|</?>")
_LABEL = re.compile(r"""\b(?:label|title)=["']([^"']+)["']""")


def without_components(text: str) -> str:
    """Return a part of an MDX file as Markdown; a component with a label, as of a tab, becomes its label."""
    return _TAG.sub(_named, _COMMENT.sub("", _MODULE.sub("", text)))


def _named(found: re.Match[str]) -> str:
    label = _LABEL.search(found[2] or "")
    return f"\n**{label[1]}**\n" if label and not found[0].startswith("</") else ""
