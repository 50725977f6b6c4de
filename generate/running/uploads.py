"""Uploads: private files for one generation, deleted once read or after a day."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from generate.models import Generation, Upload
from generate.refusals import TooManyUploads, UploadUnknown
from generate.source_errors import SourceEmpty, SourceTooLarge
from generate.sources.file import File, plain_name
from generate.sources.limits import Limits, megabytes
from generate.sources.several import SEVERAL
from til.caller import Caller

KEPT = timedelta(hours=24)


def keep(caller: Caller, file: File) -> Upload:
    """Store ``file`` for its owner. Raises SourceEmpty, SourceTooLarge or TooManyUploads."""
    check_size(len(file.data))
    waiting = Upload.objects.filter(Q(key_id=caller.key_id, user_id=caller.user_id, claimed=None) & ~_over())
    if waiting.count() >= settings.TIL_UPLOADS_KEPT:
        raise TooManyUploads(limit=settings.TIL_UPLOADS_KEPT)
    return _store(caller, file)


def check_size(size: int) -> None:
    """Raise SourceEmpty or SourceTooLarge for a file of ``size`` bytes, if it is not accepted."""
    limit = Limits().file_bytes
    if size > limit:
        raise SourceTooLarge(f"{size} bytes", limit=megabytes(limit))
    if not size:
        raise SourceEmpty("an empty file", why="empty")


def keep_claimed(caller: Caller, file: File) -> Upload:
    """Store a file sent with the request that uses it. Raises SourceEmpty or SourceTooLarge."""
    check_size(len(file.data))
    return _store(caller, file, claimed=Now())


def claim(caller: Caller, pk: str) -> None:
    """Reserve an upload for one generation. Raises UploadUnknown."""
    free = Upload.objects.filter(caller.owned(), pk=pk, claimed=None).exclude(_over())
    if not free.update(claimed=Now()):
        raise UploadUnknown(pk)


def load(pk: str) -> File:
    """Return the file of a claimed upload. Raises UploadUnknown if it is gone."""
    upload = Upload.objects.filter(pk=pk).first()
    if upload is None:
        raise UploadUnknown(pk)
    return File(bytes(upload.data), upload.name, upload.media_type, upload.charset)


def drop_read(generations: Iterable[int]) -> None:
    """Delete the uploads that these generations have read."""
    read = Generation.objects.filter(pk__in=generations, input_type__in=("file", SEVERAL))
    rows = read.only("input", "input_type", "sources")
    ids = [content for row in rows for kind, content in row.pieces if kind == "file"]
    if ids:
        Upload.objects.filter(pk__in=ids, claimed__isnull=False).delete()


def prune() -> int:
    """Delete uploads unread for a day; return how many."""
    return Upload.objects.filter(_over()).delete()[0]


def _over() -> Q:
    """Return the condition for expired uploads; a day counts from upload or from the generation's start."""
    return Q(claimed=None, created__lt=Now() - KEPT) | Q(claimed__lt=Now() - KEPT)


def _store(caller: Caller, file: File, **more: object) -> Upload:
    return Upload.objects.create(
        key_id=caller.key_id,
        user_id=caller.user_id,
        name=plain_name(file.name),
        media_type=file.media_type[:100],
        charset=file.charset[:40],
        size=len(file.data),
        data=file.data,
        **more,
    )
