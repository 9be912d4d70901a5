"""The index proper, kept by the database: triggers around FTS5 on SQLite, a generated column on PostgreSQL.

A later migration that makes Django rebuild the table on SQLite (any altered column) takes the triggers with it and has
to run `forwards` again; tests/portal/test_search.py notices.
"""

from django.db import migrations

# "ascii" takes every character beyond ASCII as part of a token, so no version of Unicode is asked; tokens come cut.
ENTER = "INSERT INTO search_index (rowid, tokens) VALUES (new.id, new.tokens)"
LEAVE = "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens)"
FORWARDS = {
    "sqlite": [
        """CREATE VIRTUAL TABLE search_index USING fts5 (
            tokens, content='search_document', content_rowid='id', detail=none, columnsize=0,
            tokenize="ascii tokenchars '_'"
        )""",
        f"CREATE TRIGGER search_document_enters AFTER INSERT ON search_document BEGIN {ENTER}; END",
        f"CREATE TRIGGER search_document_leaves AFTER DELETE ON search_document BEGIN {LEAVE}; END",
        f"""CREATE TRIGGER search_document_changes AFTER UPDATE OF id, tokens ON search_document
            WHEN old.id IS NOT new.id OR old.tokens IS NOT new.tokens BEGIN {LEAVE}; {ENTER}; END""",
    ],
    "postgresql": [
        """ALTER TABLE search_document ADD COLUMN vector tsvector
            GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED""",
        "CREATE INDEX search_index ON search_document USING gin (vector) WITH (fastupdate = off)",
    ],
}
BACKWARDS = {
    "sqlite": [
        "DROP TRIGGER search_document_enters",
        "DROP TRIGGER search_document_leaves",
        "DROP TRIGGER search_document_changes",
        "DROP TABLE search_index",
    ],
    "postgresql": ["DROP INDEX search_index", "ALTER TABLE search_document DROP COLUMN vector"],
}


def forwards(apps, schema_editor):
    for statement in FORWARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')", params=None)


def backwards(apps, schema_editor):
    for statement in BACKWARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_narrow_columns_first")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
