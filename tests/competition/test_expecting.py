"""The plan of the tenders follows the specification; prices may follow days and rates."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.programme.agreement.models import ConsortiumMember, Speciality
from atelier_local.refusal import Refused
from atelier_local.steps.application import queries as application
from atelier_local.steps.competition import letter, operations, queries
from atelier_local.steps.competition.enums import CompetitionState, Phase, TenderPart
from atelier_local.steps.competition.queries.asked import Brief
from atelier_local.steps.competition.rules import expecting, typed
from atelier_local.steps.competition.rules.expecting import Item
from tests.factories import competition as factory
from tests.factories.people import LONG_AGO

SLUG = "collines"


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_sealable)


@pytest.fixture
def competition(made, cast):
    return made.__class__.objects.select_related("atelier__framework", "stream").get(pk=made.pk)


def at(route: str, *args: object) -> str:
    return reverse(f"competition:{route}", args=[SLUG, *args])


def an_item(number: str, part: TenderPart | None = TenderPart.METHOD, title: str = "Objet") -> Item:
    return Item(number, title, "…", part)


def test_a_whole_section_is_cited_by_its_number_alone():
    items = [
        an_item("1.1", TenderPart.UNDERSTANDING, "Porteurs"),
        an_item("1.2", TenderPart.UNDERSTANDING, "Porteurs"),
        an_item("4.1", TenderPart.UNDERSTANDING, "Objectifs"),
        an_item("4.2", TenderPart.OUTREACH, "Objectifs"),
    ]
    assert expecting.cited(items, TenderPart.UNDERSTANDING) == "§ 1 et 4.1 · porteurs, objectifs"
    assert expecting.cited(items, TenderPart.OUTREACH) == "§ 4.2 · objectifs"
    assert expecting.cited(items, TenderPart.PRICE) == ""
    assert expecting.unanswered(items) == ()
    assert "§ 2.1" in str(expecting.unanswered([an_item("2.1", None)])[0])


def test_every_item_has_a_part_by_default_and_the_letter_says_which(competition):
    asked = queries.asked_of(competition)
    assert [item.number for item in asked.items] == [
        item.number for item in application.specification_of(competition.atelier).items.all()
    ]
    assert all(item.part for item in asked.items)
    written = letter.paper(queries.draft(competition), LONG_AGO)
    table = next(b for b in written.blocks if getattr(b, "caption", "").startswith("Les huit"))
    assert [row[0] for row in table.rows] == [part.label for part in TenderPart]
    assert table.rows[0][1].startswith("§ 1, 2, 3 et 6 · ")
    assert table.rows[-1][1].startswith("§ 9.4")
    assert asked.specification.digest in str(written.blocks)


def test_an_item_that_no_part_answers_keeps_the_letter_back(as_, cast, competition):
    asked = queries.asked_of(competition)
    lost = asked.items[3]
    moved = asked.items[4]
    page = as_(cast.camille)
    given = {f"item_{item.key}": str(item.part) for item in asked.items}
    given |= {f"item_{lost.key}": "", f"item_{moved.key}": "outreach"}
    assert page.post(at("expected"), given).status_code == 302
    shown = page.get(at("publish")).content.decode()
    assert f"répond au § {lost.number}" in shown
    assert at("expected") in shown
    with pytest.raises(Refused, match=lost.number):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    operations.expect(competition, {lost.key: TenderPart.OUTREACH}, by=cast.camille, at=LONG_AGO)
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    assert competition.expectations.count() == len(asked.items)
    line = competition.stream.lines.get(kind="competition.published")
    assert line.payload["specification"] == asked.specification.digest
    assert line.payload["expectations"][lost.number] == "outreach"
    side = factory.side_of(cast.dina, competition)
    sections = f"§ {lost.section} et {moved.section} ·"  # of one item each
    assert Brief(side).answers(TenderPart.OUTREACH).startswith(sections)
    told = as_(cast.dina).get(at("tender_part", "outreach")).content.decode()
    assert f"<dt>{lost.number}</dt>" in told


def test_the_plan_is_frozen_with_the_letter_and_knows_its_own_items(cast, competition):
    key = queries.asked_of(competition).items[0].key
    with pytest.raises(Refused, match="pas de ce cahier"):
        operations.expect(competition, {key + 1000: None}, by=cast.camille, at=LONG_AGO)
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="figé avec sa lettre"):
        operations.expect(competition, {key: None}, by=cast.camille, at=LONG_AGO)
    assert expecting.against_expecting(CompetitionState.DRAFT, known=True) == ()


def test_nothing_is_published_before_the_specification_is_made(as_, cast, competition):
    competition.expectations.all().delete()
    application.specification_of(competition.atelier).items.all().delete()
    assert queries.asked_of(competition).specification is None
    with pytest.raises(Refused, match="le cahier des charges"):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    page = as_(cast.camille).get(at("expected")).content.decode()
    assert "Pas encore de cahier des charges" in page


@pytest.mark.parametrize("who", ["bastien", "dina", "eve", "stranger"])
def test_only_who_runs_the_consultation_writes_the_plan(as_, cast, competition, who):
    assert as_(getattr(cast, who)).get(at("expected")).status_code in (403, 404)


def test_the_letter_page_shows_the_specification_item_by_item(as_, cast, competition):
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    page = as_(cast.dina).get(at("letter")).content.decode()
    specification = application.specification_of(competition.atelier)
    for item in specification.items.all():
        assert f'id="art-{item.number}"' in page
    assert specification.digest in page


# --- The team against the needs, the prices from the days -----------------------------------------


def test_the_matrix_keeps_a_row_for_a_need_that_nobody_covers(as_, cast, competition):
    note = application.note_of(competition.atelier)
    item = note.specification.items.last()
    item.pk, item.number, item.position = None, "8.1", 99
    item.speciality = Speciality.objects.order_by("pk").first()
    item.save()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    page = as_(cast.dina).get(at("my_tender")).content.decode()
    assert f'data-gap="{item.speciality.slug}"' in page
    assert "demandé au § 8.1" in page


@given(
    st.dictionaries(st.sampled_from(list(Phase)), st.integers(0, 40), max_size=7),
    st.integers(1, 200_001),
)
def test_prices_follow_days_and_rates_and_never_overwrite(half_days, rate):
    fields = {"person_1_name": "Ève", "person_1_firm": "m:7", "price_m:7_framing": "12"}
    fields |= {
        f"person_1_{phase}": f"{count // 2},{count % 2 * 5}" for phase, count in half_days.items()
    }
    filled = typed.prefilled(fields, {"m:7": rate, "m:8": 50_000})
    said, faults = typed.core(filled, (), "")
    assert faults == []
    for phase, count in half_days.items():
        if phase is not Phase.FRAMING and count:
            assert abs(2 * said["prices"]["m:7"][phase] - count * rate) <= 1
    assert filled["price_m:7_framing"] == "12"
    assert "m:8" not in said["prices"]


def test_the_page_of_prices_fills_empty_cells_at_the_agreement_rates(as_, cast, competition):
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    clock.advance_to(factory.BEFORE)
    side = factory.side_of(cast.dina, competition)
    firm = side.consortium.members.first()
    dina = as_(cast.dina)
    assert "ne fixe pas de tarif journalier" in dina.get(at("tender_price")).content.decode()
    ConsortiumMember.objects.filter(pk=firm.pk).update(daily_rate_eur=Decimal("650.50"))
    dina.post(at("tender_key"), {"act": "new"})
    person = {"person_1_name": "Dina", "person_1_firm": f"m:{firm.pk}", "person_1_framing": "1,5"}
    dina.post(at("tender_team"), person | {"tag": queries.draft_of(side.invitation).tag})
    tag = queries.draft_of(side.invitation).tag
    assert dina.post(at("tender_price"), {"prefill": "1", "tag": tag}).status_code == 302
    assert 'value="975,75"' in dina.get(at("tender_price")).content.decode()
