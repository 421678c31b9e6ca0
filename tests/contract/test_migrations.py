"""Contracts made before: nothing is lost, everything that can be said of them is."""

from importlib import import_module

import pytest
from django.apps import apps

from atelier_local.clock import day_of
from atelier_local.steps.contract import rules
from atelier_local.steps.contract.models import CallOffContract, Publication, TeamMember
from tests.factories.contract import NOTIFIED, a_notified_contract

_ROOM = "atelier_local.steps.contract.migrations"


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_notified_contract)


def test_a_contract_of_before_gets_its_number_its_length_and_its_due_date(cast):
    Publication.objects.all().delete()
    CallOffContract.objects.update(decp_id="", duration_months=None)
    import_module(f"{_ROOM}.0003_contracts_of_before").follow(apps, None)
    contract = CallOffContract.objects.get()
    assert (contract.decp_id, contract.duration_months) == ("2026AL0001", 15)
    day = day_of(NOTIFIED)
    assert contract.publications.get().due_on == rules.publication_due(day, 2)


def test_a_team_of_before_has_been_there_since_the_notification(cast):
    TeamMember.objects.update(from_on=None)
    import_module(f"{_ROOM}.0005_teams_of_before").since(apps, None)
    assert TeamMember.objects.get().from_on == day_of(NOTIFIED)
