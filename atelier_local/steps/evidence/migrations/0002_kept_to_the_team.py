"""Excerpts of an interview that its author kept to the team are the team's, as they now become at
once when the author says so."""

from django.db import migrations

TEAM = 1


def keep(apps, schema_editor):
    excerpts = apps.get_model("evidence", "Excerpt").objects.filter(
        interview__visibility="internal", withdrawn_at=None
    )
    nodes = apps.get_model("thread", "Node")._base_manager
    nodes.filter(pk__in=excerpts.values("pk"), seen_by__gt=TEAM).update(seen_by=TEAM)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial"), ("thread", "0001_initial")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
