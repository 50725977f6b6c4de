"""Permissions of the API: every operation in openapi.json, called by every kind of caller.

An operation without a row in RULES fails, so that no new operation is left out.
"""

from dataclasses import dataclass
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.contract.world import MISSING, SCOPES, World
from tests.server import ROOT

CALLERS = (
    "anonymous",
    "key without scope",
    "other key",
    "owner's key",
    "owner",
    "superuser",
    "bare staff",  # no permission at all
    "bare staff's admin key",
)
pytestmark = pytest.mark.once
OK = (200, 201, 202, 204)
Row = tuple[tuple[int, ...], ...]


def row(*statuses: int | tuple[int, ...]) -> Row:
    return tuple(status if isinstance(status, tuple) else (status,) for status in statuses)


READ = row(401, 403, OK, OK, OK, OK, OK, OK)  # callers with the scope; no permission needed
EVERYBODY = row(401, 403, OK, OK, OK, OK, 403, 403)  # callers with the scope and the permission
PERSONAL = row(401, 403, 404, OK, OK, OK, 403, 403)  # as above, of people: the other key has no owner
OWN = row(401, 403, 404, OK, OK, OK, (403, 404), (403, 404))  # an object created with the owner's key
SHARED = row(401, 403, 403, 403, 403, OK, 403, 403)  # shared by all TILs
KEYS = row(401, 403, 403, 403, OK, OK, OK, OK)  # people create keys, and no key exceeds its owner's permissions
REVOKED = row(401, 403, 403, 403, OK, OK, 404, 404)  # and revoke them

REFUSED = (403, 404)


@dataclass(frozen=True)
class Rule:
    """Allowed callers, the meaning of `{id}`, initials of the scopes that suffice, and a user's permission."""

    row: Row
    kind: str
    scopes: str
    permission: str

    def expected(self) -> dict[str, tuple[int, ...]]:
        """Return the expected response for each caller."""
        known = dict(zip(CALLERS, self.row, strict=True))
        of_others = (404,) if self.row is OWN else known["owner's key"]
        keys = {f"{scope} key": of_others if scope[0] in self.scopes else (403,) for scope in SCOPES[:-1]}
        more = {"admin key": of_others, "other user": (404,) if self.row in (OWN, REVOKED) else known["owner"]}
        whole = {"staff with all": known["superuser"]}
        return known | keys | more | whole | {f"staff without {name}": self._without(name) for name in MISSING}

    def _without(self, permission: str) -> tuple[int, ...]:
        if permission == self.permission or (
            permission == "change_til" and self.row in (OWN, REVOKED)
        ):  # so not all is theirs
            return REFUSED
        return dict(zip(CALLERS, self.row, strict=True))["superuser"]


RULES: dict[str, Rule] = {
    "generate_stream": Rule(EVERYBODY, "", "g", "generate"),
    "generate_preview": Rule(EVERYBODY, "", "g", "generate"),
    "start_generation": Rule(EVERYBODY, "", "g", "generate"),
    "upload_file": Rule(EVERYBODY, "", "g", "generate"),
    "list_generations": Rule(READ, "", "rg", ""),
    "get_generation": Rule(OWN, "generations", "rg", ""),
    "follow_generation": Rule(OWN, "generations", "rg", ""),
    "cancel_generation": Rule(OWN, "generations", "g", "generate"),
    "retry_generation": Rule(OWN, "generations", "g", "generate"),
    "save_generation": Rule(OWN, "generations", "w", "change_til"),
    "regenerate_generation": Rule(OWN, "generations", "g", "generate"),
    "list_generation_proposals": Rule(OWN, "generations", "rg", ""),
    "regenerate_til": Rule(OWN, "drafts", "g", "generate"),
    "list_til_proposals": Rule(OWN, "drafts", "rg", ""),
    "get_proposal": Rule(OWN, "proposals", "rg", ""),
    "accept_proposal": Rule(OWN, "proposals", "w", "change_til"),
    "discard_proposal": Rule(OWN, "proposals", "w", "change_til"),
    "list_providers": Rule(READ, "", "rg", ""),
    "get_style": Rule(READ, "", "rg", ""),
    "put_style": Rule(PERSONAL, "", "w", "change_til"),
    "delete_style": Rule(EVERYBODY, "", "w", "change_til"),
    "list_styles": Rule(READ, "", "rg", ""),
    "learn_style": Rule(READ, "", "rg", ""),
    "list_templates": Rule(READ, "", "rg", ""),
    "list_tils": Rule(READ, "", "r", ""),
    "export_tils": Rule(READ, "", "r", ""),
    "create_til": Rule(EVERYBODY, "", "w", "add_til"),
    "get_til": Rule(OWN, "drafts", "r", ""),
    "get_til_markdown": Rule(OWN, "drafts", "r", ""),
    "update_til": Rule(OWN, "drafts", "w", "change_til"),
    "publish_til": Rule(OWN, "drafts", "w", "publish_til"),
    "archive_til": Rule(OWN, "drafts", "w", "publish_til"),
    "unpublish_til": Rule(OWN, "drafts", "w", "change_til"),
    "delete_til": Rule(OWN, "drafts", "w", "delete_til"),
    "add_picture": Rule(EVERYBODY, "", "gw", ""),  # one of two permissions suffices
    "list_tags": Rule(READ, "", "r", ""),
    "create_tag": Rule(EVERYBODY, "", "w", "add_tag"),
    "get_tag": Rule(READ, "tags", "r", ""),
    "rename_tag": Rule(SHARED, "tags", "", "change_tag"),
    "delete_tag": Rule(SHARED, "tags", "", "delete_tag"),
    "merge_tag": Rule(SHARED, "tags", "", "change_tag"),
    "create_alias": Rule(SHARED, "tags", "", "change_tag"),
    "list_aliases": Rule(READ, "", "r", ""),
    "delete_alias": Rule(SHARED, "aliases", "", "change_tag"),
    "undo_merge": Rule(SHARED, "aliases", "", "change_tag"),
    "get_stats": Rule(READ, "", "r", ""),
    "get_calendar": Rule(READ, "", "r", ""),
    "get_usage": Rule(READ, "", "r", ""),
    "get_me": Rule(READ, "", "rgw", ""),
    "list_keys": Rule(READ, "", "r", ""),
    "create_key": Rule(KEYS, "", "", ""),
    "get_key": Rule(OWN, "own key", "r", ""),
    "revoke_key": Rule(REVOKED, "keys", "", ""),
}


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
    rule = RULES[operation]
    method, path = operations()[operation]
    for caller, statuses in rule.expected().items():
        address = path.replace("{id}", str(world.target(rule.kind))) if rule.kind else path
        headers = {"If-Match": "*"} if operation == "update_til" else {}
        answer = world.client(caller).request(method, address, headers=headers, **world.body(operation))
        assert answer.status_code in statuses, f"{caller}: {answer.text}"
        if answer.status_code >= 400:
            assert set(answer.json()) == {"error", "code", "retryable", "request_id"}


@pytest.mark.parametrize("operation", RULES)
def test_a_session_changes_nothing_without_the_pages_token(world: World, operation: str) -> None:
    method, path = operations()[operation]
    address = path.replace("{id}", "1")
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
