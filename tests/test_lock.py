"""The lock as an old pip reads it: for the one Debian 12 brings, a pin of a package says nothing about its extras."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_needed_with_an_extra_is_pinned_with_it(name: str) -> None:
    lines = re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / name).read_text(), re.MULTILINE)
    pinned = {found.name: found.extras for found in map(Requirement, lines)}
    assert len(pinned) > 50
    needed = [need for package in pinned for need in _needs(package, pinned[package])]
    assert [f"{need.name}[{extra}]" for need in needed for extra in need.extras - pinned[need.name]] == []


def _needs(package: str, extras: set[str]) -> list[Requirement]:
    """Return what ``package`` needs here with these extras, as far as it needs extras itself."""
    try:
        needs = map(Requirement, metadata.requires(package) or [])
    except metadata.PackageNotFoundError:  # for another system
        return []
    return [
        need
        for need in needs
        if need.extras and any(not need.marker or need.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]
