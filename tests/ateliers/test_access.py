"""The door of an Atelier: who is a stranger, who may what."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from atelier_local.programme.ateliers.access import atelier_for, roles_in
from atelier_local.programme.ateliers.models import RoleGrant
from atelier_local.programme.ateliers.operations import grant, revoke
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.people.enums import Role
from tests.factories.ateliers import SLUG, an_atelier, an_epci
from tests.factories.people import LONG_AGO

MEMBERS = {"camille", "bastien", "hélène", "olivia", "paul", "agnès"}


def opens(person, capability: C) -> int:
    """What the door answers, as a page would."""
    try:
        atelier_for(person, SLUG, capability)
    except Http404:
        return 404
    except PermissionDenied:
        return 403
    return 200


def test_members_see_it_and_to_others_it_does_not_exist(cast):
    an_atelier(cast)
    for name, person in vars(cast).items():
        assert opens(person, C.SEE_ATELIER) == (200 if name in MEMBERS else 404), name


def test_a_member_without_the_right_is_told_so(cast):
    an_atelier(cast)
    able = {n for n, person in vars(cast).items() if opens(person, C.RUN_COMPETITION) == 200}
    told = {n for n, person in vars(cast).items() if opens(person, C.RUN_COMPETITION) == 403}
    assert (able, told) == ({"camille"}, MEMBERS - {"camille"})


def test_an_unknown_address_is_not_found(cast):
    with pytest.raises(Http404):
        atelier_for(cast.camille, "ailleurs", C.SEE_ATELIER)


def test_a_devolved_service_has_no_right_in_another_s_atelier(cast):
    assert roles_in(an_atelier(cast), cast.stranger) == frozenset()


def test_rights_come_and_go_with_the_role(cast):
    atelier = an_atelier(cast)
    grant(atelier, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    assert atelier_for(cast.dina, SLUG, C.WRITE_EVIDENCE).is_team
    revoke(RoleGrant.objects.get(person=cast.paul), by=cast.camille, at=LONG_AGO)
    assert opens(cast.paul, C.SEE_ATELIER) == 404


def test_a_role_elsewhere_opens_nothing_here(cast):
    here = an_atelier(cast)
    epci = an_epci("200072999", "CC du Houlme")
    there = an_atelier(cast, slug="houlme", epci=epci, framework=here.framework)
    grant(there, cast.dina, Role.TEAM, by=cast.camille, at=LONG_AGO)
    assert opens(cast.dina, C.SEE_ATELIER) == 404
