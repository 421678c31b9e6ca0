"""What moved to slots and bodies leaves the tender."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("competition", "0003_sealing_tenders")]
    operations = [
        migrations.RemoveField("tender", "ciphertext"),
        migrations.RemoveField("tender", "method"),
        migrations.RemoveField("tender", "pitch"),
        migrations.RemoveField("tender", "replaced"),
        migrations.RemoveField("tender", "size"),
        migrations.RemoveField("tender", "team_note"),
    ]
