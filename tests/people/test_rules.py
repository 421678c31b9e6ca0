"""Inviting, national roles, links: decisions on plain values; and the table of rights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.programme.people import rules
from atelier_local.programme.people.access import GRANTS, Capability, allowed
from atelier_local.programme.people.enums import Role

roles = st.sets(st.sampled_from(Role))


@given(st.emails(), st.booleans())
def test_inviting_needs_only_an_address_without_account(email, active):
    assert bool(rules.against_inviting(email, already_active=active)) is active


def test_an_address_without_at_is_refused():
    (reason,) = rules.against_inviting("camille", already_active=False)
    assert str(reason) == "l’adresse électronique est incomplète"


@given(st.sampled_from(Role))
def test_a_national_role_is_given_once(role):
    assert not rules.against_national_role(None)
    assert role.label in str(rules.against_national_role(role)[0])


@given(st.booleans(), st.booleans(), st.booleans())
def test_a_link_works_once_and_only_an_invitation_opens_an_account(first, active, invited):
    refused = rules.against_choosing_password(first, active=active, invited=invited)
    assert bool(refused) is (not first or not (active or invited))


@given(roles, roles, st.sampled_from(Capability))
def test_roles_only_ever_add_rights(some, others, capability):
    assert allowed(some | others, capability) is (
        allowed(some, capability) or allowed(others, capability)
    )


def test_every_role_is_in_the_table():
    assert GRANTS.keys() == set(Role)


def test_no_role_lets_anyone_tender():
    """Rights on a tender hang on a side of one competition."""
    assert not allowed(Role, Capability.TENDER)


@pytest.mark.parametrize("capability", sorted(set(Capability) - {Capability.TENDER}))
def test_every_other_capability_is_someone_s(capability):
    assert allowed(Role, capability)
