"""The language of a block of code, as its page declares it."""

import re
from functools import cache
from itertools import islice

from bs4 import Tag
from pygments.lexers import get_all_lexers

from generate.sources.names import classes, first_in, tags_in

_LANGUAGE_ATTRIBUTES = (
    "data-language", "data-lang", "data-ke-language", "data-enlighter-language", "data-code-language", "syntax",
    "language",
)  # fmt: skip
_LANGUAGE_CLASS = re.compile(
    r"(?:^|\s)(?:(?:language|lang|highlight-source|highlight-text|mw-highlight-lang|hljs-language)[-:]|(?:brush|lang):\s*)([\w+#.-]+)",
    re.IGNORECASE,
)
_SPHINX_CLASS = re.compile(r"(?:^|\s)highlight-([\w+#-]+)")
_PAINTED = frozenset({"hljs", "sourceCode", "prettyprint", "highlight", "syntaxhighlighter", "chroma", "codehilite"})
_NO_LANGUAGE = frozenset(
    {"none", "nohighlight", "no-highlight", "undefined", "unknown", "auto", "default", "plain", "guess", ""}
)
_WORDS = frozenset({"copy", "text", "output", "make", "go", "run", "pan", "io"})  # labels that are also languages
_SAID_OTHERWISE = {"html-basic": "html", "ipython3": "python", "python3": "python", "text-html-basic": "html"}


@cache
def known_languages() -> frozenset[str]:
    """Return every name that a highlighter knows a language by."""
    return frozenset(alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


def language_of(block: Tag) -> str:
    """Return the declared language of ``block``, from the block, its code and three parents; or ''."""
    inner = first_in(block, "code") if block.name != "code" else None
    near = [block, *([inner] if inner else [])]
    if block.name == "table":
        near += tags_in(block, "pre", "code")
    for tag in near:
        said = said_language(tag)
        if said:
            return _plain(said)
    for parent in islice(block.parents, 3):
        said = _plain(said_language(parent))
        if said and said in known_languages() and first_in(parent, "pre", "table", skip=3) is None:
            return said
    return _badge(block)


def _badge(block: Tag) -> str:
    """Return the language shown above ``block``, if a label there is nothing else."""
    for place in [block, *islice(block.parents, 2)]:
        label = place.find_previous_sibling() if place.name != "body" else None
        if label is not None and label.name in {"div", "span", "figcaption"} and first_in(label, "pre", "code") is None:
            said = next((text.strip().lower() for text in label.find_all(string=True) if text.strip()), "")
            return said if said in known_languages() and said not in _WORDS else ""
    return ""


def said_language(tag: Tag) -> str:
    """Return the language that a tag's attributes or classes name, as it stands there; or ''."""
    for name in _LANGUAGE_ATTRIBUTES:
        if tag.get(name):
            return str(tag[name])
    own = " ".join(classes(tag))
    said = _LANGUAGE_CLASS.search(own) or _SPHINX_CLASS.search(own)
    if said and not (said.re is _SPHINX_CLASS and said[1].lower() not in known_languages()):
        return said[1]
    return _bare_language(tag)


def _bare_language(tag: Tag) -> str:
    """Return a class name that is a language, if the tag usually holds code."""
    names = classes(tag)
    if tag.name not in {"pre", "code"} and _PAINTED.isdisjoint(names):
        return ""
    candidates = [*names, str(tag.get("lang") or "")]
    return next((name for name in candidates if name.lower() in known_languages()), "")


def _plain(said: str) -> str:
    language = said.strip().lower().rstrip(";,")
    language = _SAID_OTHERWISE.get(language, language)
    return "" if language in _NO_LANGUAGE or not re.fullmatch(r"[\w+#.-]{1,30}", language) else language
