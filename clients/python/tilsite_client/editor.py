"""Edit the draft in the user's editor: fields, an empty line, the content."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tilsite_client.draft import Draft


def edit(draft: Draft) -> dict[str, Any] | None:
    """Open $VISUAL or $EDITOR with the draft; return the edited fields, or None if no text is left.

    Raises OSError if there is no such editor, and CalledProcessError if it fails.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="til-") as folder:
        path = Path(folder) / "draft.md"
        path.write_text(written(draft), "utf-8")
        subprocess.run([*shlex.split(command), str(path)], check=True)  # noqa: S603 # the user's own editor
        return read(path.read_text("utf-8"))


def written(draft: Draft) -> str:
    """Return a draft as text for the editor."""
    tags = ", ".join(tag["name"] for tag in draft.tags)
    return f"Title: {draft.title}\nExcerpt: {draft.excerpt}\nTags: {tags}\n\n{draft.content}\n"


def read(text: str) -> dict[str, Any] | None:
    """Return the fields of an edited draft; None if it has no content. A deleted field stays unchanged."""
    edits: dict[str, Any] = {}
    lines = text.lstrip("\n").split("\n")
    while lines and (field := _field(lines[0])):
        name, value = field
        edits[name] = [tag.strip() for tag in value.split(",") if tag.strip()] if name == "tags" else value
        lines.pop(0)
    content = "\n".join(lines).strip("\n")
    if not content.strip():
        return None
    if not edits.get("title", "-"):
        del edits["title"]
    return edits | {"content": content}


def _field(line: str) -> tuple[str, str] | None:
    name, colon, value = line.partition(":")
    name = name.strip().lower()
    return (name, value.strip()) if colon and name in {"title", "excerpt", "tags"} else None
