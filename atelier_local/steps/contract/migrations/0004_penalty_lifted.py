import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contract', '0003_number_and_penalties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='penalty',
            name='lifted_reason',
            field=models.TextField(blank=True, default='', verbose_name='motif du retrait'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='penalty',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='penalty',
            name='lifted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='retirée le'),
        ),
    ]
