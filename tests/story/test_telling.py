"""The story told whole: where each Ateliers stops, how dense it is, and that it is told once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from atelier_local import clock
from atelier_local.ground.journal.models import Line
from atelier_local.programme.agreement.models import ConsortiumMember, FrameworkAgreement
from atelier_local.programme.agreement.rules import luhn
from atelier_local.programme.ateliers.enums import Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.enums import Kind, Sight
from atelier_local.programme.thread.models import Node
from atelier_local.programme.thread.queries import around, counts, without_source
from atelier_local.steps.competition.enums import Mode
from atelier_local.steps.competition.models import BackupCopy, MiniCompetition, Slot, Tender
from atelier_local.steps.competition.queries import hearings_view
from atelier_local.steps.contract import decp, queries
from atelier_local.steps.contract.enums import InstalmentState
from atelier_local.steps.contract.models import CallOffContract, Instalment, Subcontracting
from atelier_local.steps.deliverables.assembly import laid_out, marks_of
from atelier_local.steps.deliverables.enums import DeliverableKind, DeliverableState
from atelier_local.steps.deliverables.models import Deliverable
from atelier_local.steps.deliverables.queries import untaken
from atelier_local.steps.deliverables.rules import PAGES, warnings_on_pages
from atelier_local.steps.evidence.models import Document, Interview
from atelier_local.steps.roadmap.models import Action, Review, Update
from atelier_local.windows.upkeep.models import Merge
from tests.deliverables import reading

from .conftest import TODAY

pytestmark = pytest.mark.usefixtures("told")

COMPLETE, ON_PLACE = "collines-du-perche", "villedieu-intercom"


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def atelier(slug: str) -> Atelier:
    return Atelier.objects.get(slug=slug)


def test_each_atelier_stops_where_its_plot_does() -> None:
    assert dict(Atelier.objects.values_list("slug", "stage")) == {
        "val-d-orne": Stage.APPLICATION,
        "lyons-andelle": Stage.COMPETITION,
        "cote-ouest-centre-manche": Stage.INTERIM_2,
        "collines-du-perche": Stage.FOLLOW_UP,
        "villedieu-intercom": Stage.FOLLOW_UP,
    }


def test_what_a_table_added_without_network_has_the_next_number_here() -> None:
    [merged] = Merge.objects.all()
    for told, numbers in zip(merged.remarks, [("1.22.1", "1.4"), ("P-22.1", "P-01")], strict=True):
        added = Node.unfiltered.get(pk=told["node"])
        assert (told["there"], told["here"], added.number) == (*numbers, numbers[1])


def test_what_the_note_asked_of_the_team_and_nobody_brings() -> None:
    """A subcontracted hydrologist brings water, though no firm of the holder is known for it."""
    assert set(untaken(atelier(COMPLETE))) == {
        "foncier-financement", "urbanisme", "paysage", "economie",
    }  # fmt: skip


def test_a_published_document_was_corrected_beside_itself() -> None:
    booklet = Deliverable.objects.get(atelier__slug=COMPLETE, kind="booklet")
    [erratum] = booklet.errata.select_related("section", "pdf")
    assert "deux cent neuf de moins" in erratum.section.text
    assert erratum.pdf.sha256 != booklet.pdf.sha256


def test_every_holder_whom_a_letter_foresaw_to_hear_was_heard() -> None:
    foreseen = MiniCompetition.objects.filter(hearing=True)
    assert [one.atelier.slug for one in foreseen] == [COMPLETE]
    for competition in foreseen:
        heard = hearings_view(competition)
        assert len(heard.rows) == 4
        assert heard.unheard == 0


def test_until_stops_everything_there_and_telling_goes_on_from_there(told) -> None:
    assert told["application"] == {Stage.APPLICATION}
    assert told["framing"] == {Stage.APPLICATION, Stage.COMPETITION, Stage.WORKSHOP_1}


def test_the_complete_atelier_is_as_dense_as_in_real_life() -> None:
    found = counts(atelier(COMPLETE), Sight.TEAM)
    assert found[Kind.CONTRIBUTION] >= 150
    assert found[Kind.FINDING] >= 20
    assert found[Kind.ISSUE] >= 6
    assert found[Kind.OBJECTIVE] >= 12
    assert found[Kind.ACTION] >= 18
    assert Document.objects.filter(atelier__slug=COMPLETE).count() >= 12
    assert Interview.objects.filter(atelier__slug=COMPLETE).count() >= 15


def test_five_documents_are_published_with_their_bytes() -> None:
    for slug in (COMPLETE, "villedieu-intercom"):
        documents = Deliverable.objects.filter(atelier__slug=slug)
        assert {d.state for d in documents} == {DeliverableState.PUBLISHED}
        assert len(documents) == 5
        assert all(d.pdf and d.pages for d in documents)


def test_no_document_of_the_complete_atelier_is_too_long_for_its_reader() -> None:
    """Nor too short: the booklet is about forty pages."""
    for one in Deliverable.objects.filter(atelier__slug=COMPLETE).select_related("atelier__epci"):
        kind, told = DeliverableKind(one.kind), {"pages": one.pages, "parts": []}
        if PAGES[kind].apart:
            told = laid_out(one, at=clock.now())
        assert not warnings_on_pages(kind, told["pages"], marks_of(told)), (kind, told)


def test_nothing_to_send_back_in_a_document_of_the_demonstration() -> None:
    """As a screen reader, an archivist and a printer find the frozen PDF of each."""
    frozen = Deliverable.objects.exclude(pdf=None).select_related("pdf", "atelier")
    assert len(frozen) >= 5
    assert {f"{one.atelier.slug}, {one}": reading.faults(one.pdf.read()) for one in frozen} == {
        f"{one.atelier.slug}, {one}": [] for one in frozen
    }


def test_no_action_nor_recommendation_is_without_source() -> None:
    kinds = [Kind.ACTION, Kind.RECOMMENDATION, Kind.FINDING, Kind.ISSUE, Kind.OBJECTIVE]
    nodes = Node.objects.seen_by(Sight.AUTHOR).filter(kind__in=kinds)
    assert not without_source(nodes).exists()


def test_every_action_walks_back_to_what_people_said() -> None:
    for action in Action.objects.select_related("node"):
        path = around(action.node, Sight.TEAM)
        assert any(node.at_kind is Kind.CONTRIBUTION for node in path.back), action.node


def test_every_euro_is_balanced() -> None:
    for action in Action.objects.select_related("plan").prefetch_related(
        "plan__costs", "plan__lines"
    ):
        assert action.plan.money.unfunded == 0 < action.plan.cost


def test_an_open_competition_says_nothing_of_its_tenders() -> None:
    opened = MiniCompetition.objects.get(atelier__slug="lyons-andelle")
    slots = Slot.objects.filter(invitation__competition=opened)
    assert {len(slot.core) // 1_000 for slot in slots} == {266}  # six, of which four are tenders
    assert slots.count() == 6
    assert not Tender.objects.filter(invitation__competition=opened).exists()
    told = Line.objects.filter(stream=opened.stream).values_list("kind", flat=True)
    assert not [kind for kind in told if "tender" in kind]
    assert opened.deadline.date() > TODAY


def test_one_atelier_was_consulted_on_place_and_analysed_here() -> None:
    (mirrored,) = MiniCompetition.objects.filter(mode=Mode.PLACE)
    assert mirrored.atelier.slug == ON_PLACE
    read = Tender.objects.filter(invitation__competition=mirrored)
    assert {(one.digest, one.files.count()) for one in read} == {("", 1)}
    assert len(read) == 4
    assert not Slot.objects.filter(invitation__competition=mirrored).exists()
    assert mirrored.opening.signed
    assert mirrored.place_reference in str(mirrored.opening.minutes.paper)
    chosen = mirrored.awards.get().invitation.tender
    assert contract(ON_PLACE).amount_eur == chosen.price_eur


def test_a_backup_copy_came_and_stayed_closed() -> None:
    copy = BackupCopy.objects.get()
    assert (copy.invitation.competition.atelier.slug, copy.opened) == (COMPLETE, False)


def test_nothing_happens_after_today() -> None:
    assert not Line.objects.filter(at__date__gt=TODAY + timedelta(days=1)).exists()


def test_the_followed_atelier_has_news_and_reviews() -> None:
    assert Update.objects.filter(action__node__atelier__slug="villedieu-intercom").count() >= 20
    assert Review.objects.filter(meeting__atelier__slug="villedieu-intercom").count() == 3


def test_telling_again_changes_nothing() -> None:
    before = Line.objects.count()
    call_command("tell_story", today=TODAY, verbosity=0)
    assert Line.objects.count() == before


def test_the_journal_is_intact(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_journal")
    assert "intact" in capsys.readouterr().out


# Contracts: priced by cells, a hydrologist more, an amendment, services paid ---------------------


def contract(slug: str) -> CallOffContract:
    found = queries.contract_of(Atelier.objects.with_place().get(slug=slug))
    assert found is not None
    return found


def test_no_siret_of_the_demo_could_be_anybodys() -> None:
    members = ConsortiumMember.objects.exclude(siret="")
    sirets = set(members.values_list("siret", flat=True))
    sirets |= set(
        FrameworkAgreement.objects.exclude(buyer_siret="").values_list("buyer_siret", flat=True)
    )
    sirets |= set(Subcontracting.objects.values_list("siret", flat=True))
    assert len(sirets) > 10
    assert all(one.startswith("000") and luhn(one) and luhn(one[:9]) for one in sirets)
    assert all(m.organisation.fictitious for m in members.select_related("organisation"))
    assert all(m.daily_rate_eur for m in members)


@pytest.mark.parametrize(
    "slug", ["collines-du-perche", "cote-ouest-centre-manche", "villedieu-intercom"]
)
def test_every_contract_is_paid_and_publishable(slug: str) -> None:
    """By the cells of the tender, but for the one of PLACE: only its price came here."""
    one = contract(slug)
    seen = queries.payments(one)
    assert seen.total == queries.in_effect(one).amount
    assert (len(seen.payees) > 1) is (slug != ON_PLACE)
    assert Instalment.objects.filter(contract=one).exclude(paid_on=None).exists()
    told = queries.facts(one, TODAY)
    assert decp.missing(told) == ()
    assert decp.invalid(decp.document([decp.mapped(told)])) == ()


def test_an_advance_is_paid_and_taken_back_to_the_cent() -> None:
    account = queries.standing_to_end(contract("collines-du-perche")).account
    assert account.advance == account.advances.given > 0
    assert account.advance_left == 0
    assert [one.name for one in account.advances.counted if one.direct] == ["Hydrolis"]
    under_way = queries.standing_to_end(contract("cote-ouest-centre-manche"))
    assert under_way.account.advance + under_way.account.left == under_way.seen.total


def test_a_penalty_was_announced_heard_and_lifted() -> None:
    (penalty,) = contract("collines-du-perche").penalties.all()
    assert penalty.answer
    assert not penalty.stands


def test_a_hydrologist_came_by_a_declaration_and_is_paid_directly() -> None:
    one = contract("collines-du-perche")
    (sub,) = one.subcontractings.select_related("organisation", "person")
    assert (sub.accepted, sub.speciality) == (True, "Hydrologue")
    seen = queries.payments(one)
    assert seen.headings[0] == ("Hydrolis", True)
    assert seen.totals[0] == Decimal(9_600)
    facts = queries.facts(one, TODAY)
    assert (facts.acts[0].amount, facts.act_changes[0].amount) == (8_400, 9_600)
    assert [v.number for v in queries.team(one).versions] == [3, 2, 1]


def test_whom_a_tender_names_came_by_invitation_or_is_awaited() -> None:
    one = contract("collines-du-perche")
    seen = queries.team(one)
    assert [m.person.full_name for m in seen.versions[1].came] == ["Maud Keller"]
    assert queries.naming(one, seen).awaited == []
    under_way = contract("cote-ouest-centre-manche")
    (ewen,) = queries.naming(under_way, queries.team(under_way)).awaited
    assert ewen.until > TODAY


def test_an_amendment_is_in_force_and_everything_is_paid_at_the_end() -> None:
    one = contract("collines-du-perche")
    (changed,) = one.modifications.all()
    assert changed.notified
    assert queries.in_effect(one).amount == Decimal(100_000)
    assert not one.instalments.exclude(state=InstalmentState.ACCEPTED).exists()
    assert not one.publications.filter(published_on=None).exists()


def test_telling_again_pays_nobody_twice() -> None:
    before = list(Instalment.objects.order_by("pk").values_list("pk", "accepted_at", "paid_on"))
    call_command("tell_story", until="follow-up", today=TODAY, verbosity=0)
    after = list(Instalment.objects.order_by("pk").values_list("pk", "accepted_at", "paid_on"))
    assert after == before
