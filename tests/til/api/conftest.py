"""Callers of the API: keys and signed-in people, and what they ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tilsite.keys.models import ApiKey

Ask = Callable[..., Any]


@pytest.fixture
def key(db: None) -> ApiKey:
    """A key of somebody who has nothing else."""
    return ApiKey.objects.issue("mine", user=User.objects.create_user("owner"))


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
