"""Tenders sealed or opened by the first version are kept, each where it now belongs."""

import secrets

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OPENED = {"opened", "scored", "awarded", "unsuccessful"}


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Envelopes go to slots, closed or not; rows of those not opened yet go away."""
    Tender = apps.get_model("competition", "Tender")
    Slot = apps.get_model("competition", "Slot")
    for tender in Tender.objects.select_related("invitation__competition").iterator(50):
        Slot.objects.create(
            invitation=tender.invitation,
            core=b"",
            stamp=b"",
            legacy=bytes(tender.ciphertext),
            legacy_facts={
                "digest": tender.digest,
                "deposited_at": tender.deposited_at.isoformat(),
                "deposited_by": str(tender.deposited_by_id),
                "replaced": tender.replaced,
            },
        )
        if tender.invitation.competition.state not in _OPENED:
            tender.delete()
            continue
        words = {"understanding": tender.pitch, "method": tender.method, "team": tender.team_note}
        tender.body = {"v": 0, "parts": {part: text for part, text in words.items() if text}}
        if tender.price_eur is None:
            tender.fault = "pli altéré, resté fermé"
        tender.save()


def keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever is to open a consultation not published yet makes a key, with a recovery sheet."""
    Officer = apps.get_model("competition", "Officer")
    for officer in Officer.objects.select_related("competition"):
        if officer.competition.state == "draft":
            officer.recipient, officer.identity = "", None
        else:
            officer.key_made_at = officer.competition.published_at
        officer.sheet_number = f"{secrets.randbelow(10_000):04} {secrets.randbelow(10_000):04}"
        officer.save()


class Migration(migrations.Migration):
    dependencies = [("competition", "0002_sealing")]
    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RunPython(keys, migrations.RunPython.noop),
    ]
