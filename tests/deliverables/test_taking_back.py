"""Words that a frozen document prints and that were taken back since (photographs: their tests)."""

from datetime import timedelta

import pytest

from atelier_local.ground.journal.models import Erasure, Line
from atelier_local.ground.journal.operations import erase
from atelier_local.programme.people.enums import TicketPurpose
from atelier_local.programme.people.models import Ticket
from atelier_local.programme.people.operations import issue_ticket
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables import queries
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.deliverables.operations import publish
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Interview
from atelier_local.steps.evidence.operations import extract, reread
from tests.factories.deliverables import AT, a_frozen

K = DeliverableKind


def test_an_interview_given_back_to_the_team_takes_its_version_away(told, cast):
    Interview.objects.update(visibility=Visibility.ANONYMOUS)
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    Interview.objects.update(
        visibility=Visibility.INTERNAL, reread_at=AT + timedelta(days=9), validated_at=AT
    )
    number = Interview.objects.get().number
    [why] = queries.taken_back(frozen)[1]
    assert number in str(why)
    with pytest.raises(Refused, match="réservé à l’équipe depuis"):
        publish(frozen, by=cast.camille, at=AT)


def test_words_of_an_interview_withdrawn_before_publication_stop_it(told, cast):
    """Of one that nobody cited, nothing was printed."""
    Interview.objects.update(visibility=Visibility.ANONYMOUS)
    interview = Interview.objects.get()
    unused = extract(interview, "Jamais cité.", by=cast.dina, at=AT)
    frozen = a_frozen(told, cast, K.LOGBOOK)
    frozen.atelier = told.atelier
    days = {"days": 9, "at": AT}
    for withdrawn, gone in (([unused.pk], {}), ([told.kept.pk], {1})):
        issue_ticket(TicketPurpose.INTERVIEW, subject=str(interview.pk), **days)
        ticket = Ticket.objects.get(subject=str(interview.pk), used_at=None)
        agreed = {"synthesis": interview.synthesis, "visibility": Visibility.ANONYMOUS, "words": {}}
        reread(ticket, **agreed, withdrawn=withdrawn, at=AT + timedelta(days=1))
        assert set(queries.taken_back(frozen)) == set(gone)
    with pytest.raises(Refused, match=f"l’entretien {interview.number} ont été retirés"):
        publish(frozen, by=cast.camille, at=AT)


def test_a_card_erased_since_takes_the_version_that_prints_it_away(told, cast):
    frozen = a_frozen(told, cast, K.LOGBOOK)
    line = Line.objects.get(pk=told.said.pk)
    erase(line, by=cast.camille, at=AT + timedelta(days=1), reason="Elle le demande.")
    [why] = queries.taken_back(frozen)[1]
    assert str(why).startswith(f"« {told.said.node.number} » a été effacée depuis")
    erased = Erasure.objects.update(at=AT - timedelta(days=1))  # before it was frozen
    assert (erased, queries.taken_back(frozen)) == (1, {})
