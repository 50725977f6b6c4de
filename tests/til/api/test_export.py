"""Export over the API: a zip of the TILs visible to the caller, generated in constant memory."""

import asyncio
import io
import tracemalloc
import zipfile
from collections.abc import AsyncIterator, Callable
from typing import cast

import pytest
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from tests.til.api.conftest import Ask
from tests.til.conftest import Publish
from til.days import create_til
from til.models import Til
from til.transfer.exporting import files, zip_chunks
from tilsite.access.keys.models import ApiKey

pytestmark = pytest.mark.django_db(transaction=True)
Fetch = Callable[..., dict[str, str]]
MANY = 400


@pytest.fixture
def fetch(key: ApiKey) -> Fetch:
    """Return a function that requests the zip, by default with the owner's key, and reads its files."""

    async def taken(query: str, by: ApiKey) -> tuple[StreamingHttpResponse, bytes]:
        response = await AsyncClient().get(f"/api/v1/tils.zip{query}", headers={"Authorization": f"Bearer {by.text}"})
        streamed = cast("StreamingHttpResponse", response)
        return streamed, b"".join([part async for part in cast("AsyncIterator[bytes]", streamed)])

    def ask(query: str = "", by: ApiKey = key) -> dict[str, str]:
        response, data = asyncio.run(taken(query, by))
        assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
        assert response["Content-Disposition"] == 'attachment; filename="tils.zip"'
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return ask


def test_a_caller_takes_out_what_they_may_see(ask: Ask, fetch: Fetch, publish: Publish) -> None:
    publish("공개", "모두의 글")
    mine = ask("post", "/tils", {"title": "Mine", "content": "A draft."}).json()
    create_til(title="Somebody's", content="A draft.")
    assert list(fetch()) == ["00001-공개.md", "00002-mine.md"]
    assert fetch()["00002-mine.md"] == ask("get", f"/tils/{mine['id']}.md").content.decode()
    assert list(fetch(by=ApiKey.objects.issue("other"))) == ["00001-공개.md"]
    assert len(fetch(by=ApiKey.objects.issue("root", scopes=["admin"]))) == 3


def test_the_filters_of_the_list_choose(ask: Ask, fetch: Fetch, publish: Publish) -> None:
    publish("Generators", "They yield.", tags=["python"], on="2026-02-01")
    publish("Borrows", "They end. They end.", tags=["rust"], on="2026-03-01")
    ask("post", "/tils", {"title": "Draft", "content": "They end."})
    asked: dict[str, list[str]] = {"?status=draft": ["00003-draft.md"], "?tag=python": ["00001-generators.md"]}
    asked |= {"?q=end": ["00002-borrows.md", "00003-draft.md"], "?since=2026-02-15": ["00002-borrows.md"]}
    asked |= {"?tag=nothing": [], "?q=!": []}
    assert {query: list(fetch(query)) for query in asked} == asked


def test_a_wrong_filter_is_refused_before_anything_is_sent(ask: Ask) -> None:
    answer = ask("get", "/tils.zip?since=2026-02-30")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["since"])


def test_memory_does_not_grow_with_what_is_taken_out() -> None:
    text = "한국어와 English. " * 1_000
    for first in range(0, MANY, 100):
        days = range(first + 1, first + 101)
        Til.objects.bulk_create(
            Til(day_number=day, title="T", slug="t", content=f"{day} {text}", html=text) for day in days
        )
    tracemalloc.start()
    try:
        total = sum(len(data) for _, data in files(Til.objects.all()))
        sent = sum(len(part) for part in zip_chunks(Til.objects.all()))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 8_000_000
    assert sent > 10_000
    assert most < 5_000_000


def test_parts_are_neither_crumbs_nor_the_whole(publish: Publish) -> None:
    noise = "".join(f"{number * 2_654_435_761 % 2**32:08x}" for number in range(20_000))
    for number in range(6):
        publish(f"TIL {number}", f"{number} {noise}")
    for number in range(20):
        publish(f"Short {number}")
    sizes = [len(part) for part in zip_chunks(Til.objects.all())]
    assert 3 <= len(sizes) <= 8
    assert max(sizes) < sum(sizes) / 3
