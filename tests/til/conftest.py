"""TILs to read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from til.days import create_til
from til.models import Til

Publish = Callable[..., Til]


@pytest.fixture
def publish(db: None) -> Publish:
    """Return a maker of public TILs: ``publish("Title", "content", tags=[…], on="2026-11-22")``."""

    def make(title: str, content: str = "Text.", on: str = "2026-11-22", **fields: Any) -> Til:
        when = min(datetime.fromisoformat(f"{on}T03:00").replace(tzinfo=UTC), timezone.now())
        return create_til(
            title=title, content=content, published=when, created=when, **{"status": "published", **fields}
        )

    return make
