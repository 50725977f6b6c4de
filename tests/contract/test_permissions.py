"""Who may do what over the API: every operation of openapi.json, asked by everybody there is.

An operation without a row in RULES fails, so that nothing new goes unguarded.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.server import ROOT, Server, Site

CALLERS = ("anonymous", "key without scope", "other key", "owner's key", "owner", "staff")
OK = (200, 201, 202, 204)
Row = tuple[tuple[int, ...], ...]


def row(*statuses: int | tuple[int, ...]) -> Row:
    return tuple(status if isinstance(status, tuple) else (status,) for status in statuses)


EVERYBODY = row(401, 403, OK, OK, OK, OK)  # who has the scope
OWN = row(401, 403, 404, OK, OK, OK)  # something of the owner's, made with the owner's key
SHARED = row(401, 403, 403, 403, 403, OK)  # what all TILs have in common
KEYS = row(401, 403, 403, 403, OK, OK)  # keys are made and revoked by people

RULES: dict[str, tuple[Row, str]] = {  # by operation: who may, and what `{id}` stands for
    "generate_stream": (EVERYBODY, ""),
    "generate_preview": (EVERYBODY, ""),
    "start_generation": (EVERYBODY, ""),
    "upload_file": (EVERYBODY, ""),
    "list_generations": (EVERYBODY, ""),
    "get_generation": (OWN, "generations"),
    "follow_generation": (OWN, "generations"),
    "cancel_generation": (OWN, "generations"),
    "retry_generation": (OWN, "generations"),
    "save_generation": (OWN, "generations"),
    "regenerate_generation": (OWN, "generations"),
    "list_generation_proposals": (OWN, "generations"),
    "regenerate_til": (OWN, "drafts"),
    "list_til_proposals": (OWN, "drafts"),
    "get_proposal": (OWN, "proposals"),
    "accept_proposal": (OWN, "proposals"),
    "discard_proposal": (OWN, "proposals"),
    "list_providers": (EVERYBODY, ""),
    "list_tils": (EVERYBODY, ""),
    "export_tils": (EVERYBODY, ""),
    "create_til": (EVERYBODY, ""),
    "get_til": (OWN, "drafts"),
    "get_til_markdown": (OWN, "drafts"),
    "update_til": (OWN, "drafts"),
    "publish_til": (OWN, "drafts"),
    "archive_til": (OWN, "drafts"),
    "unpublish_til": (OWN, "drafts"),
    "delete_til": (OWN, "drafts"),
    "list_tags": (EVERYBODY, ""),
    "create_tag": (EVERYBODY, ""),
    "get_tag": (EVERYBODY, "tags"),
    "rename_tag": (SHARED, "tags"),
    "delete_tag": (SHARED, "tags"),
    "merge_tag": (SHARED, "tags"),
    "create_alias": (SHARED, "tags"),
    "list_aliases": (EVERYBODY, ""),
    "delete_alias": (SHARED, "aliases"),
    "undo_merge": (SHARED, "aliases"),
    "get_stats": (EVERYBODY, ""),
    "get_calendar": (EVERYBODY, ""),
    "get_usage": (EVERYBODY, ""),
    "get_me": (EVERYBODY, ""),
    "list_keys": (EVERYBODY, ""),
    "create_key": (KEYS, ""),
    "get_key": (OWN, "own key"),
    "revoke_key": (KEYS, "keys"),
}
PEOPLE = """
import json
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from generate.models import Generation
from generate.stages import Stage
from til.days import create_til
from til.merge import merge
from til.models import Tag
from til.tags import get_or_create
from tilsite.keys.models import ApiKey

