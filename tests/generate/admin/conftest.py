"""A site operator, and generations of all kinds."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from generate.models import Generation
from generate.running.runner import runner
from generate.stages import Stage
from tests.generate.admin.desk import DRAFT, Desk, made
from tests.generate.fleet import provided

Generated = Callable[..., Generation]


@pytest.fixture
def desk(db: None) -> Client:
    """Return an editor's browser."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.com", "long-enough"))
    return client


@pytest.fixture
def generated(db: None) -> Generated:
    """Return a maker of generations: ``generated("complete", days_ago=3, title="…")``."""

    def make(status: str = "complete", days_ago: int = 0, seconds: float = 4, **fields: Any) -> Generation:
        usual = {"input": "git bisect", "provider": "openai", "model": "gpt-5.5", "stage": Stage.END}
        usual |= {"source_text": "git bisect finds the commit.", "usage": {"input_tokens": 100, "output_tokens": 20}}
        row = Generation.objects.create(status=status, **usual | fields)
        created = timezone.now() - timedelta(days=days_ago)
        finished = None if status == "running" else created + timedelta(seconds=seconds)
        Generation.objects.filter(pk=row.pk).update(created=created, finished=finished)
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
async def reviewer(anyio_backend: str) -> AsyncIterator[Desk]:
    async with provided(DRAFT, TIL_FLUSH_SECONDS=0.05) as fake:
        yield await made(fake)
        await runner().stop()
