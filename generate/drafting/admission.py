"""Decide whether a generation may start: once per Idempotency-Key, and within the caller's limits."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from generate.llm.factory import OFFLINE
from generate.models import DraftTemplate, Generation
from generate.refusals import Busy, IdempotencyMismatch, TemplateUnknown, TooManyRunning
from generate.running import rows, uploads
from generate.running.budget import Purse
from generate.source_errors import FILE, about_source
from generate.sources.file import File
from til.caller import Caller
from til.errors import TooMany

KEPT = timedelta(hours=24)
TRY_AGAIN = 5.0  # seconds


class Repeated(Exception):
    """The Idempotency-Key has already started this generation."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        super().__init__(pk)


def admit(caller: Caller, generation: Generation, files: Mapping[int, File] | None = None) -> None:
    """Allow ``generation`` to start and claim the files it reads. Raises TilError or Repeated.

    ``files`` came with the request, each by the place of its source.

    Call it inside the transaction that stores the generation: the lock of ``count_start`` makes the caller's other
    starts wait until the transaction ends.
    """
    try:
        caller.count_start()
    except TooMany:
        _refuse_repetition(caller, generation)  # a repeated request starts nothing, so no limit applies
        raise
    _refuse_repetition(caller, generation)
    _check_running(caller)
    check_budgets(caller, generation.provider)
    if generation.template and not DraftTemplate.objects.filter(slug=generation.template, active=True).exists():
        raise TemplateUnknown
    if not generation.source_text:
        _claim_files(caller, generation, files or {})


def _claim_files(caller: Caller, generation: Generation, files: Mapping[int, File]) -> None:
    pieces = generation.pieces
    for at, (kind, content) in enumerate(pieces):
        if at in files:
            pieces[at] = kind, uploads.keep_claimed(caller, files[at]).pk
        elif kind == "file":
            with about_source(at, len(pieces), FILE):
                uploads.claim(caller, content)
    generation.pieces = pieces


def admit_again(caller: Caller, provider: str) -> None:
    """Allow ``caller`` to resume a generation. Raises TilError."""
    caller.count_start()
    _check_running(caller)
    check_budgets(caller, provider)


def check_budgets(caller: Caller, provider: str) -> None:
    """Raise BudgetExhausted if no budget is left for ``provider``; offline drafts are free."""
    if provider != OFFLINE:
        Purse(caller.user_id, caller.key_id).see()


def _check_running(caller: Caller) -> None:
    """Raise if too many generations run. Only live leases count, so a killed process blocks nothing."""
    limit = caller.limits.running if caller.limits else settings.TIL_RUNNING_IN_ALL
    mine, in_all = rows.count_running(caller.principal())
    if mine >= limit:
        raise TooManyRunning(retry_after=TRY_AGAIN, limit=limit)
    if in_all >= settings.TIL_RUNNING_IN_ALL:
        raise Busy(retry_after=TRY_AGAIN)


def _refuse_repetition(caller: Caller, generation: Generation) -> None:
    if not generation.idempotency_key:
        return
    same = Generation.objects.filter(caller.principal(), idempotency_key=generation.idempotency_key, deleted=None)
    if caller.key_id:  # a person's form may have waited much longer for a network
        same = same.filter(created__gt=Now() - KEPT)
    first = same.first()
    if first is None:
        return
    if first.request_hash != generation.request_hash:
        raise IdempotencyMismatch
    raise Repeated(first.pk)
