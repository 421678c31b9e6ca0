"""The acte d'engagement says the tender that was chosen: its price in a grid, to the cent."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.ground.files import papers as forms
from atelier_local.programme.agreement.enums import PriceType
from atelier_local.steps.competition.enums import Phase
from atelier_local.steps.competition.models import MiniCompetition
from atelier_local.steps.competition.queries.opened import body_of
from atelier_local.steps.contract import operations, papers, queries, rules
from atelier_local.steps.contract.models import CallOffContract
from tests.contract.test_team import json_of, the_contract
from tests.factories.ateliers import SHARED, SLUG
from tests.factories.competition import an_awarded
from tests.factories.contract import SIGNED, priced

row = st.dictionaries(st.sampled_from(Phase), st.integers(0, 10**7), max_size=7)
FIRMS = [f"m:{rank}" for rank in range(1, 8)] + ["s:1", "s:2"]


@pytest.fixture(scope="module")
def made(kept):
    return kept(lambda cast: an_awarded(cast, body=priced))


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def sign(cast) -> CallOffContract:
    competition = MiniCompetition.objects.select_related("atelier__framework").get()
    return operations.sign(
        competition,
        amount_eur=Decimal(97_800),
        signed_on=SIGNED.date(),
        by=cast.camille,
        at=SIGNED,
    )


@given(st.dictionaries(st.sampled_from(FIRMS), row, min_size=1), row, st.integers(1, 5))
def test_no_cell_of_the_grid_is_lost_nor_counted_twice(prices, expenses, wide):
    grid = rules.annex(prices, expenses, [(firm, f"Firme {firm}") for firm in FIRMS[:4]])
    tendered = sum(sum(cells.values()) for cells in prices.values()) + sum(expenses.values())
    assert grid.total * 100 == tendered
    assert sum(sum(cells) for _, cells in grid.rows) == grid.total == sum(grid.totals)
    shown = [firm for part in grid.slices(wide) for firm in grid.firms[part]]
    assert shown == list(grid.firms)


@given(st.decimals(0, 10**7, places=2))
def test_tax_is_a_fifth_to_the_cent(amount):
    assert abs(rules.vat_on(amount) - amount / 5) <= Decimal("0.005")


def words_of(paper: forms.Paper) -> str:
    return json_of(forms.to_json(paper))


def test_the_act_takes_up_the_tender_and_its_grid_makes_up_the_price(cast):
    contract = sign(cast)
    told = queries.engagement(contract.atelier, contract.signed_on, contract)
    body = body_of(contract.award.invitation.tender)
    assert told.annex.total == told.amount == contract.amount_eur
    assert sum(amount for _, amount in told.services) == told.amount
    assert told.annex.firms == (
        "Atelier des Haies",
        SHARED,
        "Bief et Cie (sous-traitant)",
        rules.EXPENSES,
    )
    assert [Decimal(cents) / 100 for cents in body.by_phase().values() if cents] == [
        sum(cells) for _, cells in told.annex.rows
    ]
    act = words_of(papers.engagement(told))
    for words in (
        "Atelier des Haies, mandataire",
        "R2142-24",
        "97\u202f800",
        "117\u202f360",
        "13 mois",
        "19\u202f000,33",
        "R2193-2",
        "Étude des crues.",
    ):
        assert words in act
    assert "à vérifier" not in act


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PriceType.FIRM, "Prix forfaitaire, définitif et ferme"),
        (PriceType.REVISABLE, "Prix forfaitaire, définitif et révisable"),
        (PriceType.PROVISIONAL, "Prix forfaitaire, provisoire"),
    ],
)
def test_the_act_says_the_price_as_the_agreement_and_the_open_data_do(cast, kind, said):
    contract = sign(cast)
    told = queries.engagement(contract.atelier, contract.signed_on, contract)
    told.atelier.framework.price_type = kind
    assert f'"{said}"' in words_of(papers.engagement(told))


def test_what_was_signed_is_kept_with_its_digest(cast):
    contract = sign(cast)
    kept = contract.act
    line = contract.atelier.stream.lines.get(kind="contract.signed")
    assert line.payload["act"] == kept.digest
    assert "signé le" in json_of(kept.paper)
    contract.atelier.framework.name = "Un autre accord-cadre"
    contract.atelier.framework.save()
    assert "Un autre" not in json_of(the_contract().act.paper)


def test_a_group_larger_than_a_page_has_several_tables(cast):
    told = queries.engagement(sign(cast).atelier, SIGNED.date(), the_contract())
    prices = {firm: {Phase.FRAMING: 100_00, Phase.WORKSHOP_3: 7} for firm in FIRMS}
    wide = rules.annex(prices, {Phase.FRAMING: 5}, [(firm, firm) for firm in FIRMS])
    paper = papers.engagement(type(told)(**vars(told) | {"annex": wide}))
    grids = [b for b in paper.blocks if getattr(b, "caption", "").startswith("Prix par phase")]
    assert [len(grid.header) for grid in grids] == [5, 5, 4]
    assert [grid.header[-1] for grid in grids] == ["m:4", "s:1", "Total"]
    assert forms.pdf(paper).startswith(b"%PDF-")


def test_a_price_that_is_not_shared_is_said_so(cast):
    contract = sign(cast)
    told = queries.engagement(contract.atelier, contract.signed_on, contract)
    plain = type(told)(**vars(told) | {"annex": rules.annex({}, {}, ()), "subs": ()})
    act = words_of(papers.engagement(plain))
    assert "ne répartit son prix ni" in act
    assert "aucun sous-traitant" in act


def test_who_downloads_it_before_and_after_the_signature(as_, cast):
    clock.advance_to(SIGNED)
    everyone = vars(cast)
    before = {n: as_(p).get(at("act", "pdf")).status_code for n, p in everyone.items()}
    reads = dict.fromkeys(("bastien", "olivia", "agnès"), 404)
    shut = {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404, "dina": 404}
    assert before == {"camille": 200} | reads | shut
    assert "Acte d’engagement à signer" in as_(cast.camille).get(at("sign")).content.decode()
    sign(cast)
    after = {n: as_(p).get(at("act", "docx")).status_code for n, p in everyone.items()}
    assert after == {"camille": 200} | dict.fromkeys(reads, 200) | shut
    signed = as_(cast.camille).get(at("act", "pdf"))
    assert signed.content.startswith(b"%PDF-")
    assert as_(cast.camille).get(at("act", "html")).status_code == 404
    assert at("act", "pdf") in as_(cast.bastien).get(at("contract")).content.decode()


def test_a_contract_signed_before_acts_were_kept_has_one_all_the_same(as_, cast):
    sign(cast)
    CallOffContract.objects.update(act=None)
    assert as_(cast.camille).get(at("act", "docx")).content.startswith(b"PK")
