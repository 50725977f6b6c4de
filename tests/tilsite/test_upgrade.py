"""From one version to the next while drafts are written: the old code lives with the new database, the new goes on.

The old code is that of the last tag; without one, that from before the newest migration.
"""

import asyncio
import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from django.apps import apps
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field

from tests.fakes.behaviour import Behaviour
from tests.fakes.provider import FakeProvider
from tests.server import PYTHON, ROOT, Server, Site
from tests.wire.reader import Reader, client, until

TEXT = "\n".join(f"{number}. a line of the draft, 한글" for number in range(80))
# The last ones from before this rule: what comes later is held to it.
FIRST = {"generate": 10, "til": 9, "keys": 1, "signin": 1}
SHOWN = ("choices", "verbose_name", "help_text", "validators", "default")  # what a field keeps outside the database
EXPANDING = (migrations.CreateModel, migrations.AddIndex, migrations.AlterModelOptions)


def git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout.strip()


def old_revision() -> str:
    """Return the commit to come from, or skip."""
    try:
        if tags := git("tag", "--sort=-creatordate", "--merged").split():
            return tags[0].decode()
        newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", "*/migrations/0*.py").decode()
        return git("rev-parse", f"{newest}^").decode()
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("this checkout has no history")


@dataclass
class Old(Server):
    """A process of the old code."""

    tree: Path = ROOT

    def start(self) -> "Old":
        """Start the process and wait until it answers."""
        command = self._command()
        if not (self.tree / "tilsite" / "http" / "protocol.py").exists():
            place = command.index("--http")
            del command[place : place + 2]
        with self._log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [*PYTHON, "-m", *command], cwd=self.tree, env=self._environment(), stdout=log, stderr=log
            )
        self._wait_until_ready()
        return self

    def run(self, *command: str) -> str:
        """Run a management command of the old code."""
        program = [*PYTHON, "manage.py", *command]
        done = subprocess.run(program, cwd=self.tree, env=self._environment(), capture_output=True, check=True)
        return done.stdout.decode()


@pytest.fixture(scope="module")
def old_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old")
    with tarfile.open(fileobj=io.BytesIO(git("archive", old_revision()))) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # since Python 3.11.4
        for member in archive:
            archive.extract(member, folder)
    return folder


@pytest.mark.anyio
@pytest.mark.once
async def test_drafts_go_on_from_the_old_version_to_the_new(old_tree: Path, site: Site, tmp_path: Path) -> None:
    async with FakeProvider() as fake, client() as http:
        fake.text = TEXT
        fake.by_model["draft"] = Behaviour(piece=16, delay=0.05)
        settings = {"TIL_PROVIDER": "openai", "OPENAI_MODEL": "draft", "OPENAI_BASE_URL": f"{fake.url}/v1"}
        settings["DATABASE_URL"] = f"sqlite:///{tmp_path / 'site.sqlite3'}"
        old, new = Old(settings, tmp_path, tree=old_tree), Server(settings, tmp_path)
        skip_unless_it_runs(old)
        old.run("migrate", "--verbosity", "0")
        key = old.run("create_api_key", "tests").strip()
        with old:
            first, second = Reader(key), Reader(key)
            reading = [asyncio.create_task(first.start(http, old))]
            await until(lambda: first.text, 30)
            await asyncio.to_thread(new.run, "migrate", "--verbosity", "0")
            reading.append(asyncio.create_task(second.start(http, old)))  # the old code writes into the new table
            await until(lambda: second.text, 30)
            with new:
                await asyncio.to_thread(old.stop)
                await asyncio.gather(*reading, return_exceptions=True)
                await asyncio.gather(*(finished(reader, http, new) for reader in (first, second)))
                assert httpx2.get(f"{new.url}/readyz", trust_env=False).status_code == 200


def skip_unless_it_runs(old: Old) -> None:
    """Skip if the old code needs packages that are no longer installed."""
    try:
        old.run("check")
    except subprocess.CalledProcessError as error:
        if b"ModuleNotFoundError" not in error.stderr:
            raise
        pytest.skip(f"the old version does not run here: {error.stderr.decode().splitlines()[-1]}")


async def finished(reader: Reader, http: httpx2.AsyncClient, server: Server) -> None:
    """Read to the end and assert that nothing is missing."""
    if not reader.end:
        await reader.follow(http, server)
    reader.prove()
    assert (reader.text, reader.taken_back) == (TEXT, [])


def test_migrations_only_add_what_old_code_need_not_know() -> None:
    refused = []
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app in FIRST and apps.is_installed(apps.get_app_config(app).name) and int(name[:4]) > FIRST[app]:
            before = loader.project_state((app, name), at_end=False)
            fills = any(isinstance(one, migrations.CreateModel) for one in migration.operations)
            refused += [
                f"{app}.{name}: {one.describe()}"
                for one in migration.operations
                if not (_is_harmless(one) or _only_shows(one, before, app) or (fills and _is_data(one)))
            ]
    assert refused == []


def _is_data(operation: object) -> bool:
    """Return whether code fills tables: it may, in a migration with a new one."""
    return isinstance(operation, migrations.RunPython)


def _only_shows(operation: object, before: ProjectState, app: str) -> bool:
    """Return whether a field changes only in what the database does not know."""
    if not isinstance(operation, migrations.AlterField):
        return False
    fields = before.models[app, operation.model_name_lower].fields[operation.name], operation.field
    old, new = ({name: value for name, value in one.deconstruct()[3].items() if name not in SHOWN} for one in fields)
    return old == new


def _is_harmless(operation: object) -> bool:
    if isinstance(operation, migrations.AddField):
        return _may_be_missing(operation.field)
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return not operation.database_operations
    return isinstance(operation, EXPANDING)


def _may_be_missing(field: "Field[object, object]") -> bool:
    return field.null or field.db_default is not NOT_PROVIDED
