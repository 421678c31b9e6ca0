"""What was written to holders, or agreed between colleges, is a paper, for the same eyes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from django.core import mail
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files import papers as forms
from atelier_local.ground.files.models import Filed
from atelier_local.ground.journal.models import Line
from atelier_local.programme.people.models import Message
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import LowVerdict, NoticeKind
from atelier_local.steps.competition.models import Consensus, Hearing, LowTenderQuery, Notice
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, BEFORE, DEADLINE, invited, side_of
from tests.files.test_papers import docx_text
from tests.pages import assert_queries

LATER = AFTER + timedelta(days=2)
FIRST = datetime(2026, 7, 10, 12, tzinfo=UTC)
HELD = FIRST + timedelta(hours=6)
VISIT, TOPIC = "La visite est le 12.", "L’équipe présente sur place."
ASKED, ANSWER, REASON = "Justifiez les jours.", "Nous logeons sur place.", "Les jours y sont."
DISSENT = "La collectivité tient à 9."


def at(name: str, *more) -> str:
    return reverse(f"competition:{name}", args=[SLUG, *more])


def told_of_all(cast):
    """Amended, opened, a price questioned, both heard, one of them at another hour, all settled."""
    by = {"by": cast.camille}
    decided = {"hearing": True, "hearing_minutes": 45}
    competition = factory.a_published(cast, decided=decided)
    moved = DEADLINE + timedelta(days=1)
    operations.amend(competition, VISIT, deadline=moved, **by, at=BEFORE)
    for person in (cast.dina, cast.eve):
        factory.tender(person, competition)
    factory.open_by_both(cast, competition, at=LATER)
    for person in (cast.camille, cast.bastien, cast.olivia):
        factory.a_grid(factory.an_evaluator(person, competition), Decimal(5))
    competition.refresh_from_db()
    factory.judge_all(cast, competition)
    question_a_price(cast, competition)
    called = operations.call_hearings(
        competition, first_at=FIRST, pause=15, place="Mairie", topics=TOPIC, **by, at=LATER
    )
    operations.move_hearing(
        called[0], FIRST + timedelta(hours=4), "Un train supprimé.", **by, at=LATER
    )
    for hearing in called:
        heard = {"present": "Deux personnes", "heard_by": [cast.camille], "minutes": "Répondu."}
        operations.record_hearing(hearing, **heard, **by, at=HELD)
    factory.settle_all(cast, competition)
    criterion = competition.criteria.get(key="method")
    operations.settle(
        competition, invited(competition, "C"), criterion, Decimal(7), "Voir p. 3.",
        agreed=False, dissent=DISSENT, correction="Relu.", **by, at=HELD,
    )  # fmt: skip
    people = (cast.camille, cast.bastien, cast.olivia)
    operations.close_consensus(competition, people, **by, at=HELD)
    return competition


def question_a_price(cast, competition):
    tender = queries.tenders(competition).get(invitation__consortium__letter="E")
    due = LATER + timedelta(days=3)
    query = operations.ask_low(tender, ASKED, due, by=cast.camille, at=LATER)
    side = side_of(cast.eve, competition)
    operations.answer_low(side, ANSWER, by=cast.eve, at=LATER + timedelta(days=1))
    decided = {"by": cast.camille, "at": LATER + timedelta(days=1)}
    operations.decide_low(query, LowVerdict.ACCEPTED, REASON, **decided)


@pytest.fixture(scope="module")
def made(kept):
    return kept(told_of_all)


@pytest.fixture(autouse=True)
def later():
    clock.advance_to(HELD)


def sent(kind: NoticeKind, letter: str) -> list[Filed]:
    """Papers of that kind sent to that consortium, the first first."""
    found = Notice.objects.filter(kind=kind, invitation__consortium__letter=letter)
    return [one.filed for one in found.select_related("filed").order_by("at", "pk")]


def words(filed: Filed) -> str:
    """As printed, without the spaces that French typography adds."""
    text = docx_text(forms.docx(forms.from_json(filed.paper), filed.made_at))
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# --- What each says -------------------------------------------------------------------------------


def test_an_additive_says_what_changes_and_until_when(cast, competition):
    [filed] = {*sent(NoticeKind.AMENDMENT, "C"), *sent(NoticeKind.AMENDMENT, "A")}
    text = words(filed)
    assert competition.amendments.get().filed == filed
    for said in ("Additif n° 1", VISIT, "repoussée", "4 juillet 2026 à 12 h 00", "R2151-4"):
        assert said in text
    assert "27 juin 2026" in text  # questions close later by as much


def test_a_request_says_what_to_justify_and_the_decision_why(cast, competition):
    [request], [decision] = sent(NoticeKind.LOW_ASKED, "E"), sent(NoticeKind.LOW_DECIDED, "E")
    query = LowTenderQuery.objects.get()
    assert (query.request, query.decision) == (request, decision)
    for said in (ASKED, "88 900 €", "art. L2152-5, L2152-6 et R2152-3", "mon-offre/justifier"):
        assert said in words(request)
    for said in ("Votre prix est justifié", REASON, "Camille Roussel", "est parvenue"):
        assert said in words(decision)
    assert ANSWER not in words(decision)
    assert not sent(NoticeKind.LOW_ASKED, "C")


def test_a_rejected_price_is_told_with_its_article_and_its_court(cast, competition):
    query = LowTenderQuery.objects.get()
    LowTenderQuery.objects.update(decided_at=None, verdict="", answered_at=None)
    operations.decide_low(query, LowVerdict.REJECTED, "Silence.", by=cast.camille, at=HELD)
    text = words(sent(NoticeKind.LOW_DECIDED, "E")[-1])
    for said in ("anormalement basse : elle est écartée (code", "Silence.", "Rien n’est parvenu"):
        assert said in text
    assert "Tribunal administratif de Caen" in text


def test_a_call_says_when_and_the_one_that_replaces_it_why(cast, competition):
    first, second = sent(NoticeKind.HEARING, "C")
    assert "10 juillet 2026 à 14 h 00" in words(first)
    assert "10 juillet 2026 à 18 h 00" in words(second)
    assert "Un train supprimé. Cette convocation remplace la précédente." in words(second)
    assert TOPIC in words(first)
    assert Hearing.objects.get(invitation__consortium__letter="C").call == second
    assert "15 h 00" in words(*sent(NoticeKind.HEARING, "E"))


def test_the_minutes_of_the_colleges_say_each_mark_and_each_disagreement(cast, competition):
    text = words(Consensus.objects.get().minutes)
    for said in ("Camille Roussel, État pilote", "Voir p. 3.", DISSENT, "Groupement E"):
        assert said in text


@pytest.mark.parametrize("how", ["discontinue", "declare_unsuccessful"])
def test_an_ending_says_why_to_all_in_the_same_words(cast, competition, how):
    getattr(operations, how)(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    competition.refresh_from_db()
    filed = competition.ending
    assert {*sent(NoticeKind.ENDING, "A"), *sent(NoticeKind.ENDING, "C")} == {filed}
    stands = "sans suite" if how == "discontinue" else "infructueuse"
    for said in (stands, "Plus d’élu.", "R2185-1", "Tribunal administratif de Caen"):
        assert said in words(filed)


def test_journal_and_message_hold_the_digest(cast, competition, django_capture_on_commit_callbacks):
    told = {}
    for line in competition.stream.lines.all():
        told.setdefault(line.kind.partition(".")[2], line.payload)
    query = LowTenderQuery.objects.get()
    assert told["amended"]["letter"] == competition.amendments.get().filed.digest
    assert told["low_tender_asked"]["letter"] == query.request.digest
    assert told["low_tender_decided"]["letter"] == query.decision.digest
    assert told["hearing_moved"]["letter"] == sent(NoticeKind.HEARING, "C")[-1].digest
    assert told["consensus_closed"]["minutes"] == Consensus.objects.get().minutes.digest
    with django_capture_on_commit_callbacks(execute=True):
        operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    competition.refresh_from_db()
    line = competition.stream.lines.get(kind="competition.discontinued")
    assert line.payload["letter"] == competition.ending.digest
    assert all(competition.ending.digest in message.body for message in mail.outbox)
    assert Message.objects.exclude(body="").filter(sent_at__isnull=False).count() == 0


# --- For screen readers, and to be edited ---------------------------------------------------------


def test_each_is_accessible_and_composed_in_both_forms(cast, competition):
    operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    kinds = {
        "amendment", "low-request", "low-decision", "hearing-call", "consensus-minutes", "ending",
    }  # fmt: skip
    kept = {one.kind: one for one in Filed.objects.filter(kind__in=kinds)}
    assert kept.keys() == kinds
    for filed in kept.values():
        paper = forms.from_json(filed.paper)
        pdf = forms.pdf(paper, filed.made_at)
        with pdfium.PdfDocument(pdf) as read:
            assert read.is_tagged(), filed.kind
            assert read.get_metadata_value("Title").startswith(paper.title[:10])
            assert [item.get_title() for item in read.get_toc()], filed.kind
        assert b"/Lang(fr-FR)" in pdf
        assert b"pdfuaid:part" in pdf
        assert paper.title in words(filed)
        assert paper.fictitious


# --- Who reads which ------------------------------------------------------------------------------


SERVICES = ("camille", "bastien", "hélène", "olivia", "agnès")
"""Who follows the consultation from the buyer's side; the first of a list is given the paper."""


