"""A contract given without competition (art. R2162-10, last paragraph): each of its conditions."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command
from django.urls import NoReverseMatch, reverse

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files.papers import from_json
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.models import Message
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState as State
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.rules import direct
from atelier_local.steps.competition.urls import urlpatterns
from tests.factories import agreement
from tests.factories import direct as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER
from tests.factories.direct import WHOLE, a_direct_award, a_proposal
from tests.pages import assert_queries

DAY = day_of(AFTER)
AGREED = direct.Agreed(agreement.CLAUSE, date(2026, 1, 1), date(2029, 12, 31), 10, 15)
OPEN = {"at_stage": True, "specified": True, "agreed": AGREED, "day": DAY}
BROKEN = {
    "la raison technique": {"reason": "Urgence."},
    "aucun autre titulaire": {"sole": "Il est le meilleur."},
    "il manque le prix": {"price_eur": None},
    "de 10 à 15 mois": {"months": 9},
    "date à venir": {"received_on": DAY + timedelta(days=1)},
    "aucun lien": {"untied": False},
}
"""What is refused, and what of a whole decision it takes to be so."""


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_foreseen_draft)


@pytest.fixture(autouse=True)
def after():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def test_each_missing_condition_is_one_reason_and_nothing_else_is():
    for count in range(len(BROKEN) + 1):
        for broken in combinations(BROKEN, count):
            said = reduce(lambda one, why: replace(one, **BROKEN[why]), broken, WHOLE)
            for holds in (True, False):
                why = direct.against_deciding_directly(said, holds=holds, agreed=AGREED, day=DAY)
                assert len(why) == count + (not holds)
                assert all(sum(words in str(one) for one in why) == 1 for words in broken)


def test_it_is_decided_in_the_place_of_a_consultation_that_nobody_has_heard_of():
    assert direct.against_direct(State.DRAFT, **OPEN) == direct.against_direct(None, **OPEN) == ()
    for state in set(State) - {State.DRAFT}:
        assert "déjà publiée ou close" in str(direct.against_direct(state, **OPEN)[0])
    for why, changed in {
        "ne prévoit aucun marché sans remise": {"agreed": replace(AGREED, clause=" ")},
        "n’est plus valable": {"day": date(2030, 1, 1)},
        "pas encore valable": {"day": date(2025, 1, 1)},
        "pas encore retenue": {"at_stage": False},
        "cahier des charges": {"specified": False},
    }.items():
        (only,) = direct.against_direct(State.DRAFT, **(OPEN | changed))
        assert why in str(only)


def decide(cast, competition, *, said=WHOLE, proposal=None, letter="C", by=None):
    atelier = MiniCompetition.objects.select_related("atelier__framework").get().atelier
    holder = atelier.framework.consortia.get(letter=letter)
    file = a_proposal() if proposal is None else proposal
    return operations.award_directly(atelier, holder, said, file, by=by or cast.camille, at=AFTER)


def test_the_one_holder_able_gets_the_contract(as_, cast, competition):
    people = [cast.camille, cast.bastien]
    operations.name_officers(competition, people, by=cast.camille, at=AFTER)
    made = decide(cast, competition)
    assert decide(cast, competition) == made  # twice is once
    competition.refresh_from_db()
    assert (competition.at_state, made.direct, made.total) == (State.DIRECT, True, None)
    assert [one.consortium.letter for one in queries.invitations(competition)] == ["C"]
    lines = competition.stream.lines.filter(kind="competition.awarded_directly")
    assert lines.get().payload["clause"] == agreement.CLAUSE
    paper = str(from_json(made.filed.paper))
    for words in (agreement.CLAUSE, factory.REASON, factory.SOLE, "art. R2162-10", "12 mois"):
        assert words in paper
    assert Task.objects.get(key="contract:sign", done_at=None)
    keys = Task.objects.filter(key__startswith="competition:key:")
    assert (keys.count(), keys.filter(done_at=None).count()) == (2, 0)  # nothing is to be opened
    competition.atelier.framework.refresh_from_db()
    assert competition.atelier.framework.first_used_on == DAY
    assert queries.track_record(competition.atelier.framework_id).records == {}  # no rate moves
    assert not Message.objects.filter(to__in=[cast.dina.email, cast.eve.email]).exists()


def test_what_the_law_or_the_agreement_lacks_is_refused(cast, competition):
    framework = competition.atelier.framework
    with pytest.raises(Refused, match="phrase entière"):
        decide(cast, competition, said=replace(WHOLE, reason="Urgence."))
    with pytest.raises(Refused, match="reste 4"):
        decide(cast, competition, said=replace(WHOLE, price_eur=Decimal(4_000_001)))
    with pytest.raises(Refused, match="lié à un groupement"):
        decide(cast, competition, by=cast.dina)  # of the very holder
    type(framework).objects.update(direct_clause="")
    with pytest.raises(Refused, match="ne prévoit aucun marché sans remise"):
        decide(cast, competition)
    competition.refresh_from_db()
    assert (competition.at_state, competition.awards.count()) == (State.DRAFT, 0)


POSTED = {
    "reason": factory.REASON,
    "sole": factory.SOLE,
    "price_eur": "64 000",
    "months": "12",
    "received_on": f"{DAY:%d/%m/%Y}",
    "untied": "on",
}


def test_the_page_greys_the_act_and_takes_a_whole_decision(as_, cast, competition):
    camille = as_(cast.camille)
    assert_queries(camille, at("direct"))
    assert at("direct") in camille.get(at("prepare")).text
    page = camille.get(at("direct")).text
    assert agreement.CLAUSE in page
    assert camille.post(at("direct"), POSTED).status_code == 422
    holder = competition.atelier.framework.consortia.get(letter="C")
    whole = POSTED | {
        "consortium": holder.pk,
        "again": competition.atelier.name,
        "upload": a_proposal(),
    }
    assert camille.post(at("direct"), whole).status_code == 302
    assert_queries(camille, at("competition"))
    shown = camille.get(at("competition")).text
    for words in ("Attribué sans mise en concurrence", factory.REASON, "Groupement C", "taux de"):
        assert words in shown
    assert camille.get(at("direct")).status_code == 302
    assert camille.get(at("direct_proposal")).content.startswith(b"%PDF")
    assert camille.get(at("decision", "docx")).status_code == 200
    assert as_(cast.bastien).get(at("direct")).status_code == 403
    assert as_(cast.eve).get(at("competition")).status_code == 404


def test_without_its_clause_the_page_says_so(as_, cast, competition):
    type(competition.atelier.framework).objects.update(direct_clause="")
    camille = as_(cast.camille)
    assert at("direct") not in camille.get(at("prepare")).text
    page = camille.get(at("direct"))
    assert page.status_code == 200
    assert "ne prévoit aucun marché sans remise en concurrence" in page.text
    assert "aria-disabled" in page.text


def test_every_page_of_a_competition_says_that_there_is_none(as_, cast, competition):
    """Nothing breaks and no other holder has a side; nothing is to be verified."""
    a_direct_award(cast, competition)
    camille = as_(cast.camille)
    for name in {one.name for one in urlpatterns}:
        with suppress(NoReverseMatch):
            assert camille.get(at(name)).status_code < 500, name
    for person in (cast.dina, cast.eve):
        for name in ("letter", "my_tender", "my_result", "competition"):
            assert as_(person).get(at(name)).status_code == 404
    for name in ("letters", "runner_up"):
        assert as_(cast.camille).get(at(name)).status_code in (404, 409)
    with pytest.raises(CommandError, match="sans mise en concurrence"):
        call_command("export_competition", SLUG, "--for", "C", stdout=StringIO())
    with pytest.raises(CommandError, match="sans mise en concurrence"):
        call_command("export_competition", SLUG, "--for", "E", stdout=StringIO())


def test_it_is_given_up_until_the_contract_is_signed_and_only_its_holder_is_told(
    as_, cast, competition
):
    made = a_direct_award(cast, competition)
    why = "Le modèle est devenu public."
    said = as_(cast.camille).get(at("discontinue")).text
    assert "à lui seul" in said
    assert "titulaires consultés" not in said
    operations.discontinue(made.competition, why, by=cast.camille, at=AFTER)
    made.refresh_from_db()
    assert made.withdrawn_at == AFTER
    told = Message.objects.filter(body__contains=why).values_list("to", flat=True)
    assert list(told) == [cast.dina.email]
    (body,) = Message.objects.filter(body__contains=why).values_list("body", flat=True)
    assert "dont Groupement C devait être titulaire" in body
    assert "consult" not in body.split("Le document")[0]
    dina = as_(cast.dina)
    page = dina.get(at("my_result"))
    assert (page.status_code, "il ne sera pas conclu" in page.text) == (200, True)
    assert at("letter") not in page.text
    made.competition.refresh_from_db()
    assert dina.get(at("my_paper", made.competition.ending_id, "docx")).status_code == 200
    for shut in ("letter", "my_tender", "questions", "my_group"):  # nobody was consulted
        assert dina.get(at(shut)).status_code == 404, shut
    assert dina.get(at("letter_file", "docx")).status_code == 404
    mine = dina.get(reverse("competition:mine")).text
    assert at("my_result") in mine
    assert at("letter") not in mine
    assert as_(cast.camille).get(at("decision", "docx")).status_code == 200
    assert as_(cast.camille).get(at("competition")).status_code == 200
