from decimal import ROUND_HALF_UP, Decimal

from django.db import migrations, models


ACCEPTED = ('accepted', 'tacit')


def tell_what_was_deducted(apps, schema_editor):
    """Of an advance already told: what was paid directly of its part when it was paid."""
    Advance = apps.get_model('contract', 'Advance')
    Share = apps.get_model('contract', 'Share')
    for one in Advance.objects.filter(subcontracting=None).exclude(organisation=None):
        direct = Share.objects.filter(
            instalment__contract=one.contract_id,
            organisation__in={one.organisation_id, one.held_by_id},
            subcontracting__state__in=ACCEPTED,
            subcontracting__decided_on__lte=one.paid_on,
        )
        one.deducted_eur = sum(direct.values_list('amount_eur', flat=True), Decimal(0))
        one.save(update_fields=['deducted_eur'])


def tell_old_advances(apps, schema_editor):
    """Before advances were told apart, the whole of it went to the lead and nothing was deducted:
    where payments took some back, it was paid, on a day that nobody said."""
    Advance = apps.get_model('contract', 'Advance')
    Contract = apps.get_model('contract', 'CallOffContract')
    Recovery = apps.get_model('contract', 'Recovery')
    granted = Contract.objects.exclude(advance_percent=None).filter(advances=None)
    for contract in granted.filter(instalments__recovered_eur__gt=0).distinct():
        whole = contract.amount_eur * contract.advance_percent / 100
        lead = _lead(contract)
        advance = Advance.objects.create(
            contract=contract,
            organisation_id=lead,
            held_by_id=_holding(contract, lead),
            amount_eur=whole.quantize(Decimal('0.01'), ROUND_HALF_UP),
        )
        Recovery.objects.bulk_create(
            Recovery(advance=advance, instalment=one, amount_eur=one.recovered_eur)
            for one in contract.instalments.filter(recovered_eur__gt=0).order_by('id')
        )


def _lead(contract):
    """Whoever led as signed; nobody where no price is shared out: the group is then one payee."""
    shares = contract.instalments.exclude(shares=None)
    members = contract.consortium.members.exclude(role='subcontractor').order_by('position')
    if not shares.exists():
        return None
    first = members.filter(role='lead').first() or members.first()
    return first.organisation_id if first else None


def _holding(contract, firm):
    """Whoever took its place since, as modifications hand an advance over."""
    by_programme = contract.instalments.exclude(percent=None).exists()
    for one in contract.modifications.filter(state='notified').order_by('act_number'):
        if firm is not None and one.leaving_id == firm and one.entering_id:
            firm = one.entering_id
        if firm is not None and one.mandate_id and by_programme:
            firm = one.mandate_id
    return firm


class Migration(migrations.Migration):

    dependencies = [
        ('agreement', '0002_open_data'),
        ('contract', '0008_advances_shared'),
    ]

    operations = [
        migrations.AddField(
            model_name='advance',
            name='deducted_eur',
            field=models.DecimalField(decimal_places=2, default=0, help_text='Ce que l’acheteur payait directement sur sa part ce jour-là, et qu’elle ne compte pas.', max_digits=12, verbose_name='sous-traitance déduite (€ HT)'),
        ),
        migrations.AlterField(
            model_name='advance',
            name='paid_on',
            field=models.DateField(help_text='Vide si elle le fut avant que cela ne se dise ici.', null=True, verbose_name='versée le'),
        ),
        migrations.RunPython(tell_what_was_deducted, migrations.RunPython.noop),
        migrations.RunPython(tell_old_advances, migrations.RunPython.noop),
    ]
