"""Extract code blocks from a page, exactly, with their languages."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString
from pygments.lexers import get_all_lexers

from generate.source_errors import SourceTooLarge
from generate.sources.fence import fence
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
    for naver in soup.find_all(class_="__se_code_view"):
        naver.name = "pre"
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
    return block.has_attr("hidden") or "display:none" in str(block.get("style") or "").replace(" ", "").lower()


def _blocks(soup: BeautifulSoup) -> Iterator[Tag]:
    """Yield each outermost block of code, in order."""
    last: Tag | None = None
    for tag in soup.find_all(["pre", "code", "table", "xmp"]):
        if last is not None and last in tag.parents:
            continue
        if _is_block(tag):
            last = tag
            yield tag


def _is_block(tag: Tag) -> bool:
    if tag.name == "table":
        return _is_code_table(tag)
    if tag.name == "code":
        return tag.find(["br", "div", "table", "li"]) is not None or ("\n" in tag.get_text().strip() and _is_wide(tag))
    return True


def _is_wide(tag: Tag) -> bool:
    return "hljs" in classes(tag) or bool(_said_language(tag))


def _is_code_table(table: Tag) -> bool:
    own = " ".join(classes(table))
    around = " ".join(" ".join(classes(parent)) for parent in islice(table.parents, 3))
    if not (_CODE_TABLE.search(own) or _CODE_TABLE.search(around)):
        return False
    cells = table.find_all("td")
    return any(_NUMBER_CLASS.search(" ".join(classes(cell))) or cell.find("pre") for cell in cells) or bool(
        re.search("colorscripter|syntaxhighlighter|crayon", own + around)
    )


def classes(tag: Tag) -> list[str]:
    """Return the class names of ``tag``."""
    said = tag.get("class")
    return said.split() if isinstance(said, str) else [str(name) for name in said or ()]


def _outermost(block: Tag) -> Tag:
    """Return the frame around one block of code (with its copy button, for example), or the block."""
    place = block
    for parent in list(islice(block.parents, 3)):
        if parent.name not in {"div", "figure", "td", "span", "code-block"} or not _CODE_FRAME.search(_named(parent)):
            break
        rest = [child for child in parent.children if child is not place and str(child).strip()]
        if not all(_is_frame_part(child) for child in rest):
            break
        place = parent
    return place


def _is_frame_part(node: object) -> bool:
    if not isinstance(node, Tag):
        return False
    return node.name in _EXTRA_TAGS or bool(_FRAME_PART.search(_named(node)) and not node.find("pre"))


def _named(tag: Tag) -> str:
    return " ".join([*classes(tag), str(tag.get("id") or "")])


def code_text(block: Tag) -> str:
    """Return the visible code in ``block`` without line numbers and buttons."""
    parts: list[str] = []
    core = _core(block)
    _write(core, parts)
    text = "".join(parts).replace(_SOFT_END + "\n", "\n").replace(_SOFT_END, "\n")
    text = text.replace("\xa0", " ").replace("\r\n", "\n")
    if core.name == "pre":
        text = text.removeprefix("\n")  # HTML 13.1.2.5: ignore a line end right after the start tag
    return re.sub(r"\n[\u200b\ufeff]+(?=\n)", "\n", text).removesuffix("\n")


def _core(block: Tag) -> Tag:
    """Return the ``<code>`` that is the only content of a ``<pre>``, if any."""
    inner = block.find_all("code", recursive=False) if block.name == "pre" else []
    alone = len(inner) == 1 and all(
        child is inner[0] or not str(child).strip() or _is_frame_part(child) for child in block
    )
    return inner[0] if alone else _framed(block) or block


def _framed(block: Tag) -> Tag | None:
    """Return the only ``<code>`` of a ``<pre>`` whose other text is the label of a copy button."""
    codes = block.find_all("code") if block.name == "pre" else []
    button = block.find("button")
    if len(codes) != 1 or button is None or button.find_parent("code") is not None:
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
        if _is_line(tag) and not written.endswith(("\n", _SOFT_END)):
            parts.append(_SOFT_END)


def _is_line(tag: Tag) -> bool:
    return tag.name in _LINE_TAGS or (tag.name in {"span", "code"} and not _LINE_CLASSES.isdisjoint(classes(tag)))


def _is_extra(tag: Tag) -> bool:
    """Return whether ``tag`` is not code but shown beside it, such as a line number or a button."""
    if tag.name in _EXTRA_TAGS:
        return True
    if tag.name == "a" and "colorscripter" in str(tag.get("href") or ""):
        return True
    named = _named(tag)
    if _EXTRA_CLASS.search(named) and tag.name not in {"code", "pre"}:
        return True
    return _is_number(tag, named)


def _is_number(tag: Tag, named: str) -> bool:
    beside = (
        _NUMBER_CLASS.search(named)
        or tag.has_attr("data-line-number")
        or tag.has_attr("data-nosnippet")
        or "select-none" in named.split()
        or "user-select:none" in str(tag.get("style") or "").replace(" ", "")
        or (tag.name == "td" and tag.find_previous_sibling("td") is None and tag.find_next_sibling("td") is not None)
    )
    return bool(beside) and _NUMBERS.fullmatch(tag.get_text()) is not None


_LANGUAGE_ATTRIBUTES = (
    "data-language", "data-lang", "data-ke-language", "data-enlighter-language", "data-code-language", "syntax",
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
_SAID_OTHERWISE = {"html-basic": "html", "ipython3": "python", "python3": "python", "text-html-basic": "html"}


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases)


def language_of(block: Tag) -> str:
    """Return the declared language of ``block``, from the block, its code and three parents; or ''."""
    inner = block.find("code") if block.name != "code" else None
    near = [block, *([inner] if isinstance(inner, Tag) else [])]
    if block.name == "table":
        near += block.find_all(["pre", "code"])
    for tag in near:
        said = _said_language(tag)
        if said:
            return _plain(said)
    for parent in islice(block.parents, 3):
        said = _plain(_said_language(parent))
        if said and said in _known_languages() and len(parent.find_all(["pre", "table"], limit=4)) < 4:
            return said
    return ""


def _said_language(tag: Tag) -> str:
    for name in _LANGUAGE_ATTRIBUTES:
        if tag.get(name):
            return str(tag[name])
    own = " ".join(classes(tag))
    said = _LANGUAGE_CLASS.search(own) or _SPHINX_CLASS.search(own)
    if said and not (said.re is _SPHINX_CLASS and said[1].lower() not in _known_languages()):
        return said[1]
    return _bare_language(tag)


def _bare_language(tag: Tag) -> str:
    """Return a class name that is a language, if the tag usually holds code."""
    names = classes(tag)
    if tag.name not in {"pre", "code"} and _PAINTED.isdisjoint(names):
        return ""
    candidates = [*names, str(tag.get("lang") or "")]
    return next((name for name in candidates if name.lower() in _known_languages()), "")


def _plain(said: str) -> str:
    language = said.strip().lower().rstrip(";,")
    language = _SAID_OTHERWISE.get(language, language)
    return "" if language in _NO_LANGUAGE or not re.fullmatch(r"[\w+#.-]{1,30}", language) else language
