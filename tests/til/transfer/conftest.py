"""A collection of notes on disk, and a separate media folder per test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

Write = Callable[..., Path]
PNG = b"\x89PNG\r\n\x1a\n made up"


@pytest.fixture(autouse=True)
def own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media-root"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes files, given by path and content, below a folder and returns the folder."""
    root = tmp_path / "notes"

    def make(files: dict[str, str | bytes] | None = None) -> Path:
        for name, data in (files or {}).items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data.encode() if isinstance(data, str) else data)
        return root

    return make
