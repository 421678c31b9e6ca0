"""Teams notified before they had versions: each person has been there since the notification."""

from django.db import migrations
from django.utils import timezone


def since(apps, schema_editor):
    members = apps.get_model("contract", "TeamMember").objects
    notified = members.exclude(contract__notified_at=None).filter(from_on=None)
    for member in notified.select_related("contract"):
        member.from_on = timezone.localtime(member.contract.notified_at).date()
        member.save(update_fields=["from_on"])


class Migration(migrations.Migration):

    dependencies = [("contract", "0004_subcontracting")]

    operations = [migrations.RunPython(since, migrations.RunPython.noop)]
