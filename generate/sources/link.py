"""Check and normalise a typed link before any network access."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from generate.source_errors import SourceRefused

_WEB = re.compile(r"https?://(?P<authority>[^/?#]*)", re.IGNORECASE)
_NEVER_IN_A_LINK = re.compile(r"[\x00-\x20\x7f\\]")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_INSIDE_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Allowed:
    """Internal hosts that may be read, as ``host`` (any port) or ``host:port``."""

    hosts: frozenset[str] = frozenset()

    def __contains__(self, place: tuple[str, int]) -> bool:
        """Return whether ``place``, a host and a port, is allowed."""
        host, port = place
        host = f"[{host}]" if ":" in host else host
        return host in self.hosts or f"{host}:{port}" in self.hosts or host.strip("[]") in self.hosts


def checked(link: str, ports: frozenset[int], allowed: Allowed) -> httpx2.URL:
    """Return the URL of ``link``; its host is lower case ASCII without a trailing dot.

    Raises SourceRefused for a link that is not http or https, contains a user name, spells its host in an ambiguous
    way, names the local machine, or uses a port outside ``ports``. IP addresses are checked later, when connecting.
    """
    link = link.strip()
    parts = _WEB.match(link)
    if parts is None or _NEVER_IN_A_LINK.search(link) or re.search("[@%]", parts["authority"]):
        raise _refused(link)
    try:
        url = httpx2.URL(link)
        host = _plain_host(parts["authority"], url.raw_host.decode("ascii"))
        port = _PORTS[url.scheme] if url.port is None else url.port
    except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
        raise _refused(link) from error
    if (host, port) not in allowed and (port not in ports or _is_inside(host)):
        raise SourceRefused(f"{host}:{port}", host=host)
    return url.copy_with(host=host, fragment=None)


def _plain_host(authority: str, ascii_host: str) -> str:
    """Return the normal form of a host; raise ValueError if parsers disagree about it."""
    if authority.startswith("["):
        return str(ipaddress.IPv6Address(ascii_host))
    typed = unicodedata.normalize("NFKC", authority.rpartition(":")[0] or authority)
    if ascii_host.endswith("..") or not ascii_host.strip("."):
        raise ValueError(ascii_host)
    if _ends_in_a_number(ascii_host.rstrip(".")) or _ends_in_a_number(typed.rstrip(".。")):
        return _plain_address(authority.partition(":")[0])
    host = ascii_host.rstrip(".").lower()
    if not _HOST.fullmatch(host):
        raise ValueError(host)
    return host


def _ends_in_a_number(host: str) -> bool:
    """Return whether browsers parse the host as an IPv4 address (WHATWG URL, 3.5)."""
    return _NUMBER.fullmatch(re.split(r"[.。．｡]", host)[-1]) is not None


def _plain_address(typed: str) -> str:
    address = str(ipaddress.IPv4Address(typed))
    if address != typed:
        raise ValueError(typed)
    return address


def _is_inside(host: str) -> bool:
    return host.endswith(_INSIDE_NAMES) and any(host == name or host.endswith("." + name) for name in _INSIDE_NAMES)


def host_of(link: str) -> str:
    """Return a link's host for use in a message, without user name, port or path."""
    try:
        return urlsplit(link.strip()).hostname or "This link"
    except ValueError:
        return "This link"


def _refused(link: str) -> SourceRefused:
    return SourceRefused("not a plain http or https link", host=host_of(link))
