"""Under an agreement divided in lots, a draft may wait for its lot; no letter leaves without it."""

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.models import Lot
from atelier_local.programme.agreement.operations import amend_framework
from atelier_local.refusal import Refused
from atelier_local.steps.competition import letter, operations, queries
from tests.factories import agreement, direct
from tests.factories import competition as factory
from tests.factories.agreement import framework as another_framework
from tests.factories.ateliers import SLUG, three_lots
from tests.factories.competition import AFTER
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_draft)


@pytest.fixture
def lots(cast, competition):
    return three_lots(cast)


def test_it_names_its_lot_before_the_letter_leaves(as_, cast, competition, lots):
    clock.advance_to(LONG_AGO)
    why = "l’accord-cadre est divisé en lots : dites duquel il s’agit"
    camille = as_(cast.camille)
    publish = reverse("competition:publish", args=[SLUG])
    prepare = reverse("competition:prepare", args=[SLUG])
    assert why in camille.get(publish).text.replace("\u00a0", " ")
    assert "Lot 2, Rivières" in camille.get(prepare).text
    for path in (publish, prepare):
        assert_queries(camille, path)
    with pytest.raises(Refused, match="divisé en lots"):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    form = camille.get(prepare).context["form"]
    kept = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    typed = {"deadline": "03/07/2026 12:00", "lot": lots[1].pk}
    assert camille.post(prepare, kept | typed | {"lot": "999"}).status_code == 422
    assert camille.post(prepare, kept | typed).status_code == 302
    assert f'value="{lots[1].pk}" selected' in camille.get(prepare).text
    assert why not in camille.get(publish).text.replace("\u00a0", " ")
    competition.refresh_from_db()
    assert "titulaire du lot 2" in str(letter.paper(queries.draft(competition), LONG_AGO))


def test_a_lot_without_holder_or_of_another_agreement_is_refused(cast, competition, lots):
    other = Lot.objects.create(framework=another_framework("autre"), number=2, subject="X")
    plan = factory.a_plan(cast, lot=other)
    with pytest.raises(Refused, match="pas de cet accord-cadre"):
        operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    lots[0].holders.clear()
    plan = factory.a_plan(cast, lot=lots[0])
    operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    with pytest.raises(Refused, match="le lot 1 n’a pas de titulaire"):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)


def test_a_lot_named_by_a_draft_stays(cast, competition, lots):
    plan = factory.a_plan(cast, lot=lots[0])
    operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    framework = competition.atelier.framework
    rows, criteria = agreements.lots_of(framework), agreements.criteria_of(framework)
    with pytest.raises(Refused, match="en préparation nomme le lot 1"):
        amend_framework(framework, {}, criteria, rows[1:], by=cast.agnès, at=LONG_AGO)


def test_without_competition_the_one_holder_able_holds_the_lot(as_, cast, competition, lots):
    atelier = competition.atelier
    agreement.foresee_direct(atelier.framework, cast.agnès)
    atelier.framework.refresh_from_db()
    holder = atelier.framework.consortia.get(letter="C")

    def decide(lot):
        said, proposal = direct.WHOLE, direct.a_proposal()
        return operations.award_directly(
            atelier, holder, said, proposal, lot=lot, by=cast.camille, at=AFTER
        )

    clock.advance_to(AFTER)
    path = reverse("competition:direct", args=[SLUG])
    assert "Lot 2, Rivières" in as_(cast.camille).get(path).text
    assert_queries(as_(cast.camille), path)
    with pytest.raises(Refused, match="divisé en lots"):
        decide(None)
    with pytest.raises(Refused, match="n’est pas titulaire de l’accord-cadre, ou de ce lot"):
        decide(lots[0])
    Lot.objects.filter(pk=lots[1].pk).update(ceiling_eur=direct.PRICE - 1)
    with pytest.raises(Refused, match="du lot 2 serait dépassé"):
        decide(atelier.framework.lots.get(number=2))
    assert decide(lots[2]).competition.lot == lots[2]
    assert "Lot 3 (Littoral)" in as_(cast.camille).get(path, follow=True).text
