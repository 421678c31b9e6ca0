"""The report, the choice, six letters, the wait, the next in rank, and what a loser may read."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from atelier_local import clock
from atelier_local.clock import day_of
from atelier_local.ground.files import papers
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.operations import qualify
from atelier_local.programme.agreement.rules import Quality
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import LetterKind
from atelier_local.steps.competition.models import Award, CommonMark, Letter, Mark, Regularity
from atelier_local.steps.competition.rules import awarding
from tests.deliverables.reading import assert_accessible
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import AFTER, PITCHES, invited
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_reported)


@pytest.fixture(autouse=True)
def after_the_deadline():
    clock.advance_to(AFTER)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def choose(cast, competition, letter="C", reason="La méthode."):
    return operations.award(
        competition, invited(competition, letter), reason, by=cast.camille, at=AFTER
    )


def told(cast, competition):
    given = choose(cast, competition)
    operations.send_letters(given, by=cast.camille, at=AFTER)
    factory.letters_leave(given)
    return given


def text_of(filed) -> str:
    return str(filed.paper)


def written(paper) -> str:
    return json.dumps(papers.to_json(paper), ensure_ascii=False)


def recomputed(competition):
    """Totals from raw rows, in twenty lines that share nothing with the product."""
    weights = {c.pk: c.weight for c in competition.criteria.all() if not c.is_price}
    price_weight = competition.criteria.get(is_price=True).weight
    tenders = {t.pk: t for t in queries.tenders(competition)}
    lowest = min(t.price_eur for t in tenders.values())
    totals = {}
    for pk, one in tenders.items():
        exact = Fraction(lowest) / Fraction(one.price_eur) * price_weight
        for mark in CommonMark.objects.filter(invitation=pk):
            exact += Fraction(mark.value) * weights[mark.criterion_id] / 10
        totals[str(one.invitation.consortium_id)] = int(exact * 100 + Fraction(1, 2))
    return totals


def test_the_report_s_totals_are_those_of_the_raw_rows(cast, competition):
    assert competition.report.totals == recomputed(competition)
    text = text_of(competition.report.filed)
    assert "82,72" in text
    assert "70,00" in text


def test_a_report_says_the_marks_of_today_or_nobody_is_chosen(cast, competition):
    factory.settle(
        competition,
        invited(competition, "E"),
        competition.criteria.get(key="method"),
        Decimal(7),
        "Voir p. 40.",
        correction="Relue.",
        by=cast.camille,
        at=AFTER,
    )
    with pytest.raises(Refused, match="ont changé depuis"):
        choose(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    assert choose(cast, competition).total == Decimal("82.72")


def otherwise_worded(cast, competition):
    mark = CommonMark.objects.get(
        invitation=invited(competition, "E"), criterion=competition.criteria.get(key="method")
    )
    factory.settle(
        competition, mark.invitation, mark.criterion, mark.value, "Un tout autre motif, p. 12.",
        correction="Relue.", by=cast.camille, at=AFTER,
    )  # fmt: skip


def otherwise_judged(cast, competition):
    Regularity.objects.filter(invitation=invited(competition, "E")).update(reason="Autre motif.")


def without_an_evaluator(cast, competition):
    Mark.objects.filter(evaluator=competition.evaluators.first()).delete()


@pytest.mark.parametrize("change", [otherwise_worded, otherwise_judged, without_an_evaluator])
def test_a_report_says_the_reasons_of_today_or_nobody_is_chosen(cast, competition, change):
    """No total moves; yet the letters would quote what the report does not say."""
    before = dict(competition.report.totals)
    change(cast, competition)
    assert recomputed(competition) == before
    with pytest.raises(Refused, match="ont changé depuis"):
        choose(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    assert choose(cast, competition)


def test_the_best_total_and_no_other_is_chosen_once(cast, competition):
    with pytest.raises(Refused, match="meilleur total"):
        choose(cast, competition, "E")
    given = choose(cast, competition)
    assert choose(cast, competition) == given
    assert given.decided_by == cast.camille
    assert "La méthode." in text_of(given.filed)
    with pytest.raises(Refused):
        choose(cast, competition, "E")


def test_every_holder_has_its_letter_and_learns_nothing_of_another(cast, competition):
    given = told(cast, competition)
    operations.send_letters(given, by=cast.camille, at=AFTER + timedelta(days=1))
    letters = {one.invitation.consortium.letter: one for one in Letter.objects.all()}
    assert {key: one.kind for key, one in letters.items()} == {
        "A": LetterKind.OUTCOME,
        "C": LetterKind.CHOSEN,
        "E": LetterKind.REJECTED,
    }
    lost = text_of(letters["E"].filed)
    assert "Groupement C" in lost
    assert "82,72" in lost
    assert "70,00" in lost
    for key in "AC":
        assert "70,00" not in text_of(letters[key].filed)
        assert "Groupement E" not in text_of(letters[key].filed)
    assert "82,72" not in text_of(letters["A"].filed)
    line = competition.stream.lines.get(kind="competition.letters_sent")
    assert len(line.payload["letters"]) == 3


def test_letters_wait_for_somebody_to_write_to(cast, competition):
    given = choose(cast, competition)
    invited(competition, "A").consortium.agents.all().delete()
    with pytest.raises(Refused, match="n’a pas de représentant"):
        operations.send_letters(given, by=cast.camille, at=AFTER)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("sent", "until"),
    [
        (date(2026, 7, 1), date(2026, 7, 12)),
        (date(2026, 7, 4), date(2026, 7, 15)),  # a Saturday counts like any day
        (date(2026, 12, 28), date(2027, 1, 8)),
        (date(2028, 2, 20), date(2028, 3, 2)),
    ],
)
def test_the_wait_is_counted_date_to_date(sent, until):
    assert awarding.standstill_until(sent, 11) == until
    for day, refused in ((sent, True), (until, True), (until + timedelta(days=1), False)):
        wait = awarding.Wait((), until)
        why = awarding.against_concluding(sent=True, wait=wait, withdrawn=False, day=day)
        assert bool(why) is refused


def test_the_contract_waits_for_the_letters_and_for_the_delay(cast, competition):
    given = choose(cast, competition)
    day = day_of(AFTER)
    (why,) = queries.against_signing_before(given, day + timedelta(days=30))
    assert "ne sont pas parties" in str(why)
    operations.send_letters(given, by=cast.camille, at=AFTER)
    factory.letters_leave(given)
    assert queries.against_signing_before(given, day + timedelta(days=11))
    assert queries.against_signing_before(given, day + timedelta(days=12)) == ()


def test_no_contract_is_signed_with_another_group_than_the_one_consulted(cast, competition):
    given, by = told(cast, competition), {"by": cast.camille, "at": AFTER}
    day = day_of(AFTER) + timedelta(days=12)
    group = given.invitation.consortium
    member = group.members.exclude(role=MembershipRole.LEAD).first()
    qualify(group, {member.pk: Quality(MembershipRole.SUBCONTRACTOR)}, **by)
    assert queries.against_signing_before(given, day) == ()  # nobody had said what it was
    composition = given.invitation.composition
    composition[str(member.organisation_id)][1] = str(MembershipRole.JOINT_CONTRACTOR)
    (why,) = queries.against_signing_before(given, day)
    assert f"{member.raw_label} n’a plus la qualité" in str(why)
    member.delete()
    (why,) = queries.against_signing_before(given, day)
    assert f"{member.raw_label} était membre du groupement" in str(why)


def test_no_wait_when_the_buyer_gave_it_up(cast, competition):
    competition.standstill = False
    competition.save()
    given = told(cast, competition)
    assert given.standstill_until is None
    assert queries.against_signing_before(given, day_of(AFTER)) == ()


def test_the_next_in_rank_takes_the_place_of_who_cannot_conclude(cast, competition):
    first = told(cast, competition)
    with pytest.raises(Refused, match="écrivez pourquoi"):
        operations.turn_to_runner_up(first, " ", by=cast.camille, at=AFTER)
    second = operations.turn_to_runner_up(first, "Liquidation.", by=cast.camille, at=AFTER)
    assert second.invitation == invited(competition, "E")
    decision = str(papers.from_json(second.filed.paper))
    assert "classée 2e" in decision
    assert "art. R2181-7" in decision
    assert queries.winner(competition) == second
    assert Award.objects.count() == 2
    assert queries.against_signing_before(second, day_of(AFTER) + timedelta(days=60))
    operations.send_letters(second, by=cast.camille, at=AFTER)
    assert Letter.objects.filter(award=second).count() == 3
    records = queries.track_record(competition.atelier.framework_id).records.values()
    awarded = {record.name: (record.awarded, record.amount) for record in records}
    assert awarded[first.invitation.name] == (0, 0)
    assert awarded[second.invitation.name] == (1, second.invitation.tender.price_eur)
    with pytest.raises(Refused, match="aucune autre offre"):
        operations.turn_to_runner_up(second, "Aussi.", by=cast.camille, at=AFTER)


def test_nobody_is_turned_to_where_no_text_says_so(as_, cast, competition):
    """The article is of 2026: a consultation launched before has none."""
    given = told(cast, competition)
    launched = datetime(2025, 12, 1, 9, tzinfo=UTC)
    type(competition).objects.update(published_at=launched)
    with pytest.raises(Refused, match="aucun texte"):
        operations.turn_to_runner_up(given, "Liquidation.", by=cast.camille, at=AFTER)
    assert "aucun texte" in as_(cast.camille).get(at("runner_up")).text


def test_after_signature_nobody_takes_its_place(cast, competition):
    given = told(cast, competition)
    operations.record_conclusion(given, day_of(AFTER), by=cast.camille, at=AFTER)
    with pytest.raises(Refused, match="le marché est signé"):
        operations.turn_to_runner_up(given, "Trop tard.", by=cast.camille, at=AFTER)


def test_a_loser_reads_nothing_before_the_letters(as_, cast, competition):
    choose(cast, competition)
    page = as_(cast.eve).get(at("my_result")).content.decode()
    assert "pas encore connu" in page
    assert as_(cast.eve).get(at("my_letter", "pdf")).status_code == 404
    assert as_(cast.eve).get(at("my_report", "pdf")).status_code == 403


def test_the_communicable_report_holds_nothing_of_other_losers(as_, cast, competition):
    """For dina, who won, eve's marks, reasons and words are withheld; her global price is not."""
    given = told(cast, competition)
    dina = as_(cast.dina)
    assert dina.get(at("my_report", "pdf")).status_code == 403
    operations.record_conclusion(given, day_of(AFTER), by=cast.camille, at=AFTER)
    assert dina.get(at("my_report", "pdf"))["Content-Type"] == "application/pdf"
    file, course = queries.report_for(factory.side_of(cast.dina, competition))
    from atelier_local.steps.competition.papers import redacted

    c, e = invited(competition, "C").pk, invited(competition, "E").pk
    paper = redacted(file, course, own=c, winner=c, day=AFTER)
    text = written(paper)
    mine, hers = _reasons(competition, "C"), _reasons(competition, "E")
    assert all(reason in text for reason in mine)
    assert not any(reason in text for reason in hers)
    assert "70,00" not in text
    assert PITCHES["E"] not in text
    assert "88\u202f900" in text
    lost = written(redacted(file, course, own=e, winner=c, day=AFTER))
    assert "70,00" in lost
    assert "82,72" in lost


