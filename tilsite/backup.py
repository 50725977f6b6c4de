"""Back up a running site into one file: a consistent database snapshot, pictures and the secret key."""

import contextlib
import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from tilsite.version import VERSION

ABOUT, SECRET, MEDIA = "about.json", "secret_key", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """Backup or restore failed; the message gives the reason and the remedy."""


def back_up(target: Path) -> bool:
    """Write the backup to ``target``, readable by its owner only; return whether it contains the secret key.

    Raises BackupError. Never overwrites an existing file, and leaves no partial one behind.
    """
    if target.exists():
        raise BackupError(f"{target} already exists. Choose another name.")
    secret = settings.VAR_DIR / SECRET
    has_secret = secret.is_file() and secret.read_text("utf-8").strip() == settings.SECRET_KEY
    with _scratch(target.parent) as folder:
        part = folder / "part"
        part.touch(0o600)
        with tarfile.open(part, "w:gz", compresslevel=5) as archive:
            _add_about(archive)
            archive.add(
                _dump(folder), DATABASE[connection.vendor]
            )  # before the pictures, so that it refers to none that are missing
            if settings.MEDIA_ROOT.is_dir():
                archive.add(settings.MEDIA_ROOT, MEDIA)
            if has_secret:
                archive.add(secret, SECRET)
        part.rename(target)
    return has_secret


def restore(source: Path) -> bool:
    """Restore a backup into an empty site; return whether it contained the secret key. Raises BackupError."""
    if connection.introspection.table_names():
        raise BackupError(
            "This site already has a database. Restore into an empty one, with another TIL_VAR or DATABASE_URL."
        )
    connection.close()
    with _scratch(settings.VAR_DIR) as folder:
        try:
            with tarfile.open(source) as archive:
                _extract(archive, folder)
            about: dict[str, Any] = orjson.loads((folder / ABOUT).read_bytes())
        except (OSError, EOFError, tarfile.TarError, ValueError) as error:
            raise BackupError(f"{source} is not a complete backup of this site: {type(error).__name__}.") from error
        _refuse_foreign(about)
        _load(folder / DATABASE[connection.vendor])
        if (folder / MEDIA).is_dir():
            shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
        has_secret = (folder / SECRET).is_file()
        if has_secret:
            (folder / SECRET).chmod(0o600)
            (folder / SECRET).replace(settings.VAR_DIR / SECRET)
    return has_secret


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Extract files and folders that stay inside ``folder``. Raises TarError for anything else."""
    archive.extraction_filter = getattr(tarfile, "data_filter", None)  # since Python 3.11.4
    for member in archive:
        is_inside = (folder / member.name).resolve().is_relative_to(folder.resolve())
        if not (is_inside and (member.isfile() or member.isdir())):
            raise tarfile.TarError(member.name)
        archive.extract(member, folder)


@contextlib.contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """Create a temporary folder on the target's disk."""
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=beside) as name:
            yield Path(name)
    except OSError as error:
        raise BackupError(f"{beside} cannot be written to: {error.strerror}.") from error


def _add_about(archive: tarfile.TarFile) -> None:
    applied = sorted(".".join(name) for name in MigrationLoader(connection).applied_migrations)
    about = {"version": VERSION, "vendor": connection.vendor, "made": timezone.now(), "migrations": applied}
    data = orjson.dumps(about)
    entry = tarfile.TarInfo(ABOUT)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def _refuse_foreign(about: dict[str, Any]) -> None:
    if about["vendor"] != connection.vendor:
        raise BackupError(f"This backup is for {about['vendor']}, but DATABASE_URL names {connection.vendor}.")
    known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
    ours = {name.partition(".")[0] for name in known}
    newer = [name for name in about["migrations"] if name not in known and name.partition(".")[0] in ours]
    if newer:
        raise BackupError(
            f"This backup comes from a newer version ({about['version']}; this is {VERSION}). Upgrade first."
        )


def _dump(folder: Path) -> Path:
    dump = folder / DATABASE[connection.vendor]
    if connection.vendor == "sqlite":
        with contextlib.closing(_sqlite()) as here, contextlib.closing(sqlite3.connect(dump)) as copy:
            here.backup(copy)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
    return dump


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(dump)) as copy, contextlib.closing(_sqlite()) as here:
            copy.backup(here)
    else:
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(dump))


def _sqlite() -> sqlite3.Connection:
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=20)


def _run(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program on the site's database; the password does not appear in the process list."""
    to = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(to[key]) for name, key in names.items() if to[key]}
    try:
        subprocess.run(  # noqa: S603 - fixed program and arguments, no shell
            [program, *arguments], env=os.environ | given, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is not installed here. On Debian: apt-get install postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{program} failed: {error.stderr.strip()[:500]}") from error
