"""Models: pending changes, files in the repository, and the last commit read."""

from hashlib import sha256
from uuid import uuid4

from django.db import models
from django.utils import timezone


def new_mark() -> str:
    """Return an unguessable mark, by which a change is recognised in its commit."""
    return uuid4().hex


def digest_of(text: str) -> str:
    """Return the digest of a file."""
    return sha256(text.encode()).hexdigest()


class Change(models.Model):
    """A change of a public TIL that is not in the repository yet; deleted once it is.

    ``name`` and ``text`` are those of the new file, both empty if the TIL is no longer public.
    """

    mark = models.CharField(max_length=32, unique=True, default=new_mark)
    til = models.BigIntegerField(db_index=True)  # not a foreign key, since a deleted TIL's change must still be pushed
    name = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or f"TIL {self.til} removed"


class File(models.Model):
    """A TIL's file in the repository. ``is_public`` is false while a file pushed by others is a draft."""

    til = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=500, db_index=True)
    former = models.JSONField(default=list)  # former names, which older branches may still use
    is_public = models.BooleanField(default=True)
    digest = models.CharField(max_length=64, blank=True)  # of the site's last version
    title = models.CharField(max_length=200)
    tags = models.JSONField(default=list)
    pictures = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Read(models.Model):
    """The last commit read; one row, for the configured repository."""

    address = models.CharField(max_length=64)  # a hash, since the address may contain a password
    commit = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.commit or "nothing"