def _reasons(competition, letter):
    marks = CommonMark.objects.filter(invitation=invited(competition, letter))
    return [mark.reason for mark in marks]


def test_both_forms_of_each_paper(as_, cast, competition):
    camille, eve = cast.camille, cast.eve
    told(cast, competition)
    letter = Letter.objects.get(kind=LetterKind.REJECTED)
    for form, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        for who, path in (
            (camille, at("report_document", form)),
            (camille, at("decision", form)),
            (camille, at("letter_document", letter.pk, form)),
            (eve, at("my_letter", form)),
        ):
            answer = as_(who).get(path)
            assert answer.status_code == 200, path
            assert answer.content.startswith(start), path
            if form == "pdf":
                assert_accessible(answer.content)
    assert as_(camille).get(at("report_document", "odt")).status_code == 404


PAGES = ("regularity", "consensus", "report", "award", "letters", "runner_up")


def test_who_opens_which_page(as_, cast, competition):
    told(cast, competition)
    for page in PAGES:
        seen = {name: as_(who).get(at(page)).status_code for name, who in vars(cast).items()}
        assert seen["camille"] == 200, page
        assert {seen[name] for name in ("dina", "eve", "stranger")} == {404}, page
        others = {seen[name] for name in ("bastien", "olivia", "agnès")}
        assert others == ({200} if page == "report" else {403}), page
    for who, status in ((cast.dina, 200), (cast.eve, 200), (cast.camille, 404)):
        assert as_(who).get(at("my_result")).status_code == status


