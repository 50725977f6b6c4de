"""Search by the index, always: PostgreSQL does not know what it costs to read the tokens of every TIL.

Nor what it costs to look through every text: functions that promise few rows are asked first.
"""

from django.db import migrations

FORWARD = """
DROP INDEX til_search_tokens;
ALTER TABLE til_search ALTER tokens TYPE text[] COLLATE "C";
CREATE INDEX til_search_tokens ON til_search USING gin (tokens) WITH (fastupdate = off);
CREATE FUNCTION til_search_all(text[]) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 20 SET enable_seqscan = off
    AS 'SELECT til_id FROM til_search WHERE tokens @> $1';
CREATE FUNCTION til_search_any(text[]) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 20 SET enable_seqscan = off
    AS 'SELECT til_id FROM til_search WHERE tokens && $1';
"""
BACK = """
DROP FUNCTION til_search_all(text[]);
DROP FUNCTION til_search_any(text[]);
"""


def forward(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FORWARD)


def back(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(BACK)


class Migration(migrations.Migration):
    dependencies = [("til", "0006_list_indexes")]
    operations = [migrations.RunPython(forward, back)]
