from django.db import migrations

SQLITE = """CREATE VIRTUAL TABLE til_search USING fts5(
    tokens, detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars ':_+#'"
)"""
POSTGRESQL = """CREATE TABLE til_search (til_id bigint PRIMARY KEY, tokens text[] NOT NULL);
CREATE INDEX til_search_tokens ON til_search USING gin (tokens)"""


def create(apps, editor):
    editor.execute(POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, editor):
    editor.execute("DROP TABLE til_search")


class Migration(migrations.Migration):
    dependencies = [("til", "0002_til_published_on")]
    operations = [migrations.RunPython(create, drop)]