owner = User.objects.create_user("owner", password="p")
owner.user_permissions.set(Permission.objects.filter(codename__in=["generate", "change_til"]))
staff = User.objects.create_user("staff", password="p", is_staff=True, is_superuser=True)
key = ApiKey.objects.issue("owner's", user=owner)
blind = ApiKey.objects.issue("blind", user=owner, scopes=[])
other = ApiKey.objects.issue("other")
done = {"status": "complete", "stage": Stage.END, "title": "T", "content": "Text.", "finished": timezone.now()}
drafts = [create_til(title="T", content="Text.", author=owner, key_id=key.pk).pk for _ in range(80)]
made = [Generation.objects.create(user=owner, key=key, provider="offline", input="n", **done).pk for _ in range(60)]
parts = {"user": staff, "provider": "offline", "input": "n", "part": "title", **done}
proposals = [Generation.objects.create(target_id=drafts[n], **parts).pk for n in range(30)]
tags = [get_or_create(f"tag {n}").pk for n in range(60)]
into = get_or_create("into")
aliases = [merge(get_or_create(f"merged {n}"), into).pk for n in range(20)]
keys = [ApiKey.objects.issue("spare", user=owner).pk for _ in range(10)]
print(json.dumps({
    "into": into.pk,
    "keys": {"key without scope": blind.text, "other key": other.text, "owner's key": key.text},
    "pools": {
        "drafts": drafts,
        "generations": made,
        "proposals": proposals,
        "tags": tags,
        "aliases": aliases,
        "keys": keys,
    },
    "own key": key.pk,
}))
"""


@dataclass
class World:
    """A site with people, keys and things to ask for; what is asked for is used up."""

    server: Server
    made: dict[str, Any]
    sessions: dict[str, httpx2.Client] = field(default_factory=dict)

    def client(self, caller: str) -> httpx2.Client:
        if caller not in self.sessions:
            key = self.made["keys"].get(caller)
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            self.sessions[caller] = httpx2.Client(base_url=self.server.url, headers=headers, timeout=30)
            if caller in {"owner", "staff"}:
                self._sign_in(self.sessions[caller], caller)
        return self.sessions[caller]

    def _sign_in(self, client: httpx2.Client, name: str) -> None:
        client.get("/login/")
        form = {"username": name, "password": "p", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/login/", data=form).status_code == 302
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]

    def target(self, kind: str) -> int:
        return int(self.made["own key"] if kind == "own key" else self.made["pools"][kind].pop())

    def body(self, operation: str) -> dict[str, Any]:
        """Return what to send, so that only permissions can refuse it."""
        bodies: dict[str, Any] = {
            "create_tag": {"name": f"new {uuid.uuid4().hex}"},
            "rename_tag": {"name": f"new {uuid.uuid4().hex}"},
            "create_alias": {"name": f"new {uuid.uuid4().hex}"},
            "merge_tag": {"into": self.made["into"]},
            "create_key": {"name": "new", "scopes": ["read"]},
            "create_til": {"title": "New", "content": "Text."},
            "update_til": {"title": "Changed"},
            "generate_stream": {"content": "git bisect halves the history.", "provider": "offline"},
            "generate_preview": {"content": "git bisect halves the history.", "provider": "offline"},
            "start_generation": {"content": "git bisect halves the history.", "provider": "offline"},
            "regenerate_til": {"part": "title", "provider": "offline"},
            "regenerate_generation": {"part": "title", "provider": "offline"},
        }
        if operation == "upload_file":
            return {"files": {"file": ("notes.md", b"git bisect", "text/markdown")}}
        return {"json": bodies[operation]} if operation in bodies else {}


@pytest.fixture(scope="module")
def world(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with site.server(tmp_path_factory.mktemp("permissions")) as server:
        made = server.run("shell", "--no-imports", "-c", PEOPLE)
        world = World(server, orjson.loads(made.splitlines()[-1]))
        yield world
        for client in world.sessions.values():
            client.close()


def operations() -> dict[str, tuple[str, str]]:
    described = orjson.loads(Path(ROOT / "openapi.json").read_bytes())
    return {
        operation["operationId"]: (method, path)
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_has_a_row() -> None:
    assert set(operations()) == set(RULES)


@pytest.mark.parametrize("operation", RULES)
def test_who_may(world: World, operation: str) -> None:
    expected, kind = RULES[operation]
    method, path = operations()[operation]
    for caller, statuses in zip(CALLERS, expected, strict=True):
        address = path.replace("{id}", str(world.target(kind))) if kind else path
        headers = {"If-Match": "*"} if operation == "update_til" else {}
        answer = world.client(caller).request(method, address, headers=headers, **world.body(operation))
        assert answer.status_code in statuses, f"{caller}: {answer.text}"
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error", "code", "retryable", "request_id"}


@pytest.mark.parametrize("operation", RULES)
def test_a_session_changes_nothing_without_the_pages_token(world: World, operation: str) -> None:
    _, kind = RULES[operation]
    method, path = operations()[operation]
    address = path.replace("{id}", "1") if kind else path
    answer = world.client("owner").request(method, address, headers={"X-CSRFToken": "no"}, **world.body(operation))
    refused = (answer.status_code, answer.json()["code"]) == (403, "csrf_failed") if method != "get" else False
    assert refused == (method != "get")


def test_what_is_published_is_read_by_all_and_changed_by_its_owner(world: World) -> None:
    pk = world.target("drafts")
    assert world.client("owner's key").post(f"/api/v1/tils/{pk}/publish").status_code == 200
    assert world.client("other key").get(f"/api/v1/tils/{pk}").status_code == 200
    assert world.client("other key").delete(f"/api/v1/tils/{pk}").status_code == 404


def test_a_key_sees_nothing_of_its_owners_other_keys(world: World) -> None:
    session = world.client("owner")
    text = session.post("/api/v1/keys", json={"name": "second", "scopes": ["read"]}).json()["text"]
    headers = {"Authorization": f"Bearer {text}"}
    pk = world.target("drafts")
    with httpx2.Client(base_url=world.server.url, headers=headers) as second:
        assert second.get(f"/api/v1/tils/{pk}").status_code == 404
        assert second.get("/api/v1/generations").json()["items"] == []
        assert len(second.get("/api/v1/keys").json()) == 1
    assert session.get(f"/api/v1/tils/{pk}").status_code == 200
