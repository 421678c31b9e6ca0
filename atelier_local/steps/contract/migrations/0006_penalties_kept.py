from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contract', '0005_heard_advanced_ended'),
    ]

    operations = [
        migrations.AddField(
            model_name='instalment',
            name='kept_eur',
            field=models.DecimalField(decimal_places=2, help_text='Une fois payée ; avant, elles se calculent.', max_digits=12, null=True, verbose_name='pénalités retenues (€)'),
        ),
    ]