def assert_opens(as_, cast, path: str, to: Sequence[str]) -> None:
    """To the first of them (composing takes time), and to nobody who is not among them."""
    for name, who in vars(cast).items():
        if name == to[0]:
            assert as_(who).get(path).status_code == 200, (path, name)
        elif name not in to:
            refused = (404,) if name in ("dina", "eve", "stranger") else (403, 404, 409)
            assert as_(who).get(path).status_code in refused, (path, name)


def test_the_buyers_side_reads_a_paper_where_it_sees_the_act(as_, cast, competition):
    other, query = invited(competition, "E").pk, LowTenderQuery.objects.get().pk
    judges = ("olivia", "bastien", "camille")
    for paper, page, to in (
        (at("amendment_document", 1, "docx"), at("competition"), SERVICES[::-1]),
        (at("low_request", other, query, "docx"), at("low", other), ("camille",)),
        (at("low_decision", other, query, "docx"), at("low", other), ("camille",)),
        (at("call_document", other, "docx"), at("hearing", other), judges),
    ):
        assert_opens(as_, cast, paper, to)
        assert_opens(as_, cast, page, to)
    lines = Line.objects.filter(kind="competition.prices_read")
    whose = invited(competition, "E").consortium_id
    asked = {"file": "Demande de justification du prix", "consortium": whose}
    assert [one.payload for one in lines if one.payload["file"] == asked["file"]] == [asked]
    operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    assert_opens(as_, cast, at("ending_document", "docx"), SERVICES)


