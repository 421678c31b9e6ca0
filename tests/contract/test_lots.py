"""Under an agreement divided in lots, a consultation is one of a lot, from its letter to its open
data; from the amount signed, its lot loses as much as the agreement.
"""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files.papers import to_json
from atelier_local.programme.agreement import queries as agreements
from atelier_local.programme.agreement.models import Lot
from atelier_local.refusal import Refused
from atelier_local.steps.competition import papers, queries, receipts
from atelier_local.steps.competition.models import Letter, MiniCompetition
from atelier_local.steps.contract import papers as signed_papers
from atelier_local.steps.contract import queries as contracts
from atelier_local.steps.contract.operations import sign
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG, three_lots
from tests.factories.competition import AFTER, invited
from tests.factories.contract import SIGNED
from tests.pages import assert_queries
from verify import verify_competition as script

RIVERS = "lot 2 (Rivières)"


def of_the_second(cast):
    """Awarded to C, of the two who hold the lot, and all written to."""
    return factory.an_awarded(cast, decided={"lot": three_lots(cast)[1]})


@pytest.fixture(scope="module")
def made(kept):
    return kept(of_the_second)


@pytest.fixture
def competition(made, db) -> MiniCompetition:
    return MiniCompetition.objects.select_related("stream", "atelier__framework").get()


def words(paper) -> str:
    return json.dumps(to_json(paper), ensure_ascii=False)


def test_its_holders_are_consulted_and_no_other(as_, cast, competition):
    consulted = [one.consortium.letter for one in competition.invitations.all()]
    assert consulted == ["C", "E"]
    alice = competition.atelier.framework.consortia.get(letter="A").agents.get().person
    assert as_(alice).get(reverse("competition:my_tender", args=[SLUG])).status_code == 404
    clock.advance_to(AFTER)
    path = reverse("competition:competition", args=[SLUG])
    page = as_(cast.camille).get(path).text
    assert "tous les titulaires du lot 2 de l’accord-cadre" in page
    assert "Lot 2 (Rivières)" in page
    assert_queries(as_(cast.camille), path)


def test_every_paper_says_the_lot(competition):
    sent = json.dumps(competition.letter.paper, ensure_ascii=False)
    assert "titulaire du lot 2 de l’accord-cadre" in sent
    assert f"Accord-cadre : {competition.atelier.framework}, {RIVERS}." in sent
    for one in Letter.objects.select_related("filed"):
        assert RIVERS in json.dumps(one.filed.paper, ensure_ascii=False)
    file, course = queries.case_file(competition), queries.course(competition, None)
    report = words(papers.report(file, course, day=AFTER))
    assert RIVERS in report
    assert "Tous les titulaires du lot 2 de l’accord-cadre ont été consultés" in report


def test_the_loser_s_bundle_says_it_and_the_script_checks_it(competition):
    bundle = queries.bundle(competition, invited(competition, "E"))
    assert bundle["frozen"]["lot"] == RIVERS
    said = script.check(receipts.signed_file(bundle))
    assert f"Règles figées : consultation du {RIVERS} de l’accord-cadre" in said
    for other in ("lot 3 (Littoral)", ""):
        frozen = bundle["frozen"] | {"lot": other}
        with pytest.raises(script.Fault, match="n’était pas publié"):
            script.check(receipts.signed_file(bundle | {"frozen": frozen}))


def test_shares_are_of_what_a_holder_could_be_awarded(competition):
    """A, not of this lot, is not counted as silent; C has all that was awarded there."""
    track = queries.track_record(competition.atelier.framework_id)
    assert track.consultations == 1
    rows = {record.name: (record.consulted, record.silent, part) for record, part in track.rows}
    assert rows == {"Groupement C": (1, 0, 100), "Groupement E": (1, 0, 0)}


def test_the_contract_is_taken_off_its_lot_and_says_it(as_, cast, competition):
    lot, price = competition.lot, Decimal(97_800)
    terms = {"amount_eur": price, "signed_on": SIGNED.date(), "by": cast.camille, "at": SIGNED}
    Lot.objects.filter(pk=lot.pk).update(ceiling_eur=price - 1)
    clock.advance_to(SIGNED)
    path = reverse("contract:sign", args=[SLUG])
    assert "du lot 2 serait dépassé" in as_(cast.camille).get(path).text
    assert_queries(as_(cast.camille), path)
    competition.lot.refresh_from_db()
    with pytest.raises(Refused, match="du lot 2 serait dépassé"):
        sign(competition, **terms)
    Lot.objects.filter(pk=lot.pk).update(ceiling_eur=price)
    competition.lot.refresh_from_db()
    contract = sign(competition, **terms)
    assert agreements.left(competition.atelier.framework, competition.lot) == 0
    assert contracts.facts(contract, SIGNED.date()).subject.startswith(
        f"{competition.atelier.name}, {RIVERS} : "
    )
    act = words(signed_papers.engagement(contracts.engagement(contract.atelier, SIGNED.date())))
    assert RIVERS in act
    assert "de tous les titulaires du lot 2 de l’accord-cadre" in act
    assert_queries(as_(cast.camille), reverse("contract:contract", args=[SLUG]))
