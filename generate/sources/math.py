"""Formulas in a page as TeX between dollar signs."""

import re

from bs4 import BeautifulSoup, Tag

_DELIMITED = re.compile(r"^\s*(?:\\\((.*)\\\)|\\\[(.*)\\\]|\$\$(.*)\$\$|\$(.*)\$)\s*$", re.DOTALL)


def keep_math(soup: BeautifulSoup) -> None:
    """Put TeX in the place of what KaTeX, MathJax, MathML and Sphinx draw."""
    for script in soup.find_all("script", attrs={"type": re.compile(r"^math/tex")}):
        _put(script, script.get_text(), display="display" in str(script["type"]))
    for drawn in soup.select(".MathJax_Preview, .MathJax, .MathJax_Display, .MathJax_SVG"):
        if not drawn.decomposed:
            drawn.decompose()
    for math in soup.find_all("math"):
        _keep_one(math)
    for tag in soup.select("span.math, div.math"):
        found = _DELIMITED.match(tag.get_text())
        if found:
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
