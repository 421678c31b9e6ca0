"""A question says which field kits carry it: it changes no more while one may come home."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wall", "0004_ballots_by_their_act")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="kits",
            field=models.JSONField(default=list, verbose_name="kits qui l’emportent"),
        )
    ]
