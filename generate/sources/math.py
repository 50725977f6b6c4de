"""Convert a page's formulas to TeX between dollar signs."""

import re

from bs4 import BeautifulSoup, Tag

from generate.sources.names import classes, tags_in

_DRAWN = frozenset({"MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_SVG"})
_DELIMITED = re.compile(r"^\s*(?:\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$)\s*$", re.DOTALL)


def keep_math(soup: BeautifulSoup) -> None:
    """Replace the output of KaTeX, MathJax, MathML and Sphinx with TeX."""
    tags = [tag for tag in tags_in(soup) if "class" in tag.attrs or tag.name in {"script", "math"}]
    for script in [tag for tag in tags if tag.name == "script"]:
        if (kind := str(script.get("type") or "")).startswith("math/tex"):
            _put(script, script.get_text(), display="display" in kind)
    for drawn in [tag for tag in tags if "class" in tag.attrs and not _DRAWN.isdisjoint(classes(tag))]:
        drawn.extract()
    for math in [tag for tag in tags if tag.name == "math" and tag.parent]:
        _keep_one(math)
    for tag in [tag for tag in tags if tag.name in {"span", "div"} and "math" in classes(tag)]:
        if tag.parent and (found := _DELIMITED.match(tag.get_text())):
            tex = next(filter(None, found.groups()), "")
            _put(tag, tex, display=tag.name == "div")


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
