"""A caller's generations: pagination, filters and usage."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from generate.models import Generation
from generate.stages import Stage
from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key(transactional_db: None) -> ApiKey:
    return ApiKey.objects.issue("mine")


def make(key: ApiKey, **fields: Any) -> Generation:
    done = {"status": "complete", "stage": Stage.END, "title": "T", "finished": timezone.now(), "provider": "offline"}
    return Generation.objects.create(key=key, input="notes", **done | fields)


def get(key: ApiKey, path: str) -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key.text}"}).json()


def test_parts_follow_each_other_the_newest_first(key: ApiKey) -> None:
    made = [make(key).pk for _ in range(5)]
    make(ApiKey.objects.issue("other"))
    first = get(key, "generations?limit=3")
    assert [one["id"] for one in first["items"]] == made[:1:-1]
    rest = get(key, f"generations?limit=3&cursor={first['next']}")
    assert [one["id"] for one in rest["items"]] == made[1::-1]
    assert rest["next"] is None


def test_filters_narrow_the_list(key: ApiKey) -> None:
    make(key, title="a")
    make(key, title="b", status="failed", error_code="provider_timeout", stage=Stage.CONTENT)
    make(key, title="c", provider="openai", input_type="url")
    asked = {"status=failed": ["b"], "provider=openai": ["c"], "input_type=url": ["c"], "saved=true": []}
    assert {words: [one["title"] for one in get(key, f"generations?{words}")["items"]] for words in asked} == asked
    (failed,) = get(key, "generations?status=failed")["items"]
    assert (failed["stage"], failed["error"]["code"], failed["error"]["retryable"]) == (
        "content",
        "provider_timeout",
        True,
    )
    assert "content" not in failed


def test_usage_is_added_up_by_model(key: ApiKey) -> None:
    for tokens in (10, 20):
        make(key, provider="openai", model="m", usage={"input_tokens": tokens, "output_tokens": 1, "estimated": False})
    make(key, usage={})
    make(ApiKey.objects.issue("other"), usage={"input_tokens": 99, "output_tokens": 99})
    nothing = {"provider": "offline", "model": "", "generations": 1, "input_tokens": 0, "output_tokens": 0}
    used = {"provider": "openai", "model": "m", "generations": 2, "input_tokens": 30, "output_tokens": 2}
    assert get(key, "stats/usage")["models"] == [nothing, used]
    assert get(key, "stats/usage?until=2020-01-01")["models"] == []
