"""Settings come from the environment through these readers; each refuses nonsense and names the variable."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks, or ``default`` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a switch: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise _refuse(name, value, "use 1 or 0")
    return value in _TRUE


def number(name: str, default: float, *, least: float = 0, most: float = float("inf")) -> float:
    """Return a number within [least, most]."""
    value = text(name)
    try:
        result = float(value or default)
    except ValueError:
        raise _refuse(name, value, "use a number") from None
    if not least <= result <= most:
        raise _refuse(name, value, f"use a number from {least:g} to {most:g}")
    return result


def integer(name: str, default: int, *, least: int = 0, most: float = float("inf")) -> int:
    """Return a whole number within [least, most]."""
    result = number(name, default, least=least, most=most)
    if not result.is_integer():
        raise _refuse(name, text(name), "use a whole number")
    return int(result)


def ports(name: str, default: Sequence[int]) -> list[int]:
    """Return a list of port numbers."""
    given = words(name)
    if not all(port.isdecimal() and 0 < int(port) < 65_536 for port in given):
        raise _refuse(name, text(name), "use numbers from 1 to 65535")
    return [int(port) for port in given] or list(default)


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a list separated by commas or blanks."""
    return text(name).replace(",", " ").split() or list(default)


def choice(name: str, options: Sequence[str], default: str) -> str:
    """Return one of ``options``."""
    value = text(name, default)
    if value not in options:
        raise _refuse(name, value, "use one of " + ", ".join(options))
    return value


def url(name: str, schemes: Sequence[str] = ("http", "https"), default: str = "") -> str:
    """Return an address with one of ``schemes`` and a host."""
    value = text(name, default)
    if value and not _is_address(value, schemes):
        raise _refuse(name, "", "use an address that begins with " + " or ".join(f"{s}://" for s in schemes))
    return value


def path(name: str, default: Path) -> Path:
    """Return a path; a relative one counts from the current folder."""
    return Path(text(name, str(default))).expanduser().absolute()


def _is_address(value: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    place = parts.netloc if parts.scheme in {"http", "https"} else parts.netloc or parts.path
    return parts.scheme in schemes and "://" in value and bool(place)


def _refuse(name: str, value: str, advice: str) -> ImproperlyConfigured:
    shown = f"{value!r}" if value else "its value"  # an address may hold a password, so it is not shown
    return ImproperlyConfigured(f"The environment variable {name} cannot be {shown}: {advice}.")
