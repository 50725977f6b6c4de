"""A site with every kind of caller, and objects of theirs."""

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.server import Server

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
CODENAMES = ["generate", "add_til", "change_til", "publish_til", "delete_til", "add_tag"]  # a writer's permissions
MISSING = [*CODENAMES, "change_tag", "delete_tag"]
SCOPES = ["read", "generate", "write", "admin"]
NAMES = f"CODENAMES, MISSING, SCOPES = {CODENAMES}, {MISSING}, {SCOPES}"
PEOPLE = """
import json
from django.contrib.auth.models import Permission, User
from django.utils import timezone
from generate.models import Generation
from generate.stages import Stage
from til.days import create_til
from til.tagging.merge import merge
from til.models import Tag
from til.tagging.lookup import get_or_create
from tilsite.access.keys.models import ApiKey

owner = User.objects.create_user("owner", password="p")
owner.user_permissions.set(Permission.objects.filter(codename__in=CODENAMES))
staff = User.objects.create_superuser("superuser", password="p")
other_user = User.objects.create_user("other user", password="p")
other_user.user_permissions.set(Permission.objects.filter(codename__in=CODENAMES))
for missing in ("", *MISSING):
    name = f"staff without {missing}" if missing else "staff with all"
    one = User.objects.create_user(name, password="p", is_staff=True)
    one.user_permissions.set(Permission.objects.exclude(codename=missing))
bare = User.objects.create_user("bare staff", password="p", is_staff=True)
bare_key = ApiKey.objects.issue("bare", user=bare, scopes=["admin"])
key = ApiKey.objects.issue("owner's", user=owner)
blind = ApiKey.objects.issue("blind", user=owner, scopes=[])
other = ApiKey.objects.issue("other")
single = {scope: ApiKey.objects.issue(scope, user=owner, scopes=[scope]) for scope in SCOPES}
done = {"status": "complete", "stage": Stage.END, "title": "T", "content": "Text.", "finished": timezone.now()}
drafts = [create_til(title="T", content="Text.", author=owner, key_id=key.pk).pk for _ in range(300)]
made = [Generation.objects.create(user=owner, key=key, provider="offline", input="n", **done).pk for _ in range(250)]
parts = {"user": staff, "provider": "offline", "input": "n", "part": "title", **done}
proposals = [Generation.objects.create(target_id=drafts[n], **parts).pk for n in range(100)]
tags = [get_or_create(f"tag {n}").pk for n in range(120)]
into = get_or_create("into")
aliases = [merge(get_or_create(f"merged {n}"), into).pk for n in range(60)]
keys = [ApiKey.objects.issue("spare", user=owner).pk for _ in range(30)]
print(json.dumps({
    "into": into.pk,
    "keys": {
        **{f"{scope} key": one.text for scope, one in single.items()},
        "key without scope": blind.text,
        "other key": other.text,
        "owner's key": key.text,
        "bare staff's admin key": bare_key.text,
    },
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
    """A site with users, keys and objects; each call uses its object up."""

    server: Server
    made: dict[str, Any]
    sessions: dict[str, httpx2.Client] = field(default_factory=dict)

    def client(self, caller: str) -> httpx2.Client:
        if caller not in self.sessions:
            key = self.made["keys"].get(caller)
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            self.sessions[caller] = httpx2.Client(base_url=self.server.url, headers=headers, timeout=30)
            if key is None and caller != "anonymous":
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
        """Return a valid request body, so that only permissions can reject it."""
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
            "put_style": {"instruction": "Be brief."},
            "regenerate_til": {"part": "title", "provider": "offline"},
            "regenerate_generation": {"part": "title", "provider": "offline"},
        }
        files = {"upload_file": ("notes.md", b"git bisect", "text/markdown"), "add_picture": ("a.png", PICTURE)}
        if operation in files:
            return {"files": {"file": files[operation]}}
        return {"json": bodies[operation]} if operation in bodies else {}
