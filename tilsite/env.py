"""Read settings from environment variables; an invalid value raises an error that names the variable."""

import os
import re
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

Proxies = int | tuple[IPv4Network | IPv6Network, ...]
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped, or ``default`` if it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a boolean: 1/0, true/false, yes/no, on/off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise refuse(name, value, "use 1 or 0")
    return value in _TRUE


def number(name: str, default: float, *, least: float = 0, most: float = float("inf")) -> float:
    """Return a number within [least, most]."""
    value = text(name)
    try:
        result = float(value or default)
    except ValueError:
        raise refuse(name, value, "use a number") from None
    if not least <= result <= most:
        raise refuse(name, value, f"use a number from {least:g} to {most:g}")
    return result


def integer(name: str, default: int, *, least: int = 0, most: float = float("inf")) -> int:
    """Return a whole number within [least, most]."""
    result = number(name, default, least=least, most=most)
    if not result.is_integer():
        raise refuse(name, text(name), "use a whole number")
    return int(result)


def ports(name: str, default: Sequence[int]) -> list[int]:
    """Return a list of port numbers."""
    given = words(name)
    if not all(port.isdecimal() and 0 < int(port) < 65_536 for port in given):
        raise refuse(name, text(name), "use numbers from 1 to 65535")
    return [int(port) for port in given] or list(default)


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a list separated by commas or spaces."""
    return text(name).replace(",", " ").split() or list(default)


def proxies(name: str) -> Proxies:
    """Return the number of proxies in front of the site, or the networks of trusted proxies."""
    given = words(name, ["0"])
    if len(given) == 1 and given[0].isdecimal():
        return integer(name, 0, most=10)
    try:
        return tuple(ip_network(one) for one in given)
    except ValueError:
        advice = "use their number, as in 1, or their networks, as in 127.0.0.1 10.0.0.0/8"
        raise refuse(name, text(name), advice) from None


def choice(name: str, options: Sequence[str], default: str) -> str:
    """Return one of ``options``."""
    value = text(name, default)
    if value not in options:
        raise refuse(name, value, "use one of " + ", ".join(options))
    return value


def choices(name: str, options: Sequence[str]) -> list[str]:
    """Return a list of some of ``options``."""
    given = words(name)
    if not set(given) <= set(options):
        raise refuse(name, text(name), "use " + ", ".join(options))
    return given


def days(name: str, kinds: Sequence[str]) -> dict[str, int]:
    """Return days by kind, written as ``kind=30 other=90``."""
    given = dict(word.partition("=")[::2] for word in words(name))
    are_days = all(value.isdecimal() and 0 < int(value) < 100_000 for value in given.values())
    if not (are_days and set(given) <= set(kinds)):
        raise refuse(name, text(name), "use " + ", ".join(f"{kind}=DAYS" for kind in kinds))
    return {kind: int(value) for kind, value in given.items()}


def url(name: str, schemes: Sequence[str] = ("http", "https"), default: str = "") -> str:
    """Return a URL with a host and one of ``schemes``."""
    value = text(name, default)
    if value and not _is_address(value, schemes):
        raise refuse(name, "", "use an address that begins with " + " or ".join(f"{s}://" for s in schemes))
    return value


def hub(name: str, address: str) -> str:
    """Return the URL of a WebSub hub; it needs the site's ``address``."""
    value = url(name)
    if value and not address:
        raise refuse(name, "", "set TIL_ADDRESS, the site's public address, too")
    return value


def path(name: str, default: Path) -> Path:
    """Return a path; a relative one starts at the current folder."""
    return Path(text(name, str(default))).expanduser().absolute()


def time_zone(name: str) -> str:
    """Return the name of a time zone: the variable's, else this machine's, else UTC."""
    value = text(name)
    if value and not _is_zone(value):
        raise refuse(name, value, "use a name such as Asia/Seoul, Europe/Berlin or UTC")
    return value or machine_zone()


def machine_zone(localtime: Path = Path("/etc/localtime"), written: Path = Path("/etc/timezone")) -> str:
    """Return this machine's time zone: from TZ, the target of ``localtime``, the file ``written``, else UTC."""
    linked = re.sub(r".*/zoneinfo/(posix/|right/)?", "", str(localtime.resolve()))
    said = written.read_text("utf-8", "replace").strip() if written.is_file() else ""
    return next((zone for zone in (text("TZ").lstrip(":"), linked, said) if _is_zone(zone)), "UTC")


def _is_zone(name: str) -> bool:
    """Return whether the time zone exists, without listing all of them, which takes 60 ms."""
    if not name or name.startswith(("posix", "right/")):  # other files in the folder of zones
        return False
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_address(value: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    place = parts.netloc if parts.scheme in {"http", "https"} else parts.netloc or parts.path
    return parts.scheme in schemes and "://" in value and bool(place)


def refuse(name: str, value: str, advice: str) -> ImproperlyConfigured:
    """Return the error of a setting that cannot be used."""
    shown = f"{value!r}" if value else "its value"  # a URL may contain a password, so it is not shown
    return ImproperlyConfigured(f"The environment variable {name} cannot be {shown}: {advice}.")
