"""Slots, drafts, late tenders, keys made by each officer and turned one after the other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('competition', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='draft', serialize=False, to='competition.invitation')),
                ('body', models.BinaryField(verbose_name='brouillon scellé')),
                ('recipient', models.CharField(max_length=80, verbose_name='clé publique du groupement')),
                ('tag', models.CharField(max_length=32, verbose_name='version')),
            ],
            options={
                'verbose_name': 'brouillon scellé',
                'verbose_name_plural': 'brouillons scellés',
            },
        ),
        migrations.CreateModel(
            name='KeyTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField(verbose_name='tour')),
                ('sheet', models.BooleanField(verbose_name='avec la feuille de secours')),
                ('here', models.BooleanField(verbose_name='clé tapée sur cette plateforme')),
                ('at', models.DateTimeField(verbose_name='tournée le')),
                ('halves', models.JSONField(null=True, verbose_name='moitiés ouvertes, par pli et par responsable')),
            ],
            options={
                'verbose_name': 'clé tournée',
                'verbose_name_plural': 'clés tournées',
                'ordering': ('turn',),
            },
        ),
        migrations.CreateModel(
            name='LateTender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('core', models.BinaryField(verbose_name='pli scellé')),
                ('keys', models.JSONField(verbose_name='clés scellées, par couple de responsables')),
                ('digest', models.CharField(max_length=64, verbose_name='empreinte')),
                ('commitment', models.CharField(max_length=64, verbose_name='engagement')),
                ('arrived_at', models.DateTimeField(verbose_name='arrivé le')),
            ],
            options={
                'verbose_name': 'pli hors délai',
                'verbose_name_plural': 'plis hors délai',
                'ordering': ('arrived_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='slot', serialize=False, to='competition.invitation')),
                ('core', models.BinaryField(verbose_name='pli scellé')),
                ('keys', models.JSONField(default=dict, verbose_name='clés scellées, par couple de responsables')),
                ('stamp', models.BinaryField(verbose_name='date scellée')),
                ('legacy', models.BinaryField(null=True, verbose_name='pli de l’ancienne version')),
                ('legacy_facts', models.JSONField(null=True, verbose_name='faits de l’ancienne version')),
            ],
            options={
                'verbose_name': 'emplacement scellé',
                'verbose_name_plural': 'emplacements scellés',
            },
        ),
        migrations.RemoveConstraint(
            model_name='officer',
            name='officers_of_two_colleges',
        ),
        migrations.AddField(
            model_name='minicompetition',
            name='receipt_key',
            field=models.CharField(blank=True, max_length=64, verbose_name='clé publique des reçus'),
        ),
        migrations.AddField(
            model_name='officer',
            name='key_made_at',
            field=models.DateTimeField(null=True, verbose_name='clé faite le'),
        ),
        migrations.AddField(
            model_name='officer',
            name='sheet_checked_at',
            field=models.DateTimeField(null=True, verbose_name='feuille vérifiée le'),
        ),
        migrations.AddField(
            model_name='officer',
            name='sheet_number',
            field=models.CharField(blank=True, max_length=9, verbose_name='numéro de la feuille de secours'),
        ),
        migrations.AddField(
            model_name='tender',
            name='body',
            field=models.JSONField(default=dict, verbose_name='contenu'),
        ),
        migrations.AddField(
            model_name='tender',
            name='commitment',
            field=models.CharField(blank=True, max_length=64, verbose_name='engagement'),
        ),
        migrations.AddField(
            model_name='tender',
            name='fault',
            field=models.TextField(blank=True, verbose_name='ce qui empêche de le lire'),
        ),
        migrations.AlterField(
            model_name='officer',
            name='identity',
            field=models.BinaryField(null=True, verbose_name='identité chiffrée par la phrase secrète'),
        ),
        migrations.AlterField(
            model_name='officer',
            name='recipient',
            field=models.CharField(blank=True, max_length=80, verbose_name='clé publique'),
        ),
        migrations.AddField(
            model_name='keyturn',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keyturn',
            name='competition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='competition.minicompetition'),
        ),
        migrations.AddField(
            model_name='keyturn',
            name='officer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='competition.officer'),
        ),
        migrations.AddField(
            model_name='latetender',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='latetender',
            name='invitation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='late_tenders', to='competition.invitation'),
        ),
        migrations.AddConstraint(
            model_name='keyturn',
            constraint=models.UniqueConstraint(fields=('competition', 'turn'), name='one_key_a_turn'),
        ),
        migrations.AddConstraint(
            model_name='keyturn',
            constraint=models.CheckConstraint(condition=models.Q(('turn__in', (1, 2))), name='two_turns'),
        ),
        migrations.AddConstraint(
            model_name='latetender',
            constraint=models.UniqueConstraint(fields=('invitation', 'digest'), name='late_tender_once'),
        ),
    ]