def test_the_minutes_of_the_colleges_open_to_whoever_reads_the_report(as_, cast, competition):
    paper, page = at("consensus_document", "docx"), at("report")
    for path in (paper, page):
        assert_opens(as_, cast, path, SERVICES)
    operations.withdraw_evaluator(
        competition.evaluators.get(person=cast.bastien), "Mon frère.", by=cast.bastien, at=HELD
    )
    assert as_(cast.bastien).get(paper).status_code == 403
    assert as_(cast.bastien).get(page).status_code == 409


def test_what_was_not_sent_is_not_found(as_, cast, competition):
    mine, query = invited(competition, "C").pk, LowTenderQuery.objects.get().pk
    for path in (
        at("amendment_document", 2, "docx"),
        at("ending_document", "pdf"),
        at("low_request", mine, query, "docx"),
        at("amendment_document", 1, "odt"),
    ):
        assert as_(cast.camille).get(path).status_code == 404, path


def test_a_holder_reads_its_own_letters_and_no_other(as_, cast, competition):
    operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    own = {
        person: {one.pk for one in queries.papers_of(side_of(person, competition))}
        for person in (cast.dina, cast.eve)
    }
    to_all = {competition.amendments.get().filed_id, competition.ending_id}
    for person, letter in ((cast.dina, "C"), (cast.eve, "E")):
        sent_to = Notice.objects.filter(invitation__consortium__letter=letter)
        assert own[person] == set(sent_to.exclude(filed=None).values_list("filed", flat=True))
    assert own[cast.dina] & own[cast.eve] == to_all
    for filed in Filed.objects.filter(subject=f"competition:{competition.pk}"):
        path = at("my_paper", filed.pk, "docx")
        for person in (cast.dina, cast.eve):
            if filed.pk not in own[person]:
                assert as_(person).get(path).status_code == 404, filed.kind
    for person in own:
        hers = (own[person] - to_all).pop()
        assert as_(person).get(at("my_paper", hers, "docx")).content.startswith(b"PK")
    ended = at("my_paper", competition.ending_id, "docx")
    for name in (*SERVICES, "paul", "stranger"):
        assert as_(getattr(cast, name)).get(ended).status_code == 404, name
    assert as_(cast.eve).get(at("my_paper", competition.ending_id, "odt")).status_code == 404


