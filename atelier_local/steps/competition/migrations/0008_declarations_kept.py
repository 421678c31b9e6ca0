"""Each declaration stands on its own line; those known so far are the last ones."""

from django.db import migrations


def keep(apps, schema_editor):
    evaluators = apps.get_model("competition", "Evaluator").objects.all()
    declarations = apps.get_model("competition", "Declaration").objects
    declarations.bulk_create(
        declarations.model(evaluator=one, conflict=one.conflict, note=one.note, at=one.declared_at)
        for one in evaluators
    )


class Migration(migrations.Migration):
    dependencies = [("competition", "0007_judging")]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RemoveField(model_name="evaluator", name="note"),
    ]
