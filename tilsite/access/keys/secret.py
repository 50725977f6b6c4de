"""The format of a key: til_<8 base32: public id>_<32 base62: secret><6 base62: checksum>.

Secret scanners recognise the format, and a typing error is found without a database query.
"""

import hashlib
import re
import secrets
import string
import zlib
from dataclasses import dataclass

_BASE32 = string.ascii_lowercase + "234567"
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_FORM = re.compile(r"(til_([a-z2-7]{8})_([0-9A-Za-z]{32}))([0-9A-Za-z]{6})")


@dataclass(frozen=True, slots=True)
class Secret:
    """A key in plain text: public id and secret. Never stored."""

    public_id: str
    secret: str = ""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the secret in hex; 32 random characters need no slow password hash."""
        return hashlib.sha256(self.secret.encode("ascii")).hexdigest()

    def __str__(self) -> str:
        body = f"til_{self.public_id}_{self.secret}"
        return body + _checksum(body)


def make() -> Secret:
    """Return a new random key."""
    return Secret(_random(_BASE32, 8), _random(_BASE62, 32))


def read(text: str) -> Secret | None:
    """Return the key in ``text``, or None if its format or checksum is wrong."""
    match = _FORM.fullmatch(text)
    if not match or match[4] != _checksum(match[1]):
        return None
    return Secret(match[2], match[3])


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _checksum(body: str) -> str:
    """Return a CRC-32 as six base62 digits, most significant first."""
    rest, digits = zlib.crc32(body.encode("ascii")), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits
