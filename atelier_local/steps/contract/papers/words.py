"""What every paper of a contract says in the same way."""

from datetime import date

from django.utils.formats import date_format

from atelier_local.ground.ui.typography import euros
from atelier_local.programme.ateliers.enums import PartyKind

from ..models import CallOffContract


def facts(contract: CallOffContract) -> tuple[tuple[str, str], ...]:
    lot = contract.award.competition.lot
    return (
        ("Marché", contract.reference),
        *((("Engagement juridique", number),) if (number := contract.engagement_number) else ()),
        ("Objet", contract.atelier.name),
        ("Accord-cadre", contract.atelier.framework.name + (f", {lot}" if lot else "")),
        ("Titulaire", contract.consortium.name),
        ("Montant du marché", f"{euros(contract.amount_eur)} HT"),
    )


def long_date(day: date) -> str:
    return date_format(day, "j F Y")


def pilot_of(contract: CallOffContract) -> str:
    party = contract.atelier.parties.filter(kind=PartyKind.PILOT).first()
    return party.organisation.name if party else contract.atelier.framework.buyer