def test_whoever_is_tied_to_a_consortium_reads_no_report(as_, cast, competition):
    cast.bastien.organisation = cast.eve.organisation
    cast.bastien.save()
    assert as_(cast.bastien).get(at("report")).status_code == 409
    assert as_(cast.bastien).get(at("report_document", "pdf")).status_code == 403


def test_a_loser_reads_within_how_many_days_reasons_are_given(cast, competition):
    """What the law says on the day of the consultation, with its articles (R2181-2 and R2181-4)."""
    told(cast, competition)
    letter = Letter.objects.get(kind=LetterKind.REJECTED)
    said = "Il répond dans un délai de 15 jours à compter de la réception de votre demande"
    assert said in text_of(letter.filed)
    assert "art. R2181-2 et R2181-4" in text_of(letter.filed)
    for other in Letter.objects.exclude(pk=letter.pk):
        assert said not in text_of(other.filed)


def test_whoever_is_recused_writes_no_letter_and_turns_to_nobody(as_, cast, competition):
    given = choose(cast, competition)
    sent = as_(cast.camille).get(at("letters")).text
    assert "aria-disabled" not in sent
    competition.evaluators.filter(person=cast.camille).update(conflict=True)
    with pytest.raises(Refused, match="une autre personne de votre service"):
        operations.send_letters(given, by=cast.camille, at=AFTER)
    page = as_(cast.camille).get(at("letters"))
    assert (page.status_code, "une autre personne" in page.text) == (409, True)
    assert as_(cast.camille).post(at("letters")).status_code == 409
    competition.evaluators.filter(person=cast.camille).update(conflict=False)
    operations.send_letters(given, by=cast.camille, at=AFTER)
    assert at("runner_up") in as_(cast.camille).get(at("letters")).text
    competition.evaluators.filter(person=cast.camille).update(conflict=True)
    with pytest.raises(Refused, match="une autre personne de votre service"):
        operations.turn_to_runner_up(given, "Liquidation.", by=cast.camille, at=AFTER)
    assert at("runner_up") not in as_(cast.camille).get(at("letters")).text
    assert as_(cast.camille).get(at("runner_up")).status_code == 409
    assert Award.objects.count() == 1


def test_pages_ask_at_most_twelve_queries(as_, cast, competition):
    told(cast, competition)
    camille = as_(cast.camille)
    for page in PAGES:
        assert_queries(camille, at(page))
    for page in ("judge", "low"):
        assert_queries(camille, at(page, invited(competition, "C").pk))
    assert_queries(as_(cast.eve), at("my_result"))
