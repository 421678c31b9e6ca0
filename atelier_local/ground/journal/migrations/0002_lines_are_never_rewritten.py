"""The database itself refuses to rewrite a line; emptying its content is the one exception.

A removed line is not refused here but found: numbers and links no longer follow.
"""

from django.db import migrations

KEPT = "id stream_id seq kind by at received_at sent digest previous hash".split()
SQLITE_SAME = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in KEPT)
POSTGRESQL_SAME = " AND ".join(
    f'NEW."{column}" IS NOT DISTINCT FROM OLD."{column}"' for column in KEPT
)
MESSAGE = "a line of the journal is never rewritten"


def refuse_rewriting(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "sqlite":
        schema_editor.execute(
            f"""CREATE TRIGGER journal_line_stands BEFORE UPDATE ON journal_line
                WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND {SQLITE_SAME})
                BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
        )
    elif vendor == "postgresql":
        schema_editor.execute(
            f"""CREATE FUNCTION journal_line_stands() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
                END $$"""
        )
        schema_editor.execute(
            f"""CREATE TRIGGER journal_line_stands BEFORE UPDATE ON journal_line FOR EACH ROW
                WHEN (NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND {POSTGRESQL_SAME}))
                EXECUTE FUNCTION journal_line_stands()"""
        )


def allow_rewriting(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER journal_line_stands")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER journal_line_stands ON journal_line")
        schema_editor.execute("DROP FUNCTION journal_line_stands()")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(refuse_rewriting, allow_rewriting)]
