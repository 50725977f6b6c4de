"""The search index: the tokens of each TIL. SQLite keeps it in FTS5, PostgreSQL in an array with a GIN index.

Both only answer "which TILs have all of these tokens", so their results cannot differ. PostgreSQL is queried through
functions that force the index; otherwise its planner scans every array, which takes seconds. Tokens of titles, tags
and excerpts, and frequent tokens, are also stored with a mark as prefix.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from til.models import Til
from til.search.ranking import Mark
from til.search.words import tokens

_POSTGRESQL = "SELECT word, (SELECT %s FROM til_search_all(string_to_array(word, ' ')) k) FROM unnest(%%s::text[]) word"
_SQLITE = "SELECT %%s, %s FROM til_search WHERE til_search MATCH %%s"
_KEYS = {"postgresql": _POSTGRESQL % "array_agg(k)", "sqlite": _SQLITE % "json_group_array(rowid)"}
_COUNTS = {"postgresql": _POSTGRESQL % "count(*)", "sqlite": _SQLITE % "count(*)"}
# another transaction may put the same TIL into the index
_PUT = """INSERT INTO til_search (til_id, tokens) VALUES (%s, %s)
    ON CONFLICT (til_id) DO UPDATE SET tokens = EXCLUDED.tokens"""
_TOGETHER = 200  # tokens per query; SQLite allows 500 parts in a compound SELECT
_OFTEN = 4  # occurrences from which a word counts as a topic of the text


def put(til: Til) -> None:
    """Add or update a TIL in the index."""
    if connection.vendor != "postgresql":
        drop(til.pk)
    put_new([(til, [tag.name for tag in til.tags.all()])])


def put_new(tils: Iterable[tuple[Til, Sequence[str]]]) -> None:
    """Add TILs, with the names of their tags, that cannot be in the index yet."""
    with connection.cursor() as cursor:
        rows = [(til.pk, sorted(document(til, names))) for til, names in tils]
        if connection.vendor == "postgresql":
            cursor.executemany(_PUT, rows)
        else:
            joined = [(pk, " ".join(words)) for pk, words in rows]
            cursor.executemany("INSERT INTO til_search (rowid, tokens) VALUES (%s, %s)", joined)


def drop(pk: int) -> None:
    """Remove a TIL from the index."""
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


def these(pks: Sequence[int]) -> RawSQL:
    """Return a subquery of any number of primary keys, for ``pk__in``."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(pks)])
    return RawSQL("SELECT value FROM json_each(%s)", [f"[{','.join(map(str, pks))}]"])


def places(words: Iterable[str]) -> dict[str, set[int]]:
    """Return each token, plain and with every mark, with the primary keys of the TILs that contain it."""
    marked = [mark + word for word in words for mark in Mark]
    return postings(marked)


def frequencies(words: Sequence[str]) -> dict[str, int]:
    """Return each token, or several with spaces between, with the number of TILs that have all of it."""
    having = dict.fromkeys(words, 0)
    with connection.cursor() as cursor:
        for start in range(0, len(words), _TOGETHER):
            _ask(cursor, _COUNTS, words[start : start + _TOGETHER])
            having |= dict(cursor.fetchall())
    return having


def tidy() -> None:
    """Update the database's statistics, so that its planner chooses fast plans."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE til_til")
            cursor.execute("ANALYZE til_search")
        else:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize = 0x10002")


def postings(marked: Iterable[str]) -> dict[str, set[int]]:
    """Return each token, or several with spaces between, with the primary keys of the TILs that have all of it."""
    found: dict[str, set[int]] = {word: set() for word in marked}
    words = list(found)
    with connection.cursor() as cursor:
        for start in range(0, len(words), _TOGETHER):
            _ask(cursor, _KEYS, words[start : start + _TOGETHER])
            found |= {word: set(_listed(pks)) for word, pks in cursor.fetchall()}
    return found


def _ask(cursor: CursorWrapper, wanted: Mapping[str, str], words: Sequence[str]) -> None:
    """Ask for each word and an aggregate of its TILs: a row for each would take most of a search's time."""
    each = wanted[connection.vendor]
    if connection.vendor == "postgresql":
        cursor.execute(each, [list(words)])
    else:
        cursor.execute(
            " UNION ALL ".join([each] * len(words)),
            [part for word in words for part in (word, _fts(word.split(" "), "AND"))],
        )


def _listed(pks: Any) -> list[int]:
    """Return the primary keys of an aggregate: JSON on SQLite, an array on PostgreSQL, which is null if it is empty."""
    return orjson.loads(pks) if isinstance(pks, str) else pks or []


def hidden() -> list[int]:
    """Return the primary keys of the TILs that are not public: few, and read from an index of their states."""
    others = [state for state in Til.Status.values if state != Til.Status.PUBLISHED]
    return keys(Til.objects.filter(status__in=others).order_by())


def keys(rows: QuerySet[Any], name: str = "pk") -> list[int]:
    """Return the primary keys of TILs in their order, or another number of rows, as one row, whatever their number."""
    try:
        query, values = rows.values_list(name).query.sql_with_params()
    except EmptyResultSet:
        return []
    collected = "array_agg(id)" if connection.vendor == "postgresql" else "json_group_array(id)"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found(id) AS ({query}) SELECT {collected} FROM found", values)  # noqa: S608 - Django's own
        return _listed(cursor.fetchone()[0])


def _fts(words: Sequence[str], joined_by: str) -> str:
    return f" {joined_by} ".join(f'"{word}"' for word in words) or '""'


def document(til: Til, names: Sequence[str]) -> set[str]:
    """Return the tokens that a TIL with tags of these names is found by, plain and with marks."""
    body = Counter(tokens(til.content))
    fields = {Mark.TITLE: til.title, Mark.TAG: " ".join(names), Mark.EXCERPT: til.excerpt}
    marked = {mark: set(tokens(text)) for mark, text in fields.items()}
    marked[Mark.OFTEN] = {word for word, times in body.items() if times >= _OFTEN}
    plain = set(body).union(*marked.values())
    return plain | {mark + word for mark, words in marked.items() for word in words}
