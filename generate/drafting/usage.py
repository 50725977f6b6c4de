"""Database expressions for token usage."""

from django.db.models import IntegerField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce


def tokens(name: str) -> Coalesce:
    """Return the sum of ``input_tokens`` or ``output_tokens``."""
    return Coalesce(Sum(Cast(KeyTextTransform(name, "usage"), IntegerField())), 0)
