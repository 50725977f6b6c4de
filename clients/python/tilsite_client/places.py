"""Where the ``til`` command stores the site's address, the key, and waiting drafts."""

import contextlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVICE = "tilsite"


@dataclass(frozen=True, slots=True)
class Login:
    """A site and the key for it."""

    url: str
    key: str


def config_folder() -> Path:
    """Return the folder of settings ($XDG_CONFIG_HOME/til, usually ~/.config/til)."""
    return _folder("XDG_CONFIG_HOME", ".config")


def outbox_folder() -> Path:
    """Return the folder of waiting drafts ($XDG_STATE_HOME/til/outbox, usually ~/.local/state/til/outbox)."""
    return _folder("XDG_STATE_HOME", ".local/state") / "outbox"


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual) / "til"


def login() -> Login | None:
    """Return the site and key from TIL_URL and TIL_KEY, or as stored by ``save_login``; None without either."""
    said = _config()
    url = os.environ.get("TIL_URL") or said.get("url", "")
    if not url:
        return None
    key = os.environ.get("TIL_KEY") or said.get("keys", {}).get(url) or _from_keyring(url) or ""
    return Login(url, key)


def save_login(found: Login) -> str:
    """Store the address and the key; return the key's place: the keyring, or a file only the user can read."""
    said = _config()
    keys = {url: key for url, key in said.get("keys", {}).items() if url != found.url}
    in_keyring = _to_keyring(found)
    if not in_keyring:
        keys[found.url] = found.key
    write_private(_config_file(), {"url": found.url, "keys": keys})
    return "the keyring" if in_keyring else str(_config_file())


def forget_login() -> str | None:
    """Delete the key of the current site; return the site's address, None if there was none."""
    said = _config()
    url = said.get("url")
    if not url:
        return None
    with contextlib.suppress(Exception):  # no keyring, or no such key in it
        import keyring

        keyring.delete_password(SERVICE, url)
    write_private(_config_file(), {"keys": {other: key for other, key in said.get("keys", {}).items() if other != url}})
    return str(url)


def write_private(path: Path, content: Any) -> None:
    """Write JSON atomically into a file that only the user can read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _config_file() -> Path:
    return config_folder() / "config.json"


def _config() -> dict[str, Any]:
    try:
        said = json.loads(_config_file().read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        sys.exit(f"til: {_config_file()} is damaged. Delete it and run `til login URL`.")
    return said if isinstance(said, dict) else {}


def _to_keyring(found: Login) -> bool:
    """Store the key in the keyring, if the package ``keyring`` is installed and has a backend."""
    try:
        import keyring

        keyring.set_password(SERVICE, found.url, found.key)
        return bool(keyring.get_password(SERVICE, found.url) == found.key)
    except Exception:  # noqa: BLE001 # each backend has its own errors; the file always works
        return False


def _from_keyring(url: str) -> str | None:
    try:
        import keyring

        found: str | None = keyring.get_password(SERVICE, url)
    except Exception:  # noqa: BLE001 # as above
        return None
    return found
