"""Kits that left before questions said who carries them carry all those of their workshop."""

from django.db import migrations


def say_so(apps, schema_editor):
    kits = apps.get_model("upkeep", "Kit").objects.filter(revoked_at=None)
    activities = apps.get_model("wall", "Activity").objects
    for workshop, block in kits.order_by("at").values_list("workshop", "block"):
        for activity in activities.filter(workshop=workshop):
            activity.kits = [*activity.kits, block]
            activity.save(update_fields=["kits"])


class Migration(migrations.Migration):
    dependencies = [
        ("upkeep", "0001_initial"),
        ("wall", "0005_activities_that_kits_carry"),
    ]

    operations = [migrations.RunPython(say_so, migrations.RunPython.noop)]
