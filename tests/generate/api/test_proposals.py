"""Rewriting parts of TILs and drafts over the API: nothing changes until a person accepts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import AsyncClient

from generate.models import Generation
from generate.running.database import in_database
from generate.running.runner import runner
from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.generate.fleet import provided
from tests.sse_parser import Message, parse
from til.days import create_til
from til.models import Til
from tilsite.access.keys.models import ApiKey

pytestmark = [pytest.mark.anyio, pytest.mark.django_db(transaction=True)]
DRAFT = "git bisect halves the history.\n\n```sh\ngit bisect run make test\n```"
NEW_TITLE = "Timeouts, cleanup"
NEW_TAGS = ["asyncio", "python", "timeouts"]


@dataclass
class Api:
    """A client with its key, TIL and draft, and the site's provider."""

    fake: FakeProvider
    key: ApiKey
    til: Til
    draft: Generation

    async def ask(self, method: str, path: str, body: object = None, *, by: ApiKey | None = None, **more: str) -> Any:
        headers = {"Authorization": f"Bearer {(by or self.key).text}"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        send: Any = getattr(AsyncClient(), method)
        sent = {} if method == "get" else {"data": body, "content_type": "application/json"}
        return await send(f"/api/v1{path}", **sent, headers=headers)

    async def write(self, part: str, of: str, **asked: str) -> int:
        """Request a part and wait until it is written."""
        answer = await self.ask("post", f"{of}/regenerate", {"part": part, **asked})
        assert answer.status_code == 202, answer.content
        number = int(answer.json()["id"])
        await runner().until_ended(number)
        return number

    @property
    def of_til(self) -> str:
        return f"/tils/{self.til.pk}"

    @property
    def of_draft(self) -> str:
        return f"/generations/{self.draft.pk}"


@pytest.fixture
async def api(anyio_backend: str) -> AsyncIterator[Api]:
    async with provided(DRAFT, TIL_FLUSH_SECONDS=0.05) as fake:
        yield await in_database(_made, fake)
        await runner().stop()


def _made(fake: FakeProvider) -> Api:
    key = ApiKey.objects.issue("mine")
    ended = {"provider": "openai", "status": "complete", "stage": 6, "source_text": "notes on git bisect run"}
    written = {"content": DRAFT, "title": "Bisect", "excerpt": "Halves.", "day_number": 3}
    tag: dict[str, Any] = {"id": None, "name": "git", "slug": "git", "is_new": True}
    draft = Generation.objects.create(key=key, input="notes", tags=[tag], **ended, **written)
    til = create_til(title="Bisect", content=DRAFT, excerpt="Halves.", tags=["git"], key_id=key.pk)
    return Api(fake, key, til, draft)


async def stream(answer: Any) -> list[Message]:
    return parse([piece async for piece in answer.streaming_content])


async def test_a_part_is_followed_like_any_generation_and_changes_nothing(api: Api) -> None:
    asked = {"part": "title", "instruction": "shorter", "provider": "openai"}
    answer = await api.ask("post", f"{api.of_til}/regenerate", asked)
    begun = answer.json()
    assert (answer.status_code, begun["part"]) == (202, "title")
    place = answer["Location"].removeprefix("/api/v1")
    events = await stream(await api.ask("get", f"{place}/stream"))
    assert [event.type for event in events] == ["content_chunk", "title", "complete"]
    assert NEW_TITLE in events[1].data
    assert "shorter" in str(api.fake.seen[0].body)
    assert (await api.ask("get", api.of_til)).json()["title"] == "Bisect"
    (shown,) = (await api.ask("get", f"{api.of_til}/proposals")).json()
    assert shown == (await api.ask("get", f"/proposals/{begun['id']}")).json()
    assert (shown["id"], shown["verdict"], shown["instruction"], shown["text"]) == (
        begun["id"],
        "open",
        "shorter",
        NEW_TITLE,
    )
    assert shown["difference"] == [{"kind": "removed", "text": "Bisect"}, {"kind": "added", "text": NEW_TITLE}]


@pytest.mark.parametrize("kind", ["of_til", "of_draft"])
async def test_what_is_accepted_stands_there(api: Api, kind: str) -> None:
    place = getattr(api, kind)
    for part in ("title", "tags"):
        number = await api.write(part, place)
        accepted = (await api.ask("post", f"/proposals/{number}/accept")).json()
        assert (accepted["verdict"], accepted["difference"]) == ("accepted", [])
    api.fake.text = "All new.\n\n    indented"
    number = await api.write("content", place, instruction="explain")
    assert "git bisect" in str(api.fake.seen[-1].body)
    await api.ask("post", f"/proposals/{number}/accept")
    whole = (await api.ask("get", place)).json()
    assert (whole["title"], whole["content"], whole["excerpt"]) == (NEW_TITLE, api.fake.text, "Halves.")
    assert sorted(tag["name"] for tag in whole["tags"]) == NEW_TAGS
    assert (await api.ask("get", f"{place}/proposals")).json() == []


async def test_accepting_twice_is_harmless_and_never_undoes_what_came_after(api: Api) -> None:
    number = await api.write("title", api.of_til)
    first = await api.ask("post", f"/proposals/{number}/accept")
    await api.ask("patch", api.of_til, {"title": "Mine"}, if_match="*")
    again = await api.ask("post", f"/proposals/{number}/accept")
    assert (again.status_code, again.json()) == (200, first.json())
    assert (await api.ask("get", api.of_til)).json()["title"] == "Mine"
    refused = await api.ask("post", f"/proposals/{number}/discard")
    assert (refused.status_code, refused.json()["code"]) == (409, "decided")


async def test_what_was_changed_meanwhile_is_not_lost(api: Api) -> None:
    number = await api.write("title", api.of_til)
    seen = (await api.ask("get", api.of_til))["ETag"]
    await api.ask("patch", api.of_til, {"title": "Mine"}, if_match="*")
    refused = await api.ask("post", f"/proposals/{number}/accept", if_match=seen)
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    assert (await api.ask("get", api.of_til)).json()["title"] == "Mine"
    now = (await api.ask("get", api.of_til))["ETag"]
    assert (await api.ask("post", f"/proposals/{number}/accept", if_match=now)).status_code == 200
    wrong = await api.ask("post", f"/proposals/{await api.write('title', api.of_draft)}/accept", if_match=now)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_etag")


async def test_discarding_changes_nothing_and_stops_what_is_written(api: Api) -> None:
    api.fake.by_model["plain"] = Behaviour(piece=2, delay=0.2)
    number = (await api.ask("post", f"{api.of_til}/regenerate", {"part": "content"})).json()["id"]
    early = await api.ask("post", f"/proposals/{number}/accept")
    assert (early.status_code, early.json()["code"]) == (409, "still_running")
    for _ in range(2):
        assert (await api.ask("post", f"/proposals/{number}/discard")).json()["verdict"] == "discarded"
    live = await asyncio.wait_for(runner().until_ended(number), 5)
    assert live.error is not None
    assert live.error.code == "cancelled"
    refused = await api.ask("post", f"/proposals/{number}/accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "decided")
    assert (await api.ask("get", api.of_til)).json()["content"] == DRAFT


async def test_what_failed_is_listed_with_its_reason_and_cannot_be_accepted(api: Api) -> None:
    api.fake.by_model["plain"] = Behaviour(status=401)
    number = await api.write("excerpt", api.of_til)
    (shown,) = (await api.ask("get", f"{api.of_til}/proposals")).json()
    assert (shown["status"], shown["error"]["code"]) == ("failed", "provider_unauthorized")
    refused = await api.ask("post", f"/proposals/{number}/accept")
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_save")


async def test_a_part_that_is_asked_for_twice_with_one_key_is_written_once(api: Api) -> None:
    title, tags = {"part": "title"}, {"part": "tags"}
    first, again = [await api.ask("post", f"{api.of_til}/regenerate", title, idempotency_key="k") for _ in range(2)]
    assert first.json()["id"] == again.json()["id"]
    await runner().until_ended(first.json()["id"])
    assert len(api.fake.seen) == 1
    other = await api.ask("post", f"{api.of_til}/regenerate", tags, idempotency_key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    other = await api.ask("post", f"{api.of_draft}/regenerate", title, idempotency_key="k")
    assert other.json()["code"] == "idempotency_mismatch"


async def test_proposals_of_a_draft_go_with_it_when_it_is_kept(api: Api) -> None:
    number = await api.write("title", api.of_draft)
    assert (await api.ask("get", f"/proposals/{number}")).json()["generation_id"] == api.draft.pk
    saved = (await api.ask("post", f"{api.of_draft}/save")).json()
    kept = (await api.ask("get", f"/tils/{saved['til_id']}")).json()
    assert kept["title"] == "Bisect"
    for place in (f"/tils/{saved['til_id']}", api.of_draft):
        assert [one["id"] for one in (await api.ask("get", f"{place}/proposals")).json()] == [number]
    await api.ask("post", f"/proposals/{number}/accept")
    assert (await api.ask("get", f"/tils/{saved['til_id']}")).json()["title"] == NEW_TITLE
    later = await api.write("excerpt", api.of_draft)
    assert (await api.ask("get", f"/proposals/{later}")).json()["til_id"] == saved["til_id"]


async def test_a_reader_of_a_draft_whose_text_was_replaced_is_told_to_start_over(api: Api) -> None:
    before = await stream(await api.ask("get", f"{api.of_draft}/stream"))
    api.fake.text = "All new."
    await api.ask("post", f"/proposals/{await api.write('content', api.of_draft)}/accept")
    rest = await api.ask("get", f"{api.of_draft}/stream", last_event_id=str(before[-1].last_event_id))
    events = await stream(rest)
    assert [event.type for event in events][:3] == ["reset", "day_number", "content_chunk"]
    assert "All new." in events[2].data
    assert events[-1].type == "complete"


async def test_what_cannot_be_written_again_is_said(api: Api) -> None:
    part = await api.write("title", api.of_draft)
    for path, code in ((f"/generations/{part}/regenerate", "part_only"), (f"/generations/{part}/save", "part_only")):
        answer = await api.ask("post", path, {"part": "title"} if path.endswith("regenerate") else None)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    api.fake.by_model["plain"] = Behaviour(piece=2, delay=0.2)
    running = (await api.ask("post", "/generate", {"content": "notes"})).json()["id"]
    answer = await api.ask("post", f"/generations/{running}/regenerate", {"part": "title"})
    assert (answer.status_code, answer.json()["code"]) == (409, "still_running")
    answer = await api.ask("post", f"{api.of_til}/regenerate", {"part": "poem"})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["part"])
    answer = await api.ask("post", f"{api.of_til}/regenerate", {"part": "title", "instruction": "x" * 501})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["instruction"])


async def test_who_made_the_til_sees_what_others_propose_and_strangers_do_not(api: Api) -> None:
    root = await in_database(ApiKey.objects.issue, "root", scopes=["admin"])
    other = await in_database(ApiKey.objects.issue, "other")
    number = (await api.ask("post", f"{api.of_til}/regenerate", {"part": "title"}, by=root)).json()["id"]
    await runner().until_ended(number)
    events = await stream(await api.ask("get", f"/generations/{number}/stream"))
    assert events[-1].type == "complete"
    for path in (f"/proposals/{number}", f"/generations/{number}", f"{api.of_til}/proposals"):
        assert (await api.ask("get", path)).status_code == 200
        assert (await api.ask("get", path, by=other)).status_code == 404
    await api.ask("post", f"{api.of_til}/publish")
    assert (await api.ask("get", api.of_til, by=other)).status_code == 200
    assert (await api.ask("post", f"{api.of_til}/regenerate", {"part": "title"}, by=other)).status_code == 404
    assert (await api.ask("post", f"/proposals/{number}/accept", by=other)).status_code == 404


async def test_a_start_answers_at_once_and_shares_its_key_with_the_stream(api: Api) -> None:
    api.fake.by_model["plain"] = Behaviour(piece=2, delay=0.05)
    answer = await api.ask("post", "/generate", {"content": "notes"}, idempotency_key="one")
    begun = answer.json()
    assert (answer.status_code, begun["status"]) == (202, "running")
    assert answer["Location"] == f"/api/v1/generations/{begun['id']}"
    followed = await api.ask("post", "/generate/stream", {"content": "notes"}, idempotency_key="one")
    assert followed["Location"] == answer["Location"]
    assert (await stream(followed))[-1].type == "complete"


async def test_lists_tell_drafts_from_parts(api: Api) -> None:
    part = await api.write("title", api.of_draft)
    listed = {
        asked: [(one["id"], one["part"]) for one in (await api.ask("get", f"/generations{asked}")).json()["items"]]
        for asked in ("?parts=true", "?parts=false")
    }
    assert listed == {"?parts=true": [(part, "title")], "?parts=false": [(api.draft.pk, "")]}
