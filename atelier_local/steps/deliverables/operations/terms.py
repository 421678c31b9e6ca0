"""The words that a document explains."""

from datetime import datetime

from django.db import transaction

from atelier_local.ground.journal.operations import append
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from .. import rules
from ..enums import DeliverableState
from ..models import Deliverable, Term


@transaction.atomic
def explain(deliverable: Deliverable, term: str, meaning: str, *, by: Person, at: datetime) -> Term:
    """Say what a word means here; said again, it is said anew."""
    held = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    refuse_if(rules.against_explaining(DeliverableState(held.state), term, meaning))
    said = {"meaning": meaning.strip()}
    told, _ = Term.objects.update_or_create(deliverable=held, term=term.strip(), defaults=said)
    payload = {"kind": held.kind, "term": told.term, "meaning": told.meaning}
    append(deliverable.atelier.stream, "deliverables.term_explained", payload, by=by, at=at)
    return told


@transaction.atomic
def withdraw_term(told: Term, *, by: Person, at: datetime) -> None:
    """No longer explain a word; withdrawn twice, it is withdrawn once."""
    deliverable = told.deliverable
    held = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    refuse_if(rules.against_writing(DeliverableState(held.state)))
    if Term.objects.filter(pk=told.pk).delete()[0]:
        payload = {"kind": held.kind, "term": told.term}
        append(deliverable.atelier.stream, "deliverables.term_withdrawn", payload, by=by, at=at)
