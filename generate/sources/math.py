"""Convert a page's formulas to TeX between dollar signs."""

import re

from bs4 import BeautifulSoup, Tag

from generate.sources.names import classes

_DRAWN = frozenset({"MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_SVG"})
_DELIMITED = re.compile(r"^\s*(?:\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$)\s*$", re.DOTALL)


def keep_math(soup: BeautifulSoup) -> None:
    """Replace the output of KaTeX, MathJax, MathML and Sphinx with TeX."""
    for script in soup.find_all("script", attrs={"type": re.compile(r"^math/tex")}):
        _put(script, script.get_text(), display="display" in str(script["type"]))
    for drawn in soup.find_all(lambda tag: "class" in tag.attrs and not _DRAWN.isdisjoint(classes(tag))):
        drawn.extract()
    for math in soup.find_all("math"):
        _keep_one(math)
    for tag in soup.find_all(_is_math):
        if found := _DELIMITED.match(tag.get_text()):
            tex = next(filter(None, found.groups()), "")
            _put(tag, tex, display=tag.name == "div")


def _is_math(tag: Tag) -> bool:
    return tag.name in {"span", "div"} and "math" in classes(tag)


def _keep_one(math: Tag) -> None:
    note = math.find("annotation", attrs={"encoding": re.compile("tex", re.IGNORECASE)})
    tex = note.get_text() if isinstance(note, Tag) else str(math.get("alttext") or "")
    if not tex.strip():
        return
    frames = [
        tag for tag in math.parents if {"katex", "katex-display", "mwe-math-element"} & set(tag.get("class") or [])
    ]
    display = math.get("display") == "block" or any("katex-display" in (tag.get("class") or []) for tag in frames)
    _put(frames[-1] if frames else math, tex, display=display)


def _put(tag: Tag, tex: str, *, display: bool) -> None:
    tex = tex.strip()
    tag.replace_with(f"\n$$\n{tex}\n$$\n" if display else f"${tex}$")
