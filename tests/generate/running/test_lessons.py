"""Lessons are shared between processes."""

import pytest
from django.core.cache import cache
from django.test import override_settings

from generate.llm.adapting import Adapted
from generate.llm.config import ProviderConfig
from generate.llm.factory import LLMProviderFactory
from generate.llm.lessons import Lesson
from generate.running.lessons import SharedMemory
from tests.fakes.behaviour import Behaviour
from tests.fakes.wiring import PROMPT, wired

pytestmark = pytest.mark.anyio

RENAMED = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
CONFIG = ProviderConfig("", "http://models.test/v1", "plain", name="openai")
AWAY = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}


@pytest.fixture(autouse=True)
def _empty() -> None:
    cache.clear()


async def test_another_process_asks_in_the_right_way_at_once() -> None:
    async with wired() as fake:
        for behaviours in ([Behaviour(status=400, message=RENAMED), Behaviour()], [Behaviour()]):
            Adapted.memory = SharedMemory()  # as in a separate process
            fake.script(*behaviours)
            assert (await LLMProviderFactory.create(CONFIG).generate(PROMPT)).text
        assert ["max_completion_tokens" in seen.body for seen in fake.seen] == [False, True, True]


async def test_a_lesson_of_another_version_is_read_as_far_as_it_is_known() -> None:
    await SharedMemory().keep((CONFIG.base_url, CONFIG.model), {"context": 1024, "of_tomorrow": True})
    async with wired():
        Adapted.memory = SharedMemory()
        assert await Adapted.known(CONFIG) == Lesson(context=1024)


async def test_nobody_is_kept_from_writing_where_the_cache_is_away() -> None:
    with override_settings(CACHES={"default": AWAY}):
        async with wired() as fake:
            Adapted.memory = SharedMemory()
            fake.script(Behaviour(status=400, message=RENAMED), Behaviour())
            assert (await LLMProviderFactory.create(CONFIG).generate(PROMPT)).text