def test_no_letter_to_a_holder_says_anything_of_another(cast, competition):
    names = {one.consortium.letter: one.name for one in queries.invitations(competition)}
    figures = {"C": "97 800", "E": "88 900"}
    for letter, other in (("C", "E"), ("E", "C")):
        for notice in Notice.objects.filter(invitation__consortium__letter=letter):
            if notice.filed:
                text = words(notice.filed)
                assert names[other] not in text
                assert figures[other] not in text


def test_each_page_leads_to_its_papers(as_, cast, competition):
    other, query = invited(competition, "E").pk, LowTenderQuery.objects.get()
    amendment, hearing = competition.amendments.get(), Hearing.objects.get(pk=other)
    for page, paper in (
        (at("competition"), at("amendment_document", 1, "pdf")),
        (at("sent_letter"), at("amendment_document", 1, "docx")),
        (at("low", other), at("low_request", other, query.pk, "pdf")),
        (at("low", other), at("low_decision", other, query.pk, "pdf")),
        (at("hearing", other), at("call_document", other, "pdf")),
        (at("analysis"), at("consensus_document", "pdf")),
        (at("consensus"), at("consensus_document", "docx")),
        (at("report"), at("consensus_document", "pdf")),
    ):
        assert paper in as_(cast.camille).get(page).text, (page, paper)
        assert_queries(as_(cast.camille), page)
    for page, filed in (
        (at("letter"), amendment.filed_id),
        (at("explain"), query.request_id),
        (at("explain"), query.decision_id),
        (at("my_result"), query.decision_id),
        (at("my_result"), hearing.call_id),
    ):
        assert at("my_paper", filed, "pdf") in as_(cast.eve).get(page).text, page
        assert_queries(as_(cast.eve), page)
    assert REASON not in as_(cast.dina).get(at("my_result")).text


def test_how_it_ended_is_read_on_both_sides(as_, cast, competition):
    operations.discontinue(competition, "Plus d’élu.", by=cast.camille, at=HELD)
    competition.refresh_from_db()
    assert at("ending_document", "pdf") in as_(cast.camille).get(at("competition")).text
    page = as_(cast.dina).get(at("my_result")).text
    assert "Plus d’élu." in page
    assert at("my_paper", competition.ending_id, "pdf") in page
    assert "Le choix n’est pas encore connu" not in page
    for person, path in ((cast.camille, at("competition")), (cast.dina, at("my_result"))):
        assert_queries(as_(person), path)
