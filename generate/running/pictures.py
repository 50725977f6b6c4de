"""Pictures that no draft uses."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from generate.models import Generation
from til.models import Picture

KEPT = timedelta(hours=24)
_TEXTS = ("input", "source_text", "content", "base", "earlier_text")


def prune() -> int:
    """Delete the pictures that for a day no TIL and no draft has had; return how many."""
    loose = Picture.objects.filter(tils=None, created__lt=Now() - KEPT)
    unused = [one.pk for one in loose if not _drafts_with(one.name)]
    Picture.objects.filter(pk__in=unused).delete()
    return len(unused)


def _drafts_with(name: str) -> bool:
    has_it = Q()
    for text in _TEXTS:
        has_it |= Q(**{f"{text}__contains": name})
    return Generation.objects.filter(has_it).exists()
