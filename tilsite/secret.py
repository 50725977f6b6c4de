"""A secret made once and kept in a file that only its owner can read."""

import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the secret in ``path``; make one where there is none. Two processes at once agree on the first."""
    try:
        with path.open("x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _private(name: str, flags: int) -> int:
    import os

    return os.open(name, flags, 0o600)
