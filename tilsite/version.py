"""The running version, from CHANGELOG.md."""

import tomllib
from pathlib import Path

from django.http import HttpRequest

with (Path(__file__).resolve().parent.parent / "pyproject.toml").open("rb") as _file:
    VERSION: str = tomllib.load(_file)["project"]["version"]


def in_pages(_request: HttpRequest) -> dict[str, str]:
    """Return the template context."""
    return {"version": VERSION}
