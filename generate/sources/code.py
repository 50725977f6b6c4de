"""Extract code blocks from a page, exactly, with their languages."""

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString

from generate.source_errors import SourceTooLarge
from generate.sources.editors import unify_code
from generate.sources.fence import fence
from generate.sources.languages import known_languages, language_of, said_language
from generate.sources.names import classes, first_in, is_inside, named, tags_in
from til.errors import mark as _

_MOST_BLOCKS = 5_000
_LABEL = 60  # characters; longer text beside the code is not a label
_SOFT_END = "\x00"  # end of an element that may already be followed by a line end
_NUMBERS = re.compile(r"[\d\s+\-]*")
_NUMBER_CLASS = re.compile(
    r"(?:^|\s)(?:[\w-]*(?:line-?num(?:ber)?s?(?:-rows)?|linenos?|linenodiv|gutter|blob-num)(?:-[\w-]*)?|lnums?|ln|lnt|lno|nums?|"
    r"hljs-ln-n(?:umbers)?|crayon-nums?(?:-content)?|crayon-num)(?:$|\s)",
    re.IGNORECASE,
)
_EXTRA_CLASS = re.compile(r"(^|[-_\s])(copy|copybtn|clipboard|toolbar|sr-only|visually-hidden|tooltip)", re.IGNORECASE)
_EXTRA_TAGS = frozenset({"button", "script", "style", "svg", "template", "select", "input"})
_ROWS = frozenset({"table", "tbody", "thead", "tr"})
_LINE_TAGS = frozenset({"div", "li", "p", "tr"})
_LINE_CLASSES = frozenset({"line", "code-line", "token-line", "view-line", "CodeMirror-line", "cm-line", "ec-line"})
_CODE_TABLE = re.compile(
    r"highlighttable|rouge-table|lntable|hljs-ln|codehilitetable|crayon-table|colorscripter|js-file-line|code-table|"
    r"syntaxhighlighter|highlight\b|gist|blob-wrapper",
    re.IGNORECASE,
)
_CODE_FRAME = re.compile(
    r"highlight|codehilite|code-?block|code-?toolbar|code-?example|code-?wrapper|sourcecode|syntaxhighlighter|"
    r"crayon-syntax|colorscripter|gist|language-|expressive-code|chroma|snippet|prettyprint",
    re.IGNORECASE,
)
_FRAME_PART = re.compile(
    r"toolbar|panel|copy|btn|button|lang|header|fullscreen|line-?n(?:o|um)|gutter|colorscripter-info|meta\b",
    re.IGNORECASE,
)


def take_code(soup: BeautifulSoup) -> list[str]:
    """Replace each code block with ``<pre data-code="n">`` and return the blocks as Markdown fences.

    Raises SourceTooLarge for more blocks than any article has.
    """
    unify_code(soup)
    fences: list[str] = []
    blocks = list(_blocks(soup))
    if len(blocks) > _MOST_BLOCKS:
        raise SourceTooLarge(f"{len(blocks)} blocks of code", limit=[_("%s blocks of code"), f"{_MOST_BLOCKS:,}"])
    for block in blocks:
        code = code_text(block)
        place = soup.new_tag("pre", attrs={"data-code": str(len(fences)), "data-length": str(len(code))})
        language = language_of(block)
        _outermost(block).replace_with(place)
        if code.strip() and not _is_copy(block):
            fences.append(fence(code, language))
        else:
            place.decompose()
    return fences


def _is_copy(block: Tag) -> bool:
    """Return whether a block is a hidden copy of a visible one."""
    if block.get("aria-hidden") == "true" and first_in(block, "textarea") is not None:
        return True
    return block.has_attr("hidden") or "display:none" in str(block.get("style") or "").replace(" ", "").lower()


def _blocks(soup: BeautifulSoup) -> Iterator[Tag]:
    """Yield each outermost block of code, in order."""
    last: Tag | None = None
    for tag in tags_in(soup, "pre", "code", "table", "xmp"):
        if last is not None and last in tag.parents:
            continue
        if _is_block(tag):
            last = tag
            yield tag


def _is_block(tag: Tag) -> bool:
    if tag.name == "table":
        return _is_code_table(tag)
    if tag.name == "code":
        return first_in(tag, "br", "div", "table", "li") is not None or (
            "\n" in tag.get_text().strip() and _is_wide(tag)
        )
    return True


def _is_wide(tag: Tag) -> bool:
    return "hljs" in classes(tag) or bool(said_language(tag))


def _is_code_table(table: Tag) -> bool:
    own = " ".join(classes(table))
    around = " ".join(" ".join(classes(parent)) for parent in islice(table.parents, 3))
    if not (_CODE_TABLE.search(own) or _CODE_TABLE.search(around)):
        return False
    cells = tags_in(table, "td")
    return any(_NUMBER_CLASS.search(" ".join(classes(cell))) or first_in(cell, "pre") for cell in cells) or bool(
        re.search("colorscripter|syntaxhighlighter|crayon", own + around)
    )


