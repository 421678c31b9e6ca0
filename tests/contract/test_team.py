"""Subcontracting under the 21 days of silence, and the team, version after version."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.programme.ateliers.access import roles_in
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.models import Task
from atelier_local.programme.people.enums import Role
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused
from atelier_local.steps.contract import operations, queries, rules
from atelier_local.steps.contract.enums import SubcontractingState
from atelier_local.steps.contract.models import CallOffContract, Subcontracting
from atelier_local.steps.contract.operations.subcontracting import accept_by_notification
from atelier_local.steps.contract.rules import Newcomer
from tests.factories.ateliers import SLUG
from tests.factories.contract import NOTIFIED, a_notified_contract
from tests.pages import assert_queries

HYDRO = Newcomer("ines.hydro@exemple.test", "Inès", "Laforêt", "hydrologie", 6)
LATER = NOTIFIED + timedelta(days=30)


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_notified_contract)


def at(page: str, *args: object) -> str:
    return reverse(f"contract:{page}", args=[SLUG, *args])


def the_contract() -> CallOffContract:
    contract = queries.contract_of(Atelier.objects.with_place().get())
    assert contract is not None
    return contract


def declare(cast, *, when: datetime = LATER, **changes: object) -> Subcontracting:
    told = {
        "firm": "Rivières et zones humides",
        "siret": "00000000100014",
        "services": "Étude des crues du bourg.",
        "amount_eur": Decimal(8_400),
        "terms": "À 30 jours, service fait.",
        "duration_months": 4,
        "variation": "Ferme",
        "newcomer": HYDRO,
    } | changes
    return operations.declare_subcontracting(the_contract(), **told, by=cast.dina, at=when)


def again(sub: Subcontracting) -> Subcontracting:
    found = Subcontracting.objects.select_related("organisation", "person").get(pk=sub.pk)
    found.contract = the_contract()
    return found


def test_a_hydrologist_comes_by_subcontracting(cast):
    """Team version 2, rights, an act of the open data and its countdown."""
    sub = declare(cast)
    assert "hydrologie" not in [m.speciality for m in queries.team(the_contract()).present]
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER + timedelta(days=2))
    contract = the_contract()
    inès = Person.objects.get(email=HYDRO.email)
    assert Role.TEAM in roles_in(contract.atelier, inès)
    team = queries.team(contract)
    assert [v.number for v in team.versions] == [2, 1]
    assert [m.person for m in team.versions[0].came] == [inès]
    assert [m.person for m in queries.team_on(contract, LATER.date())] == [cast.dina]
    (act,) = queries.facts(contract, LATER.date()).acts
    assert (act.number, act.amount, act.firm.siret) == (1, Decimal(8_400), sub.siret)
    due = contract.publications.get(subject="subcontracting:1").due_on
    assert due == rules.publication_due((LATER + timedelta(days=2)).date(), 2)
    assert not queries.facts(contract, LATER.date()).declared_subcontracting


def test_silence_accepts_after_21_days_and_not_before(cast):
    sub = declare(cast)
    last = sub.received_on + timedelta(days=21)
    assert Task.objects.get(key=f"contract:subcontracting:{sub.pk}").due_on == last
    for days, settled in ((21, False), (22, True), (23, False)):
        moment = LATER + timedelta(days=days)
        assert operations.settle_silence(again(sub), by=None, at=moment) is settled
    sub = again(sub)
    assert (sub.state, sub.decided_on) == (SubcontractingState.TACIT, last)
    assert Role.TEAM in roles_in(the_contract().atelier, sub.person)
    with pytest.raises(Refused, match="déjà décidée"):
        operations.refuse_subcontracting(sub, "Trop tard.", by=cast.camille, at=LATER)


def test_a_late_answer_comes_after_silence(cast):
    sub = declare(cast)
    moment = LATER + timedelta(days=22)
    with pytest.raises(Refused, match="silence a déjà valu"):
        operations.accept_subcontracting(sub, by=cast.camille, at=moment)


def test_an_incomplete_file_stops_the_clock(cast):
    sub = declare(cast)
    operations.ask_missing(sub, "L’attestation fiscale.", by=cast.camille, at=LATER)
    assert not operations.settle_silence(again(sub), by=None, at=LATER + timedelta(days=60))
    with pytest.raises(Refused, match="à compléter"):
        operations.accept_subcontracting(again(sub), by=cast.camille, at=LATER)
    sent = LATER + timedelta(days=40)
    operations.complete_subcontracting(again(sub), by=cast.dina, at=sent)
    assert queries.silence(again(sub)).until == sent.date() + timedelta(days=21)
    assert not operations.settle_silence(again(sub), by=None, at=sent + timedelta(days=21))
    assert operations.settle_silence(again(sub), by=None, at=sent + timedelta(days=22))


@pytest.mark.parametrize("night", [date(2026, 10, 24), date(2027, 3, 27)])
def test_the_clock_of_silence_counts_days_across_a_change_of_hour(night):
    sent = datetime(night.year, night.month, night.day, 22, 30, tzinfo=UTC)
    until = rules.tacit_on(clock.day_of(sent), 21)
    assert (until - clock.day_of(sent)).days == 21


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_a_day_is_answered_or_silent_never_both(received, waited):
    day = received + timedelta(days=waited)
    why = rules.against_deciding("declared", received=received, days=21, day=day)
    assert bool(why) is (waited > 21)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"siret": "123"}, "14 chiffres"),
        ({"amount_eur": Decimal(0)}, "positif"),
        ({"amount_eur": Decimal(97_801)}, "dépasseraient"),
        ({"firm": "Atelier des Haies"}, "titulaire"),
        ({"newcomer": Newcomer("a@exemple.test", "A", "B", "eau", 0)}, "au moins un jour"),
    ],
)
def test_each_fault_of_a_declaration_is_told(cast, change, said):
    with pytest.raises(Refused, match=said):
        declare(cast, **change)


def test_the_same_subcontractor_is_declared_once_and_again_after_a_refusal(cast):
    sub = declare(cast)
    with pytest.raises(Refused, match="déjà déclaré"):
        declare(cast)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.refuse_subcontracting(sub, " ", by=cast.camille, at=LATER)
    operations.refuse_subcontracting(sub, "Hors du besoin.", by=cast.camille, at=LATER)
    assert declare(cast).number == 2


def test_together_subcontractors_take_no_more_than_the_contract(cast):
    declare(cast, amount_eur=Decimal(90_000))
    with pytest.raises(Refused, match="dépasseraient"):
        declare(cast, firm="Autre bureau", amount_eur=Decimal(8_000))


@pytest.mark.parametrize(("amount", "paid"), [("499.99", False), ("500", True)])
def test_direct_payment_starts_at_600_euros_with_vat(amount, paid):
    assert rules.direct(Decimal(amount), 600) is paid


def test_the_papers_say_what_was_declared_and_decided(cast):
    sub = declare(cast)
    operations.refuse_subcontracting(sub, "Hors du besoin.", by=cast.camille, at=LATER)
    sub = again(sub)
    declared, decided = (json_of(f.paper) for f in (sub.declaration, sub.decision))
    assert "Étude des crues du bourg." in declared
    assert "8\u202f400" in declared
    assert "Hors du besoin." in decided
    assert sub.contract.atelier.stream.lines.filter(
        kind="contract.subcontracting_declared"
    ).exists()


def json_of(paper: dict) -> str:
    return json.dumps(papers.to_json(papers.from_json(paper)), ensure_ascii=False)


def test_the_notification_accepts_who_was_declared_before_it(cast):
    """Told from the rules of the operation: a contract notified again accepts nobody twice."""
    contract = the_contract()
    CallOffContract.objects.update(notified_at=None)
    contract.notified_at = None
    sub = declare(cast)
    contract.notified_at = LATER
    accept_by_notification(contract, by=cast.camille, at=LATER)
    sub = again(sub)
    assert (sub.state, sub.act_number) == (SubcontractingState.ACCEPTED, 1)
    assert "vaut acceptation" in json_of(sub.decision.paper)


def test_somebody_replaced_keeps_no_right(cast):
    contract = the_contract()
    (dina,) = contract.team.select_related("person__organisation")
    dina.contract = contract
    noé = Newcomer("noe.martin@exemple.test", "Noé", "Martin", "stratégie", 20)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.replace_person(dina, noé, " ", by=cast.camille, at=LATER)
    operations.replace_person(dina, noé, "Congé maternité.", by=cast.camille, at=LATER)
    assert Role.TEAM not in roles_in(contract.atelier, cast.dina)
    (present,) = queries.team(contract).present
    assert (present.person.first_name, present.replaces.person) == ("Noé", cast.dina)
    assert Role.TEAM in roles_in(contract.atelier, present.person)
    assert len(queries.team(contract).versions) == 2
    dina.refresh_from_db()
    dina.contract = contract
    with pytest.raises(Refused, match="n’est plus dans l’équipe"):
        operations.end_membership(dina, "Encore.", by=cast.camille, at=LATER)


def test_a_team_never_has_nobody(cast):
    contract = the_contract()
    (dina,) = contract.team.all()
    dina.contract = contract
    with pytest.raises(Refused, match="n’aurait plus personne"):
        operations.end_membership(dina, "Départ.", by=cast.camille, at=LATER)


def test_the_command_settles_what_time_decided(cast):
    declare(cast)
    for _ in range(2):
        out = StringIO()
        call_command("contract_daily", stdout=out)
        assert Subcontracting.objects.get().state == SubcontractingState.TACIT
    assert "0 sous-traitance" in out.getvalue()


SENT = {
    "firm": "Rivières et zones humides",
    "siret": "00000000100014",
    "services": "Étude des crues.",
    "amount_eur": "8 400",
    "variation": "Ferme",
    "duration_months": "4",
    "terms": "À 30 jours.",
}
SOMEONE = {
    "first_name": "Inès",
    "last_name": "Laforêt",
    "email": HYDRO.email,
    "speciality": "hydrologie",
    "days": "6",
}


def test_from_declaration_to_acceptance_through_the_screens(as_, cast):
    clock.advance_to(LATER)
    dina = as_(cast.dina)
    assert dina.post(at("declare"), SENT | {"siret": "1"}).status_code == 422
    half = dina.post(at("declare"), SENT | {"first_name": "Inès"})
    assert (half.status_code, "toute la personne" in half.content.decode()) == (422, True)
    answer = dina.post(at("declare"), SENT | SOMEONE)
    sub = Subcontracting.objects.get()
    assert answer.url == at("subcontracting", sub.pk)
    assert "silence vaudra acceptation" in dina.get(answer.url).content.decode()
    assert dina.post(at("decide", sub.pk), {"answer": "accept"}).status_code == 403
    camille = as_(cast.camille)
    assert camille.post(at("decide", sub.pk), {"answer": "missing"}).status_code == 422
    asked = camille.post(at("decide", sub.pk), {"answer": "missing", "reason": "L’attestation."})
    assert asked.status_code == 302
    assert camille.post(at("decide", sub.pk), {"answer": "accept"}).status_code == 409
    assert camille.post(at("supply", sub.pk)).status_code == 302
    assert camille.post(at("decide", sub.pk), {"answer": "peut-être"}).status_code == 404
    assert camille.post(at("decide", sub.pk), {"answer": "accept"}).status_code == 302
    page = camille.get(at("team")).content.decode()
    assert "Inès Laforêt" in page
    assert "Version 2" in page
    pdf = camille.get(at("subcontracting_paper", sub.pk, "decision", "pdf"))
    assert pdf.content.startswith(b"%PDF-")
    for wrong in (("decision", "html"), ("autre", "pdf")):
        assert camille.get(at("subcontracting_paper", sub.pk, *wrong)).status_code == 404
    assert "Inès Laforêt" in camille.get(at("contract")).content.decode()


def test_replacing_through_the_screens(as_, cast):
    member = the_contract().team.get()
    camille = as_(cast.camille)
    assert camille.get(at("replace", member.pk)).status_code == 200
    assert camille.post(at("replace", member.pk), SOMEONE).status_code == 422
    sent = SOMEONE | {"reason": "Congé."}
    assert camille.post(at("replace", member.pk), sent).url == at("team")
    assert camille.get(at("replace", member.pk)).status_code == 404
    new = the_contract().team.get(to_on=None)
    assert camille.get(at("leave", new.pk)).status_code == 200
    assert camille.post(at("leave", new.pk), {"reason": "Départ."}).status_code == 422


def test_who_sees_the_team_and_subcontracting(as_, cast):
    sub = declare(cast)
    allowed = dict.fromkeys(("camille", "bastien", "olivia", "agnès", "dina"), 200)
    refused = {"hélène": 403, "paul": 403, "eve": 404, "stranger": 404}
    for path in (at("team"), at("subcontracting", sub.pk)):
        seen = {n: as_(p).get(path).status_code for n, p in vars(cast).items()}
        assert seen == allowed | refused
    assert as_(cast.bastien).get(at("declare")).status_code == 403
    assert as_(cast.dina).get(at("replace", the_contract().team.get().pk)).status_code == 403
    assert as_(cast.dina).get(at("subcontracting", 0)).status_code == 404


def test_queries_do_not_grow_with_the_team_nor_with_declarations(as_, cast):
    one = assert_queries(as_(cast.camille), at("team"))
    sub = declare(cast)
    assert_queries(as_(cast.camille), at("subcontracting", sub.pk))
    operations.accept_subcontracting(sub, by=cast.camille, at=LATER)
    declare(cast, firm="Autre bureau", newcomer=None)
    assert assert_queries(as_(cast.camille), at("team")) == one
