"""Callers of the API: keys and signed-in users, and their requests."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tilsite.access.keys.models import ApiKey

Ask = Callable[..., Any]


@pytest.fixture
def key(db: None) -> ApiKey:
    """A key of a user who may write TILs and tags, but is not staff."""
    owner = User.objects.create_user("owner")
    codenames = ["add_til", "change_til", "publish_til", "delete_til", "add_tag"]
    owner.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return ApiKey.objects.issue("mine", user=owner)


@pytest.fixture
def ask(key: ApiKey) -> Ask:
    """Return a caller of the API: ``ask("post", "/tils", {…}, key=…, if_match="…")``; the owner's key by default."""

    def call(method: str, path: str, body: object = None, *, by: ApiKey = key, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {by.text}"} | {n.replace("_", "-"): v for n, v in headers.items()}
        send: Any = getattr(Client(), method)
        if method == "get":
            return send(f"/api/v1{path}", body, headers=sent)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=sent)

    return call
