"""What a fresh site needs before somebody can try it: an admin, an API key, a first draft. Kept in the var folder."""

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from generate.models import Generation
from til.models import Til
from tilsite.keys.models import ApiKey

ADMIN = "admin"
KEY_NAME = "made by make run"


def admin_password(user: User) -> str | None:
    """Return the password that was made for ``user``; None where a person has changed it since."""
    path = settings.VAR_DIR / "admin_password"
    password = path.read_text("ascii") if path.exists() else ""
    return password if password and user.check_password(password) else None


def admin_user() -> User:
    """Return the user ``admin``; make it with a random password where there is none."""
    user = User.objects.filter(username=ADMIN).first()
    if user is None:
        password = _keep("admin_password", lambda: secrets.token_urlsafe(12))
        user = User.objects.create_superuser(ADMIN, password=password)
    return user


def api_key(user: User) -> str:
    """Return the text of a key that works; the first is kept, and replaced when it was revoked."""
    path = settings.VAR_DIR / "api_key"
    text = path.read_text("ascii") if path.exists() else ""
    if text and ApiKey.objects.find(text):
        return text
    path.unlink(missing_ok=True)
    return _keep("api_key", lambda: ApiKey.objects.issue(KEY_NAME, user=user).text)


def is_empty() -> bool:
    """Whether nothing was ever drafted or kept here."""
    return not (Til.objects.exists() or Generation.objects.exists())


def _keep(name: str, make: Callable[[], str]) -> str:
    """Write what ``make`` returns into a file of the var folder that only its owner can read."""
    path: Path = settings.VAR_DIR / name
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text := make(), "ascii")
    return text
