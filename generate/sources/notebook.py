"""Jupyter notebooks: Markdown, code and text outputs, in order (nbformat 4; 3 has the same cells under worksheets)."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from generate.source_errors import SourceTooLarge
from generate.sources.fence import fence
from generate.sources.inlined import without_pictures
from generate.sources.limits import Limits
from generate.sources.source import Source
from til.errors import mark as _

_OUTPUT_CHARACTERS = 20_000  # of one output; longer ones are logs
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LEVELS = range(1, 7)


def is_notebook(text: str) -> bool:
    """Return whether ``text`` is a notebook, regardless of the file's name."""
    return text.lstrip()[:1] == "{" and '"nbformat"' in text and _loaded(text) is not None


def _loaded(text: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = _lenient(text)
    if not isinstance(found, dict) or "nbformat" not in found:
        return None
    has_cells = isinstance(found.get("cells"), list) or isinstance(found.get("worksheets"), list)
    return found if has_cells or isinstance(found["nbformat"], int) else None


def _lenient(text: str) -> object:
    """Return what Python reads: its own notebooks may contain NaN and Infinity."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_notebook(text: str, limits: Limits) -> Source:
    """Return a notebook's cells as Markdown; raises SourceTooLarge for more cells than the limit."""
    notebook = _loaded(text) or {}
    cells = _cells(notebook)
    if len(cells) > limits.notebook_cells:
        raise SourceTooLarge(f"{len(cells)} cells", limit=[_("%s cells"), f"{limits.notebook_cells:,}"])
    language = _language(notebook)
    blocks = [block for cell in cells for block in _blocks(cell, language)]
    return Source("\n\n".join(blocks), title=str(_dict(notebook.get("metadata")).get("title") or ""))


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    sheets = _list(notebook.get("worksheets"))
    return [cell for owner in [notebook, *sheets] for cell in _list(owner.get("cells"))]


def _language(notebook: dict[str, Any]) -> str:
    about = _dict(notebook.get("metadata"))
    named = _dict(about.get("language_info")).get("name") or _dict(about.get("kernelspec")).get("language")
    return str(named or "python").lower()


def _blocks(cell: dict[str, Any], language: str) -> Iterator[str]:
    text = _joined(cell.get("source", cell.get("input")))
    kind = cell.get("cell_type")
    if kind == "code":
        if text.strip():
            yield fence(text, _magic(text) or language)
        yield from (fence(out, "text") for out in map(_output, _list(cell.get("outputs"))) if out.strip())
    elif kind == "heading":
        yield f"{'#' * _level(cell.get('level'))} {text}"
    elif text.strip():
        yield without_pictures(text)


def _level(said: object) -> int:
    """Return a heading's level, 1 to 6; 1 if the file gives no valid level."""
    return said if isinstance(said, int) and said in _LEVELS else 1


def _magic(text: str) -> str:
    """Return the language a cell magic such as ``%%bash`` switches to."""
    name = text.split(maxsplit=1)[0] if text.startswith("%%") else ""
    return {"%%bash": "bash", "%%sh": "bash", "%%html": "html", "%%javascript": "javascript", "%%sql": "sql"}.get(
        name, ""
    )


def _output(output: dict[str, Any]) -> str:
    data = _dict(output.get("data", output))
    text = _joined(output.get("text")) or _joined(data.get("text/plain"))
    if output.get("output_type") in {"error", "pyerr"}:
        text = _joined([f"{line}\n" for line in _strings(output.get("traceback"))])
    return _shortened(_plain(text))


def _shortened(output: str) -> str:
    """Cut a long output and note how much is missing."""
    if len(output) <= _OUTPUT_CHARACTERS:
        return output
    return f"{output[:_OUTPUT_CHARACTERS]}\n[… {len(output) - _OUTPUT_CHARACTERS:,} characters]"


def _plain(text: str) -> str:
    return _COLOUR.sub("", text)


def _joined(value: object) -> str:
    return value if isinstance(value, str) else "".join(_strings(value))


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
