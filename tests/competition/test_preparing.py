"""What must be frozen and complete before the consortia are consulted."""

from datetime import timedelta

import pytest
from django.core import mail

from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations
from atelier_local.steps.competition.enums import CompetitionState
from atelier_local.steps.competition.models import MiniCompetition
from tests.factories import competition as factory
from tests.factories.people import LONG_AGO


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_sealable)


def test_weights_and_deadline_change_as_long_as_it_is_a_draft(cast, competition):
    weights = factory.WEIGHTS | {"method": 35, "price": 20}
    later = factory.DEADLINE + timedelta(days=7)
    operations.prepare_competition(
        competition.atelier, weights=weights, deadline=later, by=cast.camille, at=LONG_AGO
    )
    competition.refresh_from_db()
    assert competition.deadline == later
    assert {c.key: c.weight for c in competition.criteria.all()} == weights


def test_officers_of_one_party_are_refused(cast, competition):
    passphrases = {cast.bastien: factory.BASTIENS, cast.hélène: "la phrase d’Hélène"}
    with pytest.raises(Refused, match="ouvrir les plis"):
        operations.name_officers(competition, passphrases, by=cast.camille, at=LONG_AGO)


def test_one_passphrase_for_two_is_refused(cast, competition):
    passphrases = {cast.camille: factory.CAMILLES, cast.olivia: factory.CAMILLES}
    with pytest.raises(Refused, match="sa propre phrase"):
        operations.name_officers(competition, passphrases, by=cast.camille, at=LONG_AGO)


def test_publishing_writes_to_every_consortium_and_hands_out_tasks(
    cast, competition, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(competition, by=cast.camille, at=LONG_AGO)
    letters = set(competition.invitations.values_list("consortium__letter", flat=True))
    assert letters == {"A", "C", "E"}
    written_to = {address for message in mail.outbox for address in message.to}
    assert {cast.dina.email, cast.eve.email} <= written_to
    openers = Task.objects.filter(key="competition:open", done_at=None)
    assert {task.person for task in openers} == {cast.camille, cast.bastien}


def test_publishing_twice_is_publishing_once(cast, competition):
    stale = MiniCompetition.objects.get()
    operations.publish(competition, by=cast.camille, at=LONG_AGO)
    lines = competition.stream.lines.count()
    operations.publish(competition, by=cast.camille, at=LONG_AGO)
    operations.publish(stale, by=cast.camille, at=LONG_AGO)
    assert competition.invitations.count() == 3
    assert competition.stream.lines.count() == lines


def test_once_published_nothing_changes_any_more(cast, competition):
    operations.publish(competition, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="ne change plus"):
        operations.prepare_competition(
            competition.atelier,
            weights=factory.WEIGHTS,
            deadline=factory.DEADLINE,
            by=cast.camille,
            at=LONG_AGO,
        )
    with pytest.raises(Refused, match="ne changent plus"):
        operations.name_officers(
            competition,
            {cast.camille: factory.CAMILLES, cast.olivia: "la phrase d’Olivia"},
            by=cast.camille,
            at=LONG_AGO,
        )


def test_without_officers_or_agents_nobody_is_consulted(cast, competition):
    competition.officers.all().delete()
    consortium = competition.atelier.framework.consortia.get(letter="A")
    consortium.agents.all().delete()
    with pytest.raises(Refused) as refused:
        operations.publish(competition, by=cast.camille, at=LONG_AGO)
    said = str(refused.value)
    assert "ne sont pas nommées" in said
    assert "Groupement A n’a pas de représentant" in said


def test_after_the_agreement_ended_nobody_is_consulted(cast, competition):
    framework = competition.atelier.framework
    framework.valid_to = LONG_AGO.date() - timedelta(days=1)
    framework.save()
    with pytest.raises(Refused, match="n’est plus valable"):
        operations.publish(competition, by=cast.camille, at=LONG_AGO)


def test_giving_up_ends_the_atelier_with_a_reason(cast, competition):
    with pytest.raises(Refused, match="motif"):
        operations.discontinue(competition, " ", by=cast.camille, at=LONG_AGO)
    for _ in range(2):
        operations.discontinue(competition, "Plus d’élu porteur.", by=cast.camille, at=LONG_AGO)
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.DISCONTINUED
    assert competition.atelier.ending == Ending.DISCONTINUED
