"""Uploads: private, read by one generation, and deleted once read or after a day."""

import asyncio
import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.db.models import F
from django.utils import timezone

from generate.models import Generation, Upload
from generate.refusals import TooManyUploads, UploadUnknown
from generate.running import rows, uploads
from generate.running.outbox import Change
from generate.running.prepare_source import prepare_source
from generate.running.uploads import KEPT
from generate.source_errors import SourceEmpty, SourceTooLarge
from generate.sources.file import File
from tests.server import Server, Site
from til.caller import Caller
from tilsite.access.keys.models import ApiKey

NOTES = "# 한글 노트\n\n`git switch -` goes back to the branch before.\n"
OWNER = "one"


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller(key_id=ApiKey.objects.issue(OWNER).pk)


def started(caller: Caller, upload: Upload, owner: str = OWNER) -> Generation:
    row = Generation(key_id=caller.key_id, input_type="file", input=upload.pk, provider="offline")
    return rows.start(row, owner, lambda: uploads.claim(caller, upload.pk))


def read(row: Generation, owner: str = OWNER) -> None:
    """Read the file and store its text, as a run does."""
    noted: dict[str, object] = {}
    asyncio.run(prepare_source(row, noted.update))
    rows.flush(owner, [Change(row.pk, row.run, 0, "", noted)], {row.pk: row.run})


@pytest.mark.django_db(transaction=True)
def test_a_file_is_gone_when_what_it_said_is_kept() -> None:
    caller = Caller(key_id=ApiKey.objects.issue(OWNER).pk)
    row = started(caller, uploads.keep(caller, File(NOTES.encode(), "노트.md")))
    assert Upload.objects.count() == 1
    read(row)
    row.refresh_from_db()
    assert (row.source_text, row.source_title) == (NOTES, "노트.md")
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_adopts_a_generation_before_it_was_read_finds_the_file() -> None:
    caller = Caller(key_id=ApiKey.objects.issue(OWNER).pk)
    started(caller, uploads.keep(caller, File(NOTES.encode("utf-16"), "notes.txt")))
    Generation.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    [adopted] = rows.adopt("two")
    read(adopted, "two")
    adopted.refresh_from_db()
    assert (adopted.run, adopted.source_text) == (2, NOTES)
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_that_lost_its_generation_takes_no_file_from_its_successor() -> None:
    caller = Caller(key_id=ApiKey.objects.issue(OWNER).pk)
    row = started(caller, uploads.keep(caller, File(NOTES.encode(), "notes.md")))
    Generation.objects.update(owner="two", run=F("run") + 1)
    read(row)
    assert Upload.objects.count() == 1


def test_a_name_is_kept_without_its_path_and_in_one_spelling(caller: Caller) -> None:
    name = "C:\\secret\\../\u1112\u1161\u11ab.md\0"
    assert uploads.keep(caller, File(b"x", name)).name == "한.md"


