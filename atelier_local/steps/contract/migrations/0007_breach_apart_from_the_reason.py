from django.db import migrations, models
from django.db.models import F


def tell_apart(apps, schema_editor):
    """A notice that no decision followed has only its breach; of one that was decided, the letter
    and the journal alone still tell it."""
    notices = apps.get_model('contract', 'Termination').objects.exclude(noticed_on=None)
    notices.exclude(state='decided').update(breach=F('reason'), reason='')


def put_back(apps, schema_editor):
    notices = apps.get_model('contract', 'Termination').objects.filter(reason='')
    notices.update(reason=F('breach'))


class Migration(migrations.Migration):

    dependencies = [
        ('contract', '0006_penalties_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='termination',
            name='breach',
            field=models.TextField(blank=True, verbose_name='manquement mis en demeure'),
        ),
        migrations.AlterField(
            model_name='termination',
            name='reason',
            field=models.TextField(blank=True, verbose_name='justification'),
        ),
        migrations.RunPython(tell_apart, put_back),
    ]
