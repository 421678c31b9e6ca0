"""Contracts notified before essential data were followed: their number, length and due date."""

import calendar
from datetime import date

from django.db import migrations
from django.utils import timezone

MONTHS, SINCE = 2, date(2024, 1, 1)


def due(day: date) -> date:
    years, month = divmod(day.month - 1 + MONTHS, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def follow(apps, schema_editor):
    contracts = apps.get_model("contract", "CallOffContract").objects
    publications = apps.get_model("contract", "Publication").objects
    ranks = {}
    for contract in contracts.select_related("atelier__framework").order_by("notified_at", "pk"):
        contract.duration_months = contract.atelier.framework.duration_max_months
        if contract.notified_at:
            day = timezone.localtime(contract.notified_at).date()
            ranks[day.year] = ranks.get(day.year, 0) + 1
            contract.decp_id = f"{day.year}AL{ranks[day.year]:04d}"
            if day >= SINCE:
                publications.create(
                    contract=contract, subject="contract", notified_on=day, due_on=due(day)
                )
        contract.save(update_fields=["duration_months", "decp_id"])


class Migration(migrations.Migration):

    dependencies = [
        ("contract", "0002_essential_data"),
        ("ateliers", "0001_initial"),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
