"""The lock works with Debian 12's pip, for which a pin of a package does not cover its extras."""

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
    """Return the requirements of ``package`` with these extras that have extras themselves."""
    try:
        needs = map(Requirement, metadata.requires(package) or [])
    except metadata.PackageNotFoundError:  # for another platform
        return []
    return [
        need
        for need in needs
        if need.extras and any(not need.marker or need.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]
