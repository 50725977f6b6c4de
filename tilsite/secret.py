"""A secret made once and kept in a file that only its owner can read."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the secret in ``path``; make one where there is none. Processes that start together agree on the first."""
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
        os.write(handle, secrets.token_urlsafe(64).encode("ascii"))
        os.close(handle)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and never over another's
        Path(draft).unlink()
    return path.read_text(encoding="ascii")
