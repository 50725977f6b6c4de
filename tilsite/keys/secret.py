"""What a key looks like: til_<8 base32: public id>_<32 base62: secret><6 base62: checksum>.

The form can be recognised by secret scanners, and a typing error is found without asking the database.
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
    """A key in the clear: its public id and its secret part. Never stored."""

    public_id: str
    secret: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the secret part in hex; a slow password hash adds nothing to 32 random characters."""
        return hashlib.sha256(self.secret.encode("ascii")).hexdigest()

    def __str__(self) -> str:
        body = f"til_{self.public_id}_{self.secret}"
        return body + _checksum(body)


def make() -> Secret:
    """Return a new random key."""
    return Secret(_random(_BASE32, 8), _random(_BASE62, 32))


def read(text: str) -> Secret | None:
    """Return the key that ``text`` spells, or None where its form or checksum is wrong."""
    match = _FORM.fullmatch(text)
    if not match or match[4] != _checksum(match[1]):
        return None
    return Secret(match[2], match[3])


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _checksum(body: str) -> str:
    """CRC-32 in six base62 digits, most significant first."""
    rest, digits = zlib.crc32(body.encode("ascii")), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits
