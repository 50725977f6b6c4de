"""The index: which tokens each TIL has. SQLite keeps it in FTS5, PostgreSQL in an array under GIN.

Both answer one question only, "which TILs have all of these tokens", so they cannot differ in their answers.
PostgreSQL's functions look into the index in any case; its planner would rather read every array, which takes seconds.
A token in a title, tag or excerpt, and one said often, is kept a second time with a mark before it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.db import connection
from django.db.models.expressions import RawSQL

from til.models import Til
from til.search.words import tokens

_OFTEN = 4  # times in a text; then it is what the text is about


class Mark(StrEnum):
    """Where a token stands, besides being in the TIL at all."""

    ANYWHERE = ""
    TITLE = "t:"
    TAG = "g:"
    EXCERPT = "e:"
    OFTEN = "m:"


def put(til: Til) -> None:
    """Index a TIL anew."""
    drop(til.pk)
    words = sorted(_document(til))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("INSERT INTO til_search (til_id, tokens) VALUES (%s, %s)", [til.pk, words])
        else:
            cursor.execute("INSERT INTO til_search (rowid, tokens) VALUES (%s, %s)", [til.pk, " ".join(words)])


def drop(pk: int) -> None:
    """Take a TIL out of the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM til_search WHERE til_id = %s", [pk])
        else:
            cursor.execute("DELETE FROM til_search WHERE rowid = %s", [pk])


def having_all(words: Iterable[str], mark: Mark = Mark.ANYWHERE) -> RawSQL:
    """Return a subquery of the primary keys of TILs that have every token, for ``pk__in``."""
    marked = [mark + word for word in words]
    if connection.vendor == "postgresql":
        return RawSQL("SELECT * FROM til_search_all(%s::text[])", [marked])
    return RawSQL("SELECT rowid FROM til_search WHERE til_search MATCH %s", [_fts(marked, "AND")])


def having_any(words: Sequence[str], mark: Mark = Mark.ANYWHERE) -> RawSQL:
    """Return a subquery of the primary keys of TILs that have at least one token."""
    marked = [mark + word for word in words]
    if connection.vendor == "postgresql":
        return RawSQL("SELECT * FROM til_search_any(%s::text[])", [marked])
    return RawSQL("SELECT rowid FROM til_search WHERE til_search MATCH %s", [_fts(marked, "OR")])


def _fts(words: Sequence[str], joined_by: str) -> str:
    return f" {joined_by} ".join(f'"{word}"' for word in words) or '""'


def _document(til: Til) -> set[str]:
    names = " ".join(tag.name for tag in til.tags.all())
    body = Counter(tokens(til.content))
    fields = {Mark.TITLE: til.title, Mark.TAG: names, Mark.EXCERPT: til.excerpt}
    marked = {mark: set(tokens(text)) for mark, text in fields.items()}
    marked[Mark.OFTEN] = {word for word, times in body.items() if times >= _OFTEN}
    plain = set(body).union(*marked.values())
    return plain | {mark + word for mark, words in marked.items() for word in words}
