"""A ballot is known by the act that made it: what comes late never takes the place of a later one."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0003_pins_photos_pledges_and_questions")]

    operations = [
        migrations.RemoveField(model_name="ballot", name="seq"),
        migrations.AddField(
            model_name="ballot",
            name="line",
            field=models.UUIDField(default=uuid.UUID(int=0), verbose_name="ligne du journal"),
            preserve_default=False,
        ),
    ]
