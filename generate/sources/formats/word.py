"""Word documents (.docx): headings, lists, tables, links and code, converted via HTML."""

import io
import re
from itertools import pairwise
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import mammoth
from lxml import etree
from mammoth import documents, html, transforms

from generate.sources.formats.archive import parts_of
from generate.sources.formats.omml import keep_formulas
from generate.sources.limits import Limits
from generate.sources.page import whole_of
from generate.sources.source import Source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _NUMBERING, _STYLE_SHEET = "word/document.xml", "word/numbering.xml", "word/styles.xml"
_STYLES = """
p[style-name='Source Code'] => pre:separator('\\n')
r[style-name='Verbatim Char'] => code
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_CODE = re.compile(
    r"code\b|\b(?:codeblock|code|source|listing|preformatted|verbatim|console|terminal|macro|plain text)\b"
    r"|코드|소스",
    re.IGNORECASE,
)
_MONO = re.compile(r"mono|courier|consol|menlo|coding|source code|fira code|cascadia", re.IGNORECASE)
_WRAPPERS = tuple(_W + name for name in ("moveTo", "fldSimple", "customXml", "bdo", "dir", "ins"))
_DELETED = tuple(_W + name for name in ("del", "moveFrom"))
_OFF = frozenset({"0", "false", "off", "none"})
_BLANK = "\u200b"  # kept by the converter, which drops empty paragraphs, and dropped from the text
_TINY = 3  # half points; nobody reads smaller letters
_PALE = 0xF0  # of 255, in each colour


def read_word(archive: ZipFile, _limits: Limits) -> Source:
    """Return a Word document as Markdown: as it is with all changes accepted, without hidden text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(archive.read(_DOCUMENT), parser)
    hidden = _prepare(root)
    said = mammoth.convert_to_html(
        _rewritten(archive, {_DOCUMENT: etree.tostring(root)} | _numbering(archive, parser)),
        style_map=_STYLES,
        convert_image=_alt_text,
        transform_document=_CodeFinder(_mono_styles(archive, parser)).document,
    )
    source = whole_of(said.value)
    about = archive.read("docProps/core.xml") if "docProps/core.xml" in archive.NameToInfo else b"<a/>"
    core = etree.fromstring(about, parser)
    return Source(source.text, title=_said(core, "title"), author=_said(core, "creator"), hidden=hidden)


def _said(core: Any, name: str) -> str:
    return next((str(element.text or "").strip() for element in core.iter("{*}" + name)), "")