@pytest.mark.parametrize(
    ("data", "error"), [(b"", SourceEmpty), (b"x" * 10_000_001, SourceTooLarge)], ids=["empty", "large"]
)
def test_what_cannot_be_read_is_not_kept(caller: Caller, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        uploads.keep(caller, File(data))
    assert not Upload.objects.exists()


def test_only_so_many_wait(caller: Caller, settings: Any) -> None:
    settings.TIL_UPLOADS_KEPT = 2
    first, _ = (uploads.keep(caller, File(b"x")) for _ in range(2))
    with pytest.raises(TooManyUploads, match="2 unused uploads"):
        uploads.keep(caller, File(b"x"))
    uploads.keep(Caller(key_id=ApiKey.objects.issue("other").pk), File(b"x"))
    uploads.claim(caller, first.pk)
    uploads.keep(caller, File(b"x"))


def test_it_is_its_owners_and_used_once(caller: Caller) -> None:
    upload = uploads.keep(caller, File(b"x"))
    stranger = Caller(key_id=ApiKey.objects.issue("other").pk)
    for who, pk in ((stranger, upload.pk), (Caller(), upload.pk), (caller, "no such id")):
        with pytest.raises(UploadUnknown):
            uploads.claim(who, pk)
    uploads.claim(caller, upload.pk)
    with pytest.raises(UploadUnknown):
        uploads.claim(caller, upload.pk)


def test_it_is_gone_after_a_day_which_begins_again_when_it_is_used(caller: Caller) -> None:
    unused, used, young = (uploads.keep(caller, File(b"x")) for _ in range(3))
    uploads.claim(caller, used.pk)
    late = timezone.now() - KEPT - timedelta(seconds=1)
    Upload.objects.exclude(pk=young.pk).update(created=late)
    with pytest.raises(UploadUnknown):
        uploads.claim(caller, unused.pk)
    assert uploads.prune() == 1
    Upload.objects.filter(pk=used.pk).update(claimed=late)
    assert uploads.prune() == 1
    assert Upload.objects.get() == young
    with pytest.raises(UploadUnknown):
        uploads.load(used.pk)


# --- over the API, on a real server ---


@pytest.fixture(scope="module")
def shared(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with site.server(tmp_path_factory.mktemp("uploads"), TIL_PROVIDER="offline", TIL_MAX_BODY="15000000") as server:
        yield server


class Api:
    """The API as one key sees it."""

    def __init__(self, server: Server, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self.http = httpx2.Client(base_url=f"{server.url}/api/v1/", headers=headers, trust_env=False, timeout=30)

    def send(self, data: bytes, name: str = "notes.md") -> httpx2.Response:
        return self.http.post("uploads", files={"file": (name, data)})

    def draft(self, content: str, **more: str) -> httpx2.Response:
        return self.http.post("generate/preview", json={"input_type": "file", "content": content}, headers=more)

    def waiting(self) -> int:
        return 20 - sum(self.send(b"x").status_code == 201 for _ in range(21))


@pytest.fixture
def api(shared: Server, site: Site) -> Iterator[Api]:
    api = Api(shared, shared.run("create_api_key", "one test").strip())
    with api.http:
        yield api


def test_a_file_becomes_a_draft_once(api: Api) -> None:
    sent = api.send(NOTES.encode("cp949"), "../../노트.md")
    assert (sent.status_code, sent.json()["name"], sent.json()["size"]) == (201, "노트.md", len(NOTES.encode("cp949")))
    drafted = api.draft(sent.json()["id"], **{"Idempotency-Key": "k"})
    assert drafted.status_code == 200, drafted.text
    assert "git switch -" in drafted.json()["content"]
    again = api.draft(sent.json()["id"], **{"Idempotency-Key": "k"})
    assert again.json()["generation_id"] == drafted.json()["generation_id"]
    refused = api.draft(sent.json()["id"])
    assert (refused.status_code, refused.json()["code"]) == (404, "upload_unknown")
    assert list(refused.json()["fields"]) == ["content"]
    assert api.waiting() == 0


def test_a_data_url_becomes_a_draft(api: Api) -> None:
    data = base64.b64encode(NOTES.encode()).decode()
    drafted = api.draft(f"data:text/markdown;name=notes.md;base64,{data}")
    assert drafted.status_code == 200, drafted.text
    shown = api.http.get(f"generations/{drafted.json()['generation_id']}").json()
    assert (shown["source_title"], shown["input_type"]) == ("notes.md", "file")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        ("0" * 32, 404, "upload_unknown"),
        ("notes.md", 404, "upload_unknown"),
        ("x" * 300, 422, "invalid"),
        ("data:text/plain;base64,%%%", 415, "source_unsupported"),
        ("data:text/plain;base64,", 409, "source_empty"),
        ("data:text/plain;base64," + "A" * 13_500_000, 413, "source_too_large"),
        ("data:text/plain;base64," + "A" * 14_100_000, 422, "invalid"),
    ],
    ids=["no id", "a name", "long", "no base64", "empty", "large", "larger"],
)
def test_a_wrong_file_is_refused_before_anything_begins(api: Api, content: str, status: int, code: str) -> None:
    refused = api.draft(content)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_another_key_cannot_use_it(api: Api, shared: Server, site: Site) -> None:
    upload = api.send(NOTES.encode()).json()["id"]
    other = Api(shared, site.key)
    with other.http:
        assert other.draft(upload).json()["code"] == "upload_unknown"
    assert api.draft(upload).status_code == 200


def test_a_file_over_the_limit_is_refused(api: Api) -> None:
    refused = api.send(b"x" * 10_000_001)
    assert (refused.status_code, refused.json()["code"]) == (413, "source_too_large")
    assert api.send(b"").json()["code"] == "source_empty"
    assert api.http.post("uploads", json={}).status_code == 422


def test_a_body_without_end_is_cut_off_while_it_comes(shared: Server, site: Site, tmp_path: Path) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 100_000
            yield b"x" * 100_000

    headers = {"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"}
    try:
        refused = httpx2.post(f"{shared.url}/api/v1/uploads", content=endless(), headers=headers, trust_env=False)
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    except httpx2.WriteError:
        pass  # the server closed its side while we were sending
    assert sent < 40_000_000
