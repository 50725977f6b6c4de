"""A secret generated once and kept in a file that only its owner can read."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the secret in ``path``, generated if missing. Processes that start together agree on one."""
    if not path.exists():
        handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
        os.write(handle, secrets.token_urlsafe(64).encode("ascii"))
        os.close(handle)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # atomic, and never overwrites another process's secret
        Path(draft).unlink()
    return path.read_text(encoding="ascii")
