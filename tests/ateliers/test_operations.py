"""Moving on, dates, roles and questions, on the real database."""

from copy import deepcopy
from datetime import date

import pytest

from atelier_local.ground.journal.models import Line
from atelier_local.programme.ateliers.enums import Ending, PartyKind, Stage
from atelier_local.programme.ateliers.models import Atelier, RoleGrant
from atelier_local.programme.ateliers.operations import (
    advance,
    bring_in,
    end,
    grant,
    join_party,
    open_atelier,
    revoke,
    schedule,
    state_problem,
)
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Message, Organisation
from atelier_local.refusal import Refused
from tests.factories.ateliers import a_framework, an_atelier, an_epci
from tests.factories.people import LONG_AGO


@pytest.fixture(scope="module")
def made(kept):
    return kept(an_atelier)


@pytest.fixture
def atelier(made, db) -> Atelier:
    return deepcopy(made)


def acts(atelier: Atelier, kind: str) -> int:
    return Line.objects.filter(stream=atelier.stream, kind=kind).count()


def test_whoever_opens_it_pilots_it(cast):
    atelier = open_atelier(
        slug="ailleurs",
        epci=an_epci(),
        framework=a_framework(cast),
        pilot=cast.camille.organisation,
        by=cast.camille,
        at=LONG_AGO,
    )
    assert atelier.at_stage is Stage.APPLICATION
    assert atelier.parties.get().kind == PartyKind.PILOT
    assert atelier.grants.get().role == Role.PILOT
    with pytest.raises(Refused, match="porte déjà l’adresse « ailleurs »"):
        open_atelier(
            slug="ailleurs",
            epci=atelier.epci,
            framework=atelier.framework,
            pilot=cast.camille.organisation,
            by=cast.camille,
            at=LONG_AGO,
        )


def test_from_a_page_left_open_it_moves_once(atelier, cast):
    stale = Atelier.objects.get(pk=atelier.pk)
    advance(atelier, Stage.COMPETITION, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="a changé d’étape entre-temps"):
        advance(stale, Stage.COMPETITION, by=cast.camille, at=LONG_AGO)
    assert acts(atelier, "ateliers.advanced") == 1
    left, entered = atelier.dates.order_by("id")
    assert left.ends_on == entered.starts_on == date(2026, 1, 5)


def test_a_stage_left_before_its_foreseen_start_keeps_its_dates(atelier, cast):
    ahead = date(2026, 12, 1)
    schedule(atelier, {Stage.COMPETITION: (ahead, None)}, by=cast.camille, at=LONG_AGO)
    for stage in (Stage.COMPETITION, Stage.FRAMING):
        advance(atelier, stage, by=cast.camille, at=LONG_AGO)
    kept = atelier.dates.get(stage=Stage.COMPETITION)
    assert (kept.starts_on, kept.ends_on) == (ahead, None)


def test_an_ended_atelier_stays_where_it_stopped(atelier, cast):
    stale = Atelier.objects.get(pk=atelier.pk)
    end(atelier, Ending.ABANDONED, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="entre-temps"):
        advance(stale, Stage.COMPETITION, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="l’Atelier est terminé"):
        advance(atelier, Stage.COMPETITION, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="déjà terminé"):
        end(stale, Ending.TERMINATED, by=cast.camille, at=LONG_AGO)
    assert Atelier.objects.get(pk=atelier.pk).ending == Ending.ABANDONED


def test_a_schedule_out_of_order_changes_nothing(atelier, cast):
    wrong = {
        Stage.WORKSHOP_1: (date(2026, 6, 1), date(2026, 6, 2)),
        Stage.WORKSHOP_2: (date(2026, 5, 1), None),
    }
    with pytest.raises(Refused, match="« Atelier 2 » commencerait avant « Atelier 1 »"):
        schedule(atelier, wrong, by=cast.camille, at=LONG_AGO)
    assert atelier.dates.count() == 1


def test_the_same_role_or_place_twice_is_one(atelier, cast):
    before = Line.objects.filter(stream=atelier.stream).count()
    grant(atelier, cast.paul, Role.PARTNER, by=cast.camille, at=LONG_AGO)
    paul = cast.paul.organisation
    join_party(atelier, paul, PartyKind.PARTNER, by=cast.camille, at=LONG_AGO)
    assert Line.objects.filter(stream=atelier.stream).count() == before


def test_a_role_taken_back_can_be_given_again(atelier, cast):
    held = RoleGrant.objects.get(person=cast.paul)
    for _ in range(2):
        revoke(held, by=cast.camille, at=LONG_AGO)
    assert acts(atelier, "role.revoked") == 1
    again = grant(atelier, cast.paul, Role.PARTNER, by=cast.camille, at=LONG_AGO)
    assert again.pk != held.pk


def test_earlier_questions_stay(atelier, cast):
    for question in ("Comment habiter ?", "Comment habiter les bourgs ?"):
        state_problem(atelier, question, by=cast.bastien, at=LONG_AGO)
    assert atelier.statements.count() == 2
    assert atelier.question == "Comment habiter les bourgs ?"
    with pytest.raises(Refused, match="écrivez la question"):
        state_problem(atelier, "  ", by=cast.bastien, at=LONG_AGO)


NEWCOMER = {"first_name": "Nadia", "last_name": "Blanc", "email": "nadia@exemple.test"}


def test_a_new_party_enters_with_its_first_person(atelier, cast):
    granted = bring_in(
        atelier, Role.PARTNER, organisation="CAUE", **NEWCOMER, by=cast.camille, at=LONG_AGO
    )
    party = atelier.parties.get(organisation__name="CAUE")
    assert (party.kind, granted.person.organisation) == (PartyKind.PARTNER, party.organisation)
    assert "Choisissez votre mot de passe" in Message.objects.get().body


def test_someone_who_has_an_account_is_only_told(atelier, cast):
    known = cast.bastien
    granted = bring_in(
        atelier,
        Role.ELECTED,
        organisation=known.organisation.name.upper(),
        email=known.email,
        first_name=known.first_name,
        last_name=known.last_name,
        by=cast.camille,
        at=LONG_AGO,
    )
    assert granted.person == known
    assert "vous donne le rôle « Élu ou élue »" in Message.objects.get().body


@pytest.mark.parametrize(
    ("role", "last_name", "reason"),
    [
        (Role.PREFECTURE, None, "déjà le rôle « Partenaire »"),
        (Role.PARTNER, "Quelqu’un d’autre", "vérifiez l’adresse ou le nom"),
    ],
)
def test_nobody_sits_on_two_sides_nor_is_taken_for_another(atelier, cast, role, last_name, reason):
    known = cast.paul
    said = {"email": known.email.upper(), "first_name": known.first_name, "organisation": "CAUE"}
    with pytest.raises(Refused, match=reason):
        bring_in(
            atelier,
            role,
            **said,
            last_name=last_name or known.last_name,
            by=cast.camille,
            at=LONG_AGO,
        )
    assert not Organisation.objects.filter(name="CAUE").exists()


def test_the_team_is_not_given_by_hand_nor_ones_own_role_taken(atelier, cast):
    with pytest.raises(Refused, match="notification du marché"):
        bring_in(atelier, Role.TEAM, organisation="CAUE", **NEWCOMER, by=cast.camille, at=LONG_AGO)
    mine = RoleGrant.objects.get(person=cast.camille, atelier=atelier)
    with pytest.raises(Refused, match="votre propre rôle"):
        revoke(mine, by=cast.camille, at=LONG_AGO)
