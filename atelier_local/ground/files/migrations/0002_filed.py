import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Filed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(editable=False, max_length=30, verbose_name="nature")),
                ("subject", models.CharField(db_index=True, editable=False, max_length=80, verbose_name="objet")),
                ("paper", models.JSONField(editable=False, verbose_name="contenu")),
                ("digest", models.CharField(editable=False, max_length=64, verbose_name="empreinte")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="établie le")),
            ],
            options={
                "verbose_name": "pièce établie",
                "verbose_name_plural": "pièces établies",
                "ordering": ["made_at"],
            },
        ),
    ]
