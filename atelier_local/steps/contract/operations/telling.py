"""A letter of the buyer's to the holder: the message says that it is there, and where."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from atelier_local.ground.files.models import Filed
from atelier_local.programme.people.operations import post
from atelier_local.refusal import Reasons

from .. import queries, rules
from ..models import CallOffContract


def against_telling(contract: CallOffContract) -> Reasons:
    """Why a letter that gives the holder a delay cannot leave."""
    return rules.against_telling(reachable=bool(queries.written_to(contract)))


def tell_holder(contract: CallOffContract, what: str, letter: Filed, *, at: datetime) -> None:
    """To each person who is written to for the holder. Part of another act."""
    path = reverse("contract:letter", args=[contract.atelier.slug, letter.pk, "pdf"])
    for person in queries.written_to(contract):
        post(
            to=person.email,
            subject=f"Marché {contract.reference} : {what}",
            body=(
                f"Bonjour {person.first_name},\n\nUne lettre de l’acheteur vous attend "
                f"({what}) : {settings.SITE_URL}{path}\n\nSon empreinte : {letter.digest}"
            ),
            at=at,
        )
