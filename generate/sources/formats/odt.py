"""OpenDocument texts (.odt): headings, lists, tables, links and code, converted via HTML."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from operator import itemgetter
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import fromstring

from generate.source_errors import SourceUnsupported
from generate.sources.limits import Limits
from generate.sources.page import whole_of
from generate.sources.source import Source
from til.errors import mark as _

_NAMED = {  # looks by the name of a style
    "mono": re.compile(r"preformatted|source|code|listing|verbatim", re.IGNORECASE),
    "quote": re.compile(r"^quot", re.IGNORECASE),
    "title": re.compile(r"^title$", re.IGNORECASE),
}
_MONO = re.compile(r"mono|courier|consol|menlo|coding", re.IGNORECASE)
_SKIPPED = frozenset({
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "table-of-content", "forms", "note-citation",
    "binary-data", "soft-page-break", "hidden-text", "index-title-template",
})  # fmt: skip
_FIRST = re.compile(r"\A<p>(.*?)</p>", re.DOTALL)
_inner = itemgetter(1)
_INLINE = {"bold": "strong", "italic": "em"}


def read_odt(archive: ZipFile, _limits: Limits) -> Source:
    """Return an OpenDocument text as Markdown.

    Raises SourceUnsupported for encrypted ones, and what the parsers raise for damaged files.
    """
    manifest = "META-INF/manifest.xml"
    if manifest in archive.NameToInfo and b"encryption-data" in archive.read(manifest):
        raise SourceUnsupported("encrypted", kind=[_("an old or an encrypted Office document")])
    content = fromstring(archive.read("content.xml"))
    styles = [fromstring(archive.read("styles.xml"))] if "styles.xml" in archive.NameToInfo else []
    bodies = [inner for body in content.iter() if _name(body) == "body" for inner in body if _name(inner) == "text"]
    html = "".join(_Converter([*styles, content], archive).blocks(bodies[0] if bodies else ()))
    about = _part(archive, "meta.xml")
    titles = [] if about is None else [(element.text or "").strip() for element in about.iter() if _is_title(element)]
    source = whole_of(html)
    return Source(source.text, title=next(iter(titles), ""), hidden=source.hidden)


def _is_title(element: Element) -> bool:
    return _name(element) == "title"


def _part(archive: ZipFile, name: str) -> Element | None:
    """Return a part that the text can do without; None if it is missing or damaged."""
    try:
        return fromstring(archive.read(name))
    except (KeyError, BadZipFile, ParseError, ValueError):
        return None


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


class _Converter:
    """Converts elements with the help of the document's styles."""

    def __init__(self, roots: list[Element], archive: ZipFile) -> None:
        self._archive = archive
        self._parents: dict[str, str] = {}
        self._looks: dict[str, set[str]] = {}
        self._numbered: dict[str, list[bool]] = {}
        self._counted: dict[tuple[str, int], int] = {}  # the last number of a list, by its style and level
        self._is = cache(self._has)
        for root in roots:
            for element in root.iter():
                if _name(element) == "style":
                    self._learn(element)
                elif _name(element) == "list-style":
                    levels = [child for child in element if _name(child).startswith("list-level-style")]
                    self._numbered[_get(element, "name")] = [_name(child).endswith("number") for child in levels]

    def _learn(self, style: Element) -> None:
        name = _get(style, "name")
        self._parents[name] = _get(style, "parent-style-name")
        looks = self._looks.setdefault(name, set())
        for child in style:
            if _name(child) == "text-properties":
                looks |= {
                    what
                    for what in ("bold", "italic")
                    if what in (_get(child, "font-weight"), _get(child, "font-style"))
                }
                if _MONO.search(_get(child, "font-name") + _get(child, "font-family")):
                    looks.add("mono")
                if _get(child, "display") == "none":
                    looks.add("hidden")

    def _has(self, look: str, name: str) -> bool:
        """Return whether a style or one that it is based on has a look."""
        for _step in range(9):
            if not name:
                return False
            named = _NAMED.get(look)
            if look in self._looks.get(name, set()) or (named and named.search(name.replace("_20_", " "))):
                return True
            name = self._parents.get(name, "")
        return False

    def blocks(self, parent: Iterable[Element], level: int = 0, list_style: str = "") -> list[str]:
        """Return the HTML of the blocks inside ``parent``, which is in so many lists, the innermost of a style."""
        parts: list[str] = []
        code: list[str] = []
        for element in parent:
            kind, style = _name(element), _get(element, "style-name")
            if kind == "p" and self._is("mono", style):
                code.append(self._inline(element, plain=True))
                continue
            parts += _flushed(code)
            if kind == "h":
                depth = min(6, int(_get(element, "outline-level") or 1))
                parts.append(f"<h{depth}>{self._inline(element)}</h{depth}>")
            elif kind == "p":
                parts.append(self._paragraph(element, style))
            elif kind == "list":
                parts.append(self._list(element, level, list_style))
            elif kind == "table":
                parts.append(self._table(element))
            elif kind not in _SKIPPED:
                parts += self.blocks(element, level, list_style)
        return parts + _flushed(code)

    def _paragraph(self, element: Element, style: str) -> str:
        inner = self._inline(element)
        if self._is("hidden", style):
            return ""
        if self._is("quote", style):
            return f"<blockquote><p>{inner}</p></blockquote>"
        return f"<h1>{inner}</h1>" if self._is("title", style) else f"<p>{inner}</p>"

    def _list(self, element: Element, level: int, style: str) -> str:
        style = _get(element, "style-name") or style
        levels = self._numbered.get(style, [])
        inner = ["".join(self.blocks(item, level + 1, style)) for item in element]
        if any(_name(part) == "h" for part in element.iter()):  # the list only numbers chapters
            return "".join(inner)
        items = "".join(f"<li>{_FIRST.sub(_inner, one)}</li>" for one in inner)
        if not (level < len(levels) and levels[level]):
            return f"<ul>{items}</ul>"
        place = (style, level)
        goes_on = _get(element, "continue-numbering") == "true" or _get(element, "continue-list")
        start = self._counted.get(place, 0) + 1 if goes_on else 1
        said = next((said for item in element if (said := _get(item, "start-value"))), "")
        start = int(said) if said.isdecimal() else start
        self._counted[place] = start + len(inner) - 1
        return f'<ol start="{start}">{items}</ol>'

    def _table(self, element: Element) -> str:
        rows = [row for row in element.iter() if _name(row) == "table-row"]
        lines = []
        for row in rows:
            cells = ["".join(self.blocks(cell)) for cell in row if _name(cell) == "table-cell"]
            lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        return f"<table>{''.join(lines)}</table>"

    def _inline(self, element: Element, *, plain: bool = False) -> str:
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self._part(child, plain=plain), escape(child.tail or "")]
        return "".join(parts)

    def _part(self, child: Element, *, plain: bool) -> str:
        kind, style = _name(child), _get(child, "style-name")
        fixed = {"s": " " * min(200, int(_get(child, "c") or 1)), "tab": "\t", "line-break": "\n" if plain else "<br>"}
        if kind in fixed:
            return fixed[kind]
        if kind in _SKIPPED or self._is("hidden", style):
            return ""
        if kind == "frame":
            said = next((part.text or "" for part in child if _name(part) in {"desc", "title"}), "")
            boxes = "".join(inner for box in child if _name(box) == "text-box" for inner in self.blocks(box))
            said = f"[picture: {said.strip()}]" if said.strip() else self._formula(child)
            return f"<div>{boxes}</div>" if boxes else escape(said)
        inner = self._inline(child, plain=plain)
        if kind == "a" and not plain:
            return f'<a href="{escape(_get(child, "href"))}">{inner}</a>'
        if kind == "note":
            return f" ({re.sub('<[^>]+>', '', ''.join(self.blocks(child)))})"
        return inner if plain or kind != "span" or not inner.strip() else self._dressed(inner, style)

    def _formula(self, frame: Element) -> str:
        """Return the symbols of a formula, which is a file of its own; '' for other objects."""
        link = next((_get(part, "href") for part in frame if _name(part) == "object"), "")
        formula = _part(archive=self._archive, name=f"{link.removeprefix('./').rstrip('/')}/content.xml")
        if not link or formula is None or _name(formula) != "math":
            return ""
        parts = [part.text or "" for part in formula.iter() if _name(part) != "annotation"]
        return " ".join("".join(parts).split())

    def _dressed(self, inner: str, style: str) -> str:
        if self._is("mono", style):
            return f"<code>{inner}</code>"
        for look, tag in _INLINE.items():
            if self._is(look, style):
                inner = f"<{tag}>{inner}</{tag}>"
        return inner


def _flushed(code: list[str]) -> list[str]:
    """Return gathered lines of code as a block, and forget them."""
    lines = "\n".join(code)
    code.clear()
    return [f"<pre>{lines}</pre>"] if lines else []
