"""Essential data: what the State's schema takes, what is refused before it is sent, and when."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.agreement.enums import MembershipRole, PriceType
from atelier_local.programme.agreement.models import (
    AwardCriterion,
    ConsortiumMember,
    FrameworkAgreement,
)
from atelier_local.programme.ateliers.operations import state_problem
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.contract import decp, operations, queries, rules
from atelier_local.steps.contract.enums import Modality, Technique
from atelier_local.steps.contract.models import CallOffContract
from tests.factories.ateliers import SLUG
from tests.factories.contract import NOTIFIED, a_notified_contract
from tests.pages import assert_queries

SAMPLE = Path(__file__).with_name("decp_sample.json")
DAY = date(2026, 7, 26)
SOCIAL = ("Clause sociale", "Critère social", "Marché réservé")
ENVIRONMENTAL = ("Clause environnementale", "Critère environnemental")


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_notified_contract)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def firm(name: str = "Boréale") -> decp.Firm:
    return decp.Firm(name, "00000000100014")


def facts(**changes: object) -> decp.Facts:
    plain = {
        "number": "2026AL0001",
        "framework_number": "2026-AC-1",
        "buyer_siret": "00000000200012",
        "subject": "Atelier Local",
        "cpv": "71410000-5",
        "ccag": "Prestations intellectuelles",
        "procedure": "Appel d'offres ouvert",
        "group_form": "Conjoint",
        "techniques": ("Sans objet",),
        "modalities": ("Sans objet",),
        "tenders": 3,
        "department": "61",
        "months": 12,
        "notified_on": DAY,
        "published_on": DAY,
        "amount": Decimal("97800.55"),
        "holders": (firm(),),
    }
    return decp.Facts(**plain | changes)


def test_the_sample_of_the_state_is_valid():
    assert decp.invalid(json.loads(SAMPLE.read_text("utf-8"))) == ()


def test_the_schema_refuses_what_it_should():
    told = decp.mapped(facts()) | {"nature": "Marché subséquent"}
    assert "nature" in str(decp.invalid(decp.document([told]))[0])
    assert decp.invalid({"marches": {}})


siret = st.text("0123456789", min_size=14, max_size=14)
holders = st.lists(st.builds(decp.Firm, st.text(max_size=10), siret), min_size=1, max_size=4)
money = st.decimals(1, 900_000, places=2)
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
months = st.integers(1, 60)
number = st.integers(1, 30)
acts = st.builds(
    decp.Act,
    number=number,
    firm=st.builds(decp.Firm, st.text(max_size=10), siret),
    months=months,
    notified_on=days,
    published_on=days,
    amount=money,
    variation=st.sampled_from(["Ferme", "Actualisable", "Révisable"]),
)
changes = st.builds(
    decp.Change,
    number=number,
    notified_on=days,
    published_on=days,
    months=st.none() | months,
    amount=st.none() | money,
    holders=holders.map(tuple) | st.just(()),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "number": st.from_regex(r"20\d\dAL\d{4}", fullmatch=True),
            "subject": st.text(max_size=1500),
            "buyer_siret": siret,
            "tenders": st.integers(1, 6),
            "amount": money,
            "months": months,
            "holders": holders.map(tuple),
            "techniques": st.sets(st.sampled_from(Technique.values), min_size=1).map(tuple),
            "modalities": st.sets(st.sampled_from(Modality.values), min_size=1).map(tuple),
            "advance_percent": st.none() | st.decimals(0, 100, places=2),
            "declared_subcontracting": st.booleans(),
            "price_types": st.sets(st.sampled_from(PriceType.values), min_size=1).map(tuple),
            "social": st.sets(st.sampled_from(SOCIAL)).map(tuple),
            "environmental": st.sets(st.sampled_from(ENVIRONMENTAL)).map(tuple),
            "acts": st.lists(acts, max_size=3, unique_by=lambda a: a.number).map(tuple),
            "changes": st.lists(changes, max_size=3, unique_by=lambda c: c.number).map(tuple),
            "act_changes": st.lists(changes, max_size=2, unique_by=lambda c: c.number).map(tuple),
        },
    )
)
@settings(max_examples=200)
def test_whatever_is_complete_is_valid_and_says_the_same_cents(some):
    told = facts(**some)
    assert decp.missing(told) == ()
    document = json.loads(decp.written(decp.document([decp.mapped(told)])))
    assert decp.invalid(document) == ()
    (one,) = document["marches"]["marche"]
    assert Decimal(str(one["montant"])) == told.amount


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"notified_on": None}, "pas notifié"),
        ({"buyer_siret": "123"}, "SIRET de l’acheteur"),
        ({"framework_number": ""}, "numéro de l’accord-cadre"),
        ({"framework_number": "x" * 17}, "numéro de l’accord-cadre"),
        ({"cpv": "7141"}, "CPV"),
        ({"months": None}, "durée"),
        ({"tenders": 0}, "offres reçues"),
        ({"department": ""}, "département"),
        ({"holders": ()}, "titulaires"),
        ({"price_types": ()}, "ferme, actualisable"),
        ({"holders": (decp.Firm("Hydrolis", ""),)}, "SIRET de « Hydrolis »"),
        ({"unqualified": ("Hydrolis",)}, "cotraitant ou sous-traitant"),
        ({"amount": Decimal("0.5")}, "montant"),
        ({"techniques": ()}, "techniques"),
    ],
)
def test_each_missing_fact_is_told_in_french(change, said):
    (why,) = decp.missing(facts(**change))
    assert said in str(why)


@given(st.integers(2024, 2080), st.integers(0, 9_998))
def test_numbers_follow_and_hold_in_sixteen_signs(year, rank):
    last = f"{year}AL{rank:04d}" if rank else ""
    following = rules.next_decp_id(year, last)
    assert following > last
    assert len(following) <= 16


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 7, 26), date(2026, 9, 26)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 1, 30)),
        (date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_two_months_are_counted_from_date_to_date(day, due):
    assert rules.publication_due(day, 2) == due


def complete(contract: CallOffContract) -> None:
    FrameworkAgreement.objects.update(number="2026-AC-1", buyer_siret="00000000200012")
    members = ConsortiumMember.objects.filter(consortium=contract.consortium)
    members.update(siret="00000000100014")
    members.exclude(role=MembershipRole.LEAD).update(role=MembershipRole.JOINT_CONTRACTOR)


def told(*args: str) -> dict:
    out = StringIO()
    call_command("export_decp", *args, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_writes_a_valid_file_or_says_what_is_missing(cast, tmp_path):
    with pytest.raises(CommandError, match="SIRET de l’acheteur"):
        told(SLUG)
    complete(CallOffContract.objects.get())
    (one,) = told(SLUG)["marches"]["marche"]
    assert (one["id"], one["montant"], one["offresRecues"]) == ("2026AL0001", 97800, 2)
    assert one["dateNotification"] == str(NOTIFIED.date())
    assert told("--all") == told(SLUG)
    call_command("export_decp", SLUG, to=tmp_path / "decp.json")
    assert decp.invalid(json.loads((tmp_path / "decp.json").read_text("utf-8"))) == ()
    for wrong in ([], [SLUG, "--all"], ["ailleurs"]):
        with pytest.raises(CommandError):
            told(*wrong)


def test_a_notification_starts_the_countdown_and_a_publication_ends_it(cast):
    (publication,) = CallOffContract.objects.get().publications.all()
    assert publication.due_on == rules.publication_due(NOTIFIED.date(), 2)
    task = Task.objects.get(key="contract:publish")
    assert (task.due_on, task.done_at) == (publication.due_on, None)
    for days, said in ((-1, "précéderait"), (1, "pas encore venue")):
        wrong = NOTIFIED.date() + timedelta(days=days)
        with pytest.raises(Refused, match=said):
            operations.record_publication(publication, wrong, by=cast.camille, at=NOTIFIED)
    for _ in range(2):
        operations.record_publication(publication, NOTIFIED.date(), by=cast.camille, at=NOTIFIED)
    lines = publication.contract.atelier.stream.lines.filter(kind="contract.published")
    assert lines.count() == 1
    assert Task.objects.get(key="contract:publish").done_at == NOTIFIED


def test_essential_data_through_the_screens(as_, cast):
    clock.advance_to(NOTIFIED + timedelta(days=10))
    camille = as_(cast.camille)
    page = camille.get(at("essential")).content.decode()
    assert "SIRET de l’acheteur" in page
    assert f"avant le\u00a0{short_date(date(2026, 9, 26))}" in page
    assert camille.get(at("essential_file")).url == at("essential")
    wrong = {"duration_months": "12", "techniques": ["Sans objet", "Concours"]}
    refused = camille.post(at("describe"), wrong | {"modalities": ["Sans objet"]})
    assert (refused.status_code, "Sans objet" in refused.content.decode()) == (422, True)
    sent = {"duration_months": "12", "advance_percent": "5,5", "techniques": ["Concours"]}
    assert camille.post(at("describe"), sent | {"modalities": ["Sans objet"]}).status_code == 302
    complete(CallOffContract.objects.get())
    given = json.loads(camille.get(at("essential_file")).content)
    assert given["marches"]["marche"][0]["tauxAvance"] == 0.055
    publication = CallOffContract.objects.get().publications.get()
    path = at("publish", publication.pk)
    assert camille.post(path, {"published_on": "jamais"}).status_code == 422
    assert camille.post(path, {"published_on": "01/01/2026"}).status_code == 422
    assert camille.post(path, {"published_on": f"{NOTIFIED:%d/%m/%Y}"}).status_code == 302
    bastien = as_(cast.bastien)
    assert bastien.post(path, {"published_on": "01/08/2026"}).status_code == 403
    assert "publié" in bastien.get(at("essential")).content.decode()


def test_the_question_published_is_the_one_consulted_on(cast):
    contract = CallOffContract.objects.select_related("atelier", "award__competition").get()
    asked = queries.facts(contract, DAY).subject
    state_problem(contract.atelier, "Une tout autre question ?", by=cast.camille, at=NOTIFIED)
    contract = CallOffContract.objects.get()
    assert contract.atelier.question == "Une tout autre question ?"
    assert queries.facts(contract, DAY).subject == asked


def test_who_sees_essential_data(as_, cast):
    seen = {n: as_(p).get(at("essential")).status_code for n, p in vars(cast).items()}
    allowed = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200)
    assert seen == allowed | {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    assert as_(cast.bastien).get(at("describe")).status_code == 403


def test_queries_of_essential_data(as_, cast):
    contract = CallOffContract.objects.get()
    one = assert_queries(as_(cast.camille), at("essential"))
    for rank in (1, 2):
        contract.publications.create(
            subject=f"subcontracting:{rank}", notified_on=DAY, due_on=DAY + timedelta(days=60)
        )
    assert assert_queries(as_(cast.camille), at("essential")) == one


def test_what_is_not_taken_into_account_is_said_too(as_, cast):
    """What the agreement says goes to the file in the words of the schema, never a fixed phrase."""
    FrameworkAgreement.objects.update(
        price_type=PriceType.REVISABLE, social_clause=True, reserved=True, environmental_clause=True
    )
    AwardCriterion.objects.update(is_environmental=False)
    AwardCriterion.objects.filter(key="environment").update(is_social=True)
    contract = queries.contract_of(CallOffContract.objects.get().atelier)
    told = decp.mapped(queries.facts(contract, DAY))
    assert told["typesPrix"] == {"typePrix": ["Définitif révisable"]}
    assert told["considerationsSociales"] == {"considerationSociale": list(SOCIAL)}
    green = {"considerationEnvironnementale": ["Clause environnementale"]}
    assert told["considerationsEnvironnementales"] == green
    page = as_(cast.camille).get(at("essential")).content.decode()
    for words in ("Définitif révisable", "clause, critère, marché réservé", "<dd>clause</dd>"):
        assert words in page
    none = decp.mapped(facts())
    assert none["considerationsSociales"]["considerationSociale"] == [decp.NOTHING_SOCIAL]
    green = none["considerationsEnvironnementales"]["considerationEnvironnementale"]
    assert green == [decp.NOTHING_ENVIRONMENTAL]


def test_the_words_of_the_agreement_are_those_of_the_schema():
    known = json.loads(decp.SCHEMA.read_text("utf-8"))["definitions"]["marche"]["definitions"]
    assert known["typePrixArray"]["items"]["enum"] == PriceType.values
    social = (*SOCIAL, decp.NOTHING_SOCIAL)
    assert tuple(known["considerationSocialeArray"]["items"]["enum"]) == social
    green = (*ENVIRONMENTAL, decp.NOTHING_ENVIRONMENTAL)
    assert tuple(known["considerationEnvironnementaleArray"]["items"]["enum"]) == green


def test_facts_are_those_of_the_tables(cast):
    contract = queries.contract_of(CallOffContract.objects.get().atelier)
    assert contract is not None
    found = queries.facts(contract, DAY)
    assert found.environmental == ("Critère environnemental",)
    assert (found.social, found.price_types) == ((), ("Définitif ferme",))
    assert found.amount == contract.amount_eur
    assert found.holders[0].name
