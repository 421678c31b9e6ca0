"""Somebody comes into the team under way, for a firm that holds the contract."""

from dataclasses import replace

import pytest

from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries
from tests.contract.test_lead import NOÉ, assert_said, at, firms
from tests.contract.test_modifications import made as made
from tests.contract.test_team import LATER, the_contract
from tests.factories.ateliers import SHARED


def test_somebody_more_is_a_new_version_of_the_team(cast):
    contract = the_contract()
    new = operations.join_team(contract, firms()[SHARED], NOÉ, by=cast.camille, at=LATER)
    assert new.member.organisation.name == SHARED
    assert Role.TEAM in roles_in(contract.atelier, new.person)
    assert [v.number for v in queries.team(contract).versions] == [2, 1]
    assert contract.atelier.stream.lines.filter(kind="contract.person_joined").count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"days": 0}, "au moins un jour"),
        ({"email": "dina.haddad@exemple.test"}, "déjà dans l’équipe"),
        ({"email": "eve.caron@exemple.test"}, "autre entreprise"),
    ],
)
def test_each_fault_of_who_joins_is_told(cast, change, why):
    firm = firms()["Atelier des Haies"]
    with pytest.raises(Refused, match=why):
        operations.join_team(
            the_contract(), firm, replace(NOÉ, **change), by=cast.camille, at=LATER
        )
    with pytest.raises(Refused, match="n’est pas titulaire"):
        operations.join_team(the_contract(), cast.eve.organisation, NOÉ, by=cast.camille, at=LATER)


def test_joining_through_the_screens(as_, cast):
    camille = as_(cast.camille)
    sent = {"email": NOÉ.email, "first_name": "Noé", "last_name": "Vasseur"}
    sent |= {"speciality": "hydraulique", "days": "20", "firm": str(firms()[SHARED].pk)}
    assert camille.post(at("join"), sent | {"days": ""}).status_code == 422
    assert camille.post(at("join"), sent).url == at("team")
    assert "Noé Vasseur" in assert_said(camille, at("team"))
    assert camille.post(at("join"), sent).status_code == 422
    seen = {n: as_(p).get(at("join")).status_code for n, p in vars(cast).items()}
    expected = dict.fromkeys(vars(cast), 403) | {"eve": 404, "stranger": 404, "camille": 200}
    assert seen == expected
