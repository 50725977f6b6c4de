"""A reviewer, and a draft with its source."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from generate.models import Generation
from til.days import create_til
from til.models import Til

SOURCE = "git push --force 대신\n    git push --force-with-lease\n쓰면 된다"
DRAFT = "`--force-if-includes`는 git 2.30부터 있다.\n\n```sh\ngit push --force-with-lease\ngit push --mirror\n```\n"


@pytest.fixture
def desk(db: None) -> Client:
    """Return a reviewer's browser."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.com", "long-enough"))
    return client


@pytest.fixture
def draft(db: None) -> Til:
    """Return a draft generated from notes, with unsupported claims."""
    til = create_til(title="안전한 push", content=DRAFT, language="ko", tags=["git"], provider="anthropic", model="m-1")
    Generation.objects.create(input="x", source_text=SOURCE, source_truncated=True, provider="anthropic", til=til)
    return til