def _outermost(block: Tag) -> Tag:
    """Return the frame around one block of code (with its copy button, for example), or the block."""
    place = block
    for parent in list(islice(block.parents, 3)):
        if parent.name not in {"div", "figure", "td", "span", "code-block"} or not _CODE_FRAME.search(named(parent)):
            break
        rest = [child for child in parent.children if child is not place and str(child).strip()]
        if not all(_is_frame_part(child) for child in rest):
            break
        place = parent
    return place


def _is_frame_part(node: object) -> bool:
    if not isinstance(node, Tag):
        return False
    return node.name in _EXTRA_TAGS or bool(_FRAME_PART.search(named(node)) and not first_in(node, "pre"))


def code_text(block: Tag) -> str:
    """Return the visible code in ``block`` without line numbers and buttons."""
    parts: list[str] = []
    core = _core(block)
    _write(core, parts)
    text = "".join(parts).replace(_SOFT_END + "\n", "\n").replace(_SOFT_END, "\n")
    text = text.replace("\xa0", " ").replace("\r\n", "\n")
    if core.name == "pre":
        text = text.removeprefix("\n")  # HTML 13.1.2.5: ignore a line end right after the start tag
    text = re.sub(r"\n[\u200b\ufeff]+(?=\n)", "\n", text).removesuffix("\n")
    return text if "\n" in text else _without_a_slip(text)


def _without_a_slip(line: str) -> str:
    """Return a single line without one space before it, which nobody meant."""
    return line[1:] if line.startswith(" ") and not line.startswith("  ") else line


def _core(block: Tag) -> Tag:
    """Return the ``<code>`` that is the only content of a ``<pre>``, if any."""
    inner = block.find_all("code", recursive=False) if block.name == "pre" else []
    alone = len(inner) == 1 and all(
        child is inner[0] or not str(child).strip() or _is_frame_part(child) for child in block
    )
    return inner[0] if alone else _framed(block) or block


def _framed(block: Tag) -> Tag | None:
    """Return the only ``<code>`` of a ``<pre>`` whose other text is the label of a copy button."""
    codes = tags_in(block, "code") if block.name == "pre" else []
    button = first_in(block, "button")
    if len(codes) != 1 or button is None or is_inside(button, "code"):
        return None
    beside = len(block.get_text().strip()) - len(codes[0].get_text().strip())
    return codes[0] if beside <= _LABEL else None


def _write(node: Tag, parts: list[str]) -> None:
    for child in node.children:
        if isinstance(child, Tag):
            _write_tag(child, parts)
        elif type(child) in {NavigableString, CData} and (node.name not in _ROWS or str(child).strip()):
            parts.append(str(child))


def _write_tag(tag: Tag, parts: list[str]) -> None:
    if tag.name == "br":
        parts.append("\n")
    elif not _is_extra(tag):
        start = len(parts)
        _write(tag, parts)
        written = "".join(parts[start:])
        if _is_line(tag) and written == "\n":
            parts[start:] = [_SOFT_END]
        elif _is_line(tag) and not written.endswith(("\n", _SOFT_END)):
            parts.append(_SOFT_END)


def _is_line(tag: Tag) -> bool:
    if tag.name in {"span", "code"}:
        style = str(tag.get("style") or "").replace(" ", "")
        is_row = tag.has_attr("data-line") and not tag.get("data-line-number")
        return is_row or "display:block" in style or not _LINE_CLASSES.isdisjoint(classes(tag))
    return tag.name in _LINE_TAGS


def _is_extra(tag: Tag) -> bool:
    """Return whether ``tag`` is not code but shown beside it, such as a line number or a button."""
    if tag.name in _EXTRA_TAGS:
        return True
    if tag.name == "a" and "colorscripter" in str(tag.get("href") or ""):
        return True
    names = named(tag)
    if _EXTRA_CLASS.search(names) and tag.name not in {"code", "pre"}:
        return True
    return _is_number(tag, names) or _is_header(tag)


def _is_header(tag: Tag) -> bool:
    """Return whether ``tag`` holds a button and, at most, the name of a language."""
    button = first_in(tag, "button") if tag.name in {"div", "header", "span"} else None
    if button is None:
        return False
    label = "".join(text for text in tag.find_all(string=True) if text.find_parent("button") is None)
    return not label.strip() or label.strip().lower() in known_languages()


def _is_number(tag: Tag, names: str) -> bool:
    beside = (
        _NUMBER_CLASS.search(names)
        or tag.has_attr("data-line-number")
        or tag.has_attr("data-nosnippet")
        or "select-none" in names.split()
        or "user-select:none" in str(tag.get("style") or "").replace(" ", "")
        or (tag.name == "td" and tag.find_previous_sibling("td") is None and tag.find_next_sibling("td") is not None)
    )
    return bool(beside) and _NUMBERS.fullmatch(tag.get_text()) is not None
