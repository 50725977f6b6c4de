"""A backup taken while drafts are written, restored into an empty site, on both databases."""

import asyncio
import io
import stat
import tarfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import Server, Site
from tests.wire.reader import Reader, client, until

PICTURE = "0123456789abcdef0123456789abcdef.png"
TEXT = "\n".join(f"{number}. a line of the draft, 한글" for number in range(80))
WRITES = {"TIL_PROVIDER": "openai", "OPENAI_MODEL": "draft", "TIL_LEASE_SECONDS": "1"}


@pytest.fixture
def away(tmp_path: Path) -> Path:
    folder = tmp_path / "away"
    folder.mkdir()
    return folder


def empty_database(site: Site, folder: Path) -> str:
    """Return the address of an empty database on the same kind of server."""
    if site.template.startswith("sqlite"):
        return f"sqlite:///{folder / 'empty.sqlite3'}"
    name = f"{urlsplit(site.template).path[1:].replace('template_', '')}_{uuid.uuid4().hex[:6]}"
    with psycopg.connect(urlsplit(site.template)._replace(path="/postgres").geturl(), autocommit=True) as database:
        database.execute(f'CREATE DATABASE "{name}"'.encode())
    return urlsplit(site.template)._replace(path=f"/{name}").geturl()


class Kept(Server):
    """A server whose secret key is the one in its folder."""

    def _environment(self) -> dict[str, str]:
        environment = super()._environment()
        return {name: value for name, value in environment.items() if name != "SECRET_KEY"}


def kept(site: Site, folder: Path, **environment: str) -> Kept:
    made = site.server(folder, **environment)
    return Kept(made.environment, folder)


@pytest.mark.anyio
async def test_drafts_go_on_where_the_backup_is_restored(site: Site, tmp_path: Path, away: Path) -> None:
    async with FakeProvider() as fake, client() as http:
        fake.text = TEXT
        fake.by_model["draft"] = Behaviour(piece=20, delay=0.02)
        writes = WRITES | {"OPENAI_BASE_URL": f"{fake.url}/v1"}
        here = kept(site, tmp_path, **writes)
        (tmp_path / "media" / "pictures").mkdir(parents=True)
        (tmp_path / "media" / "pictures" / PICTURE).write_bytes(b"a picture")
        readers = [Reader(site.key) for _ in range(5)]
        with here:
            reading = [asyncio.create_task(reader.start(http, here)) for reader in readers]
            await until(lambda: all(len(reader.text) > 400 for reader in readers), 30)
            said = await asyncio.to_thread(here.run, "backup", str(tmp_path / "site.backup"))
            assert "The secret key is included" in said
            await asyncio.gather(*reading)  # readers are not affected
            for reader in readers:
                reader.prove()
        there = kept(site, away, DATABASE_URL=empty_database(site, away), **writes)
        assert "Restored" in there.run("restore", str(tmp_path / "site.backup"))
        with there:
            for reader in readers:
                again = Reader(site.key, pk=reader.pk)
                await again.follow(http, there)
                again.prove()
                assert again.text == TEXT
        assert (away / "media" / "pictures" / PICTURE).read_bytes() == b"a picture"
        assert (away / "secret_key").read_text() == (tmp_path / "secret_key").read_text()
        assert stat.S_IMODE((away / "secret_key").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "site.backup").stat().st_mode) == 0o600


def refused(server: Server, *command: str) -> str:
    with pytest.raises(AssertionError) as failed:
        server.run(*command)
    return str(failed.value)


def test_what_cannot_be_done_is_refused_and_changes_nothing(site: Site, tmp_path: Path, away: Path) -> None:
    here, there = site.server(tmp_path), site.server(away, DATABASE_URL=empty_database(site, away))
    file = tmp_path / "site.backup"
    assert "comes from SECRET_KEY" in here.run("backup", str(file))
    before = file.read_bytes()
    assert "already exists" in refused(here, "backup", str(file))
    assert file.read_bytes() == before
    assert "already has a database" in refused(here, "restore", str(file))
    for kind, name in ((tarfile.REGTYPE, "../outside"), (tarfile.SYMTYPE, "link")):
        with tarfile.open(tmp_path / "hostile", "w") as archive:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member, io.BytesIO())
        assert "not a complete backup" in refused(there, "restore", str(tmp_path / "hostile"))
    (tmp_path / "half").write_bytes(before[: len(before) // 2])
    assert "not a complete backup" in refused(there, "restore", str(tmp_path / "half"))
    assert "not a complete backup" in refused(there, "restore", str(tmp_path / "nothing"))
    assert "cannot be written to" in refused(here, "backup", str(tmp_path / "no" / "folder"))
    assert "Set SECRET_KEY" in there.run("restore", str(file))
    assert there.run("shell", "--no-imports", "-c", "from til.models import Til; print(Til.objects.count())") == "0\n"
    assert not [path.name for path in (*tmp_path.iterdir(), *away.iterdir()) if path.name.startswith(".backup")]


def test_a_backup_of_a_newer_version_is_refused(site: Site, tmp_path: Path, away: Path) -> None:
    here, there = site.server(tmp_path), site.server(away, DATABASE_URL=empty_database(site, away))
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('til', '9999_later', CURRENT_TIMESTAMP)"
    here.run("shell", "--no-imports", "-c", f'from django.db import connection as c; c.cursor().execute("{newer}")')
    here.run("backup", str(tmp_path / "site.backup"))
    assert "newer version" in refused(there, "restore", str(tmp_path / "site.backup"))
    with tarfile.open(tmp_path / "site.backup") as archive:
        assert "about.json" in archive.getnames()