def _rewritten(archive: ZipFile, parts: dict[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in parts_of(archive, "docx"):
            copy.writestr(entry.filename, parts.get(entry.filename) or archive.read(entry))
    out.seek(0)
    return out


def _numbering(archive: ZipFile, parser: Any) -> dict[str, bytes]:
    """Return the part about lists without links to styles that the document lacks: the converter fails at them."""
    if not {_NUMBERING, _STYLE_SHEET} <= archive.NameToInfo.keys():
        return {}
    root = etree.fromstring(archive.read(_NUMBERING), parser)
    names = {style.get(_W + "styleId") for style in etree.fromstring(archive.read(_STYLE_SHEET), parser)}
    for link in [link for link in root.iter(_W + "numStyleLink") if link.get(_W + "val") not in names]:
        link.getparent().remove(link)
    return {_NUMBERING: etree.tostring(root)}


def _prepare(root: Any) -> int:
    """Change the XML to what a reader sees; return the number of hidden characters that were left out."""
    for row in [row for row in root.iter(_W + "tr") if row.find(f"{_W}trPr/{_W}del") is not None]:
        row.getparent().remove(row)
    etree.strip_elements(root, *_DELETED, with_tail=False)
    etree.strip_tags(root, *_WRAPPERS)
    keep_formulas(root)
    hidden = 0
    for run in [run for run in root.iter(_W + "r") if _is_hidden(run)]:
        hidden += sum(len(text.text or "") for text in run.iter(_W + "t"))
        run.getparent().remove(run)
    for table in list(root.iter(_W + "tbl")):
        _unbox(table)
    return hidden


def _unbox(table: Any) -> None:
    """Replace a table of one cell, a frame around code, by what it holds."""
    cells = [cell for row in table.findall(_W + "tr") for cell in row.findall(_W + "tc")]
    if len(cells) == 1 and table.getparent() is not None:
        parent, at = table.getparent(), table.getparent().index(table)
        inner = [element for element in cells[0] if element.tag != _W + "tcPr"]
        parent.remove(table)
        for offset, element in enumerate(inner):
            parent.insert(at + offset, element)


def _is_hidden(run: Any) -> bool:
    looks = run.find(_W + "rPr")
    if looks is None:
        return False
    vanish = looks.find(_W + "vanish")
    if vanish is not None and vanish.get(_W + "val", "1") not in _OFF:
        return True
    size = looks.find(_W + "sz")
    if size is not None and (size.get(_W + "val") or "").isdecimal() and int(size.get(_W + "val")) <= _TINY:
        return True
    colour = looks.find(_W + "color")
    return colour is not None and _is_pale(colour.get(_W + "val", "")) and not _is_on_dark(run)


def _is_pale(colour: str) -> bool:
    return re.fullmatch("[0-9A-Fa-f]{6}", colour) is not None and min(bytes.fromhex(colour)) >= _PALE


def _is_on_dark(run: Any) -> bool:
    """Return whether something behind a run may be dark: its shading, a cell's, a table's style, a shape."""
    if run.find(f"{_W}rPr/{_W}highlight") is not None or next(run.iterancestors(_W + "txbxContent"), None) is not None:
        return True
    for owner in (run, *run.iterancestors()):
        name = {_W + "r": "rPr", _W + "p": "pPr", _W + "tc": "tcPr", _W + "tbl": "tblPr"}.get(owner.tag)
        shade = owner.find(f"{_W}{name}/{_W}shd") if name else None
        if shade is not None and not _is_pale(shade.get(_W + "fill", "FFFFFF").replace("auto", "FFFFFF")):
            return True
        if owner.tag == _W + "tbl" and owner.find(f"{_W}tblPr/{_W}tblStyle") is not None:
            return True
    return run.getroottree().getroot().find(_W + "background") is not None


def _alt_text(image: Any) -> list[Any]:
    """Return a picture's alternative text; nothing for one without."""
    said = " ".join((image.alt_text or "").split())
    return [html.text(f"[picture: {said}]")] if said else []


def _mono_styles(archive: ZipFile, parser: Any) -> set[str]:
    """Return the ids of the styles that have a fixed font, themselves or from the style they are based on."""
    if _STYLE_SHEET not in archive.NameToInfo:
        return set()
    fonts: dict[str, str] = {}
    bases: dict[str, str] = {}
    for style in etree.fromstring(archive.read(_STYLE_SHEET), parser).iter(_W + "style"):
        name = style.get(_W + "styleId", "")
        font, base = style.find(f"{_W}rPr/{_W}rFonts"), style.find(_W + "basedOn")
        fonts[name] = font.get(_W + "ascii", "") if font is not None else ""
        bases[name] = base.get(_W + "val", "") if base is not None else ""
    found: set[str] = set()
    for name in fonts:
        at, seen = name, {""}
        while at not in seen and not fonts.get(at):
            seen.add(at)
            at = bases.get(at, "")
        if _MONO.search(fonts.get(at, "")):
            found.add(name)
    return found


class _CodeFinder:
    """Gives paragraphs and runs of code one style: by the names of their styles, or by a fixed font."""

    def __init__(self, mono: set[str]) -> None:
        """Know the ids of the styles with a fixed font."""
        self._mono = mono

    def document(self, document: Any) -> Any:
        """Return ``document`` with its code marked."""
        return _with_blank_lines(transforms.paragraph(self._styled)(document))

    def _styled(self, paragraph: Any) -> Any:
        runs = [run for run in paragraph.children if isinstance(run, documents.Run) and _text(run).strip()]
        is_code = paragraph.style_id in self._mono or _CODE.search(paragraph.style_name or "") is not None
        if is_code or (runs and paragraph.numbering is None and all(map(self._is_mono, runs))):
            children = paragraph.children if runs else [documents.run([documents.text(_BLANK)])]
            return paragraph.copy(style_name="Source Code", style_id=None, numbering=None, children=children)
        return paragraph.copy(children=[self._marked(child) for child in paragraph.children])

    def _marked(self, child: Any) -> Any:
        is_code = isinstance(child, documents.Run) and self._is_mono(child)
        return child.copy(style_name="Verbatim Char") if is_code else child

    def _is_mono(self, run: Any) -> bool:
        return run.style_id in self._mono or bool(_MONO.search(run.font or "") or _CODE.search(run.style_name or ""))


def _with_blank_lines(element: Any) -> Any:
    """Return ``element`` with the empty paragraphs between two of code as empty lines of the code."""
    children = getattr(element, "children", None)
    if not children or isinstance(element, documents.Paragraph):
        return element
    children = [_with_blank_lines(child) for child in children]
    if isinstance(element, documents.TableCell) and len(children) == 1 and _is_code(children[0]):
        return element.copy(children=[_inline(children[0])])
    code = [at for at, child in enumerate(children) if _is_code(child)]
    for start, end in pairwise(code):
        between = children[start + 1 : end]
        if all(isinstance(child, documents.Paragraph) and not _text(child).strip() for child in between):
            blank = children[start].copy(children=[documents.run([documents.text(_BLANK)])])
            children[start + 1 : end] = [blank] * len(between)
    return element.copy(children=children)


def _inline(paragraph: Any) -> Any:
    """Return a line of code in a table's cell as inline code, since a cell cannot hold a block."""
    runs = [
        child.copy(style_name="Verbatim Char") if isinstance(child, documents.Run) else child
        for child in paragraph.children
    ]
    return paragraph.copy(style_name=None, children=runs)


def _is_code(element: Any) -> bool:
    return isinstance(element, documents.Paragraph) and element.style_name == "Source Code"


def _text(element: Any) -> str:
    if isinstance(element, documents.Text):
        return str(element.value)
    return "".join(map(_text, getattr(element, "children", ())))
