"""First run: create an admin and an API key, kept in the var folder, and a first draft."""

import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User

from generate.models import Generation
from til.models import Til
from tilsite.access.keys.models import ApiKey

ADMIN = "admin"
KEY_NAME = "made by make run"


def admin_password(user: User) -> str | None:
    """Return the password generated for ``user``; None if it has been changed since."""
    path = settings.VAR_DIR / "admin_password"
    password = path.read_text("ascii") if path.exists() else ""
    return password if password and user.check_password(password) else None


def admin_user() -> User:
    """Return the user ``admin``, created with a random password if missing."""
    user = User.objects.filter(username=ADMIN).first()
    if user is None:
        password = _keep("admin_password", lambda: secrets.token_urlsafe(12))
        user = User.objects.create_superuser(ADMIN, password=password)
    return user


def api_key(user: User) -> str:
    """Return a working key; the first one is kept until it is revoked."""
    path = settings.VAR_DIR / "api_key"
    text = path.read_text("ascii") if path.exists() else ""
    if text and ApiKey.objects.find(text):
        return text
    path.unlink(missing_ok=True)
    return _keep("api_key", lambda: ApiKey.objects.issue(KEY_NAME, user=user).text)


def is_empty() -> bool:
    """Return whether the site has neither drafts nor TILs."""
    return not (Til.objects.exists() or Generation.objects.exists())


def _keep(name: str, make: Callable[[], str]) -> str:
    """Write the result of ``make`` into a file in the var folder that only its owner can read."""
    path: Path = settings.VAR_DIR / name
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text := make(), "ascii")
    return text
