"""Interests that stay, regularity and low prices decided by people, consensus with dissent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.programme.ateliers.operations import grant
from atelier_local.programme.people.enums import Role
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, queries
from atelier_local.steps.competition.enums import CompetitionState, LowVerdict, RegularityVerdict
from atelier_local.steps.competition.models import Declaration, Evaluator, Mark
from atelier_local.steps.competition.rules.lint import Kind
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import (
    AFTER,
    agree_all,
    an_evaluator,
    invited,
    judge_all,
    settle_all,
    side_of,
)
from tests.factories.people import a_person

DUE = AFTER + timedelta(days=5)
LATER = AFTER + timedelta(days=6)
HERE = f"/ateliers/{SLUG}/consultation/"
LOW_SUB = {"name": "Bief et Cie", "siren": "", "services": "Crues.", "amount_cents": 50_000}


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_scored)


def tender(competition, letter):
    found = queries.tenders(competition).get(invitation__consortium__letter=letter)
    found.invitation.competition = competition
    return found


def reject(cast, competition, letter, verdict=RegularityVerdict.IRREGULAR, reason="Sans prix."):
    return operations.judge_regularity(
        tender(competition, letter), verdict, reason, by=cast.camille, at=AFTER
    )


def settle(cast, competition, letter="C", value="7", reason="Voir p. 3.", **words):
    return operations.settle(
        competition,
        invited(competition, letter),
        competition.criteria.get(key="method"),
        Decimal(value),
        reason,
        by=cast.camille,
        at=AFTER,
        **words,
    )


def test_every_declaration_stays(cast, competition):
    competition.state = CompetitionState.OPENED
    competition.save()
    with pytest.raises(Refused, match="retirez-vous"):
        an_evaluator(cast.camille, competition)
    Evaluator.objects.filter(person=cast.olivia).update(submitted_at=None)
    operations.declare_interests(
        competition, conflict=True, note="Ma sœur.", by=cast.olivia, at=LATER
    )
    said = Declaration.objects.filter(evaluator__person=cast.olivia)
    assert [(one.conflict, one.note) for one in said] == [(False, ""), (True, "Ma sœur.")]


def test_whoever_s_organisation_is_consulted_does_not_evaluate(cast, competition):
    competition.state = CompetitionState.OPENED
    competition.save()
    olivia = competition.evaluators.get(person=cast.olivia)
    for kept in (olivia.marks.all(), olivia.declarations.all(), olivia):
        kept.delete()
    cast.olivia.organisation = cast.eve.organisation
    cast.olivia.save()
    with pytest.raises(Refused, match="Groupement E"):
        operations.declare_interests(competition, conflict=False, by=cast.olivia, at=AFTER)
    said = operations.declare_interests(competition, conflict=True, by=cast.olivia, at=AFTER)
    assert not said.sits


def test_whoever_withdraws_leaves_the_whole_evaluation(cast, competition):
    olivia = competition.evaluators.get(person=cast.olivia)
    with pytest.raises(Refused, match="dites pourquoi"):
        operations.withdraw_evaluator(olivia, " ", by=cast.olivia, at=AFTER)
    operations.withdraw_evaluator(olivia, "Un cousin y entre.", by=cast.olivia, at=AFTER)
    seen = queries.analysis(competition)
    assert [str(college) for college in seen.colleges] == ["pilot", "local_authorities"]
    assert Mark.objects.filter(evaluator=olivia).exists()
    line = competition.stream.lines.get(kind="competition.evaluator_withdrawn")
    assert line.payload["reason"] == "Un cousin y entre."


def test_a_college_whose_last_evaluator_withdraws_is_waited_for(cast, competition):
    competition.state = CompetitionState.OPENED
    competition.save()
    olivia = competition.evaluators.get(person=cast.olivia)
    operations.withdraw_evaluator(olivia, "Un cousin y entre.", by=cast.olivia, at=AFTER)
    competition.refresh_from_db()
    assert competition.at_state is CompetitionState.OPENED


def test_an_irregular_tender_leaves_the_ranking_and_the_price_formula(cast, competition):
    settle_all(cast, competition)
    assert queries.analysis(competition).totals[invited(competition, "C").pk] == Decimal("82.72")
    with pytest.raises(Refused, match="pourquoi cette offre est écartée"):
        reject(cast, competition, "E", reason="")
    reject(cast, competition, "E")
    seen = queries.analysis(competition)
    # alone, the dearer price is the lowest admissible: 60 + 25
    assert seen.totals == {invited(competition, "C").pk: Decimal("85.00")}
    assert [(c.rank, c.admission.label) for c in seen.ranked] == [(1, ""), (None, "Irrégulière")]
    with pytest.raises(Refused, match="écartée du classement"):
        settle(cast, competition, letter="E")


def test_a_verdict_that_changes_leaves_both_in_the_journal(cast, competition):
    reject(cast, competition, "E")
    reject(cast, competition, "E", RegularityVerdict.REGULAR, "")
    lines = competition.stream.lines.filter(kind="competition.regularity_judged").order_by("seq")
    assert [(line.payload["before"], line.payload["verdict"]) for line in lines] == [
        ("", "irregular"),
        ("irregular", "regular"),
    ]


def test_a_tender_that_counts_on_a_member_of_another_group_is_not_regular(as_, cast, competition):
    """Nobody reads a tender before it is opened: what it names is looked at when it is judged."""
    mine, theirs = (
        invited(competition, letter).consortium.members.first().pk for letter in ("C", "E")
    )
    opened = tender(competition, "C")
    page = f"{HERE}regularite/{opened.pk}/"
    for firm, refused in ((theirs, True), (mine, False)):
        opened.body |= {"prices": {f"m:{firm}": {"framing": 100_000}}}
        opened.save(update_fields=["body"])
        assert ("n’est pas membre du groupement" in as_(cast.camille).get(page).text) is refused
        if refused:
            with pytest.raises(Refused, match="R2142-26"):
                reject(cast, competition, "C", RegularityVerdict.REGULAR, "")
    reject(cast, competition, "C", RegularityVerdict.REGULAR, "")


def ask(cast, competition, letter="E"):
    question = "Justifiez les jours."
    return operations.ask_low(tender(competition, letter), question, DUE, by=cast.camille, at=AFTER)


def test_a_price_is_explained_then_a_person_decides(
    cast, competition, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        query = ask(cast, competition)
    assert {message.to[0] for message in mail.outbox} == {cast.eve.email}
    with pytest.raises(Refused, match="attend déjà"):
        ask(cast, competition)
    accepted = (query, LowVerdict.ACCEPTED, "Les jours y sont.")
    with pytest.raises(Refused, match="encore le temps"):
        operations.decide_low(*accepted, by=cast.camille, at=AFTER)
    operations.answer_low(
        side_of(cast.eve, competition), "Nous logeons sur place.", by=cast.eve, at=AFTER
    )
    for _ in range(2):
        operations.decide_low(*accepted, by=cast.camille, at=AFTER)
    assert queries.ranks(invited(competition, "E"))
    with pytest.raises(Refused, match="déjà décidé"):
        operations.answer_low(side_of(cast.eve, competition), "Encore.", by=cast.eve, at=AFTER)
    with pytest.raises(Refused, match="déjà sa décision"):
        operations.decide_low(query, LowVerdict.REJECTED, "Non.", by=cast.camille, at=LATER)


def test_a_low_subcontract_is_signalled_to_the_buyer_whatever_the_whole_price(
    as_, cast, competition
):
    said = "part sous-traitée à Bief et Cie, payée 75"
    dear = tender(competition, "C")
    assert said not in as_(cast.camille).get(f"{HERE}regularite/").text
    dear.body |= {"prices": {"s:1": {"production": 200_000}}, "subs": [LOW_SUB]}
    dear.save(update_fields=["body"])
    camille = as_(cast.camille)
    for page in ("regularite/", f"regularite/{dear.pk}/prix/"):
        assert said in camille.get(HERE + page).text


def test_how_low_is_signalled_is_said_by_the_rows_of_the_law(
    as_, cast, competition, settings, tmp_path
):
    page = as_(cast.camille).get(f"{HERE}regularite/").text
    assert "moins de 85\u00a0% de l’estimation" in page
    assert "art. L2152-5, L2152-6 et R2152-3" in page
    own = tmp_path / "law.toml"
    row = '[[rule]]\nkey = "low_{}_share"\nlabel = "Ici"\nvalue = {}\nsource = "ici"\n'
    row += 'checked_on = 2026-11-01\nstatus = "practice"\n'
    own.write_text(row.format("others", 95) + row.format("estimate", 12), "utf-8")
    settings.LAW_FILE = str(own)
    seen = as_(cast.camille).get(f"{HERE}regularite/").text
    assert "moins de 12\u00a0% de l’estimation" in seen
    assert "sous la moyenne des autres offres" in seen
    assert "sous la moyenne des autres offres" not in page


def test_silence_decides_nothing_and_a_rejected_price_changes_the_others_points(cast, competition):
    settle_all(cast, competition)
    query = ask(cast, competition)
    assert queries.analysis(competition).unjudged == 2
    assert queries.ranks(invited(competition, "E"))
    operations.decide_low(query, LowVerdict.REJECTED, "Sans réponse.", by=cast.camille, at=LATER)
    seen = queries.analysis(competition)
    assert seen.totals == {invited(competition, "C").pk: Decimal("85.00")}


def test_all_rejected_leaves_nobody_to_choose(cast, competition):
    settle_all(cast, competition)
    for letter in "CE":
        reject(cast, competition, letter)
    seen = queries.analysis(competition)
    assert (seen.winner, seen.totals) == (None, {})
    with pytest.raises(Refused, match="écartée"):
        operations.award(competition, invited(competition, "C"), "Si.", by=cast.camille, at=AFTER)


def test_other_sides_see_nothing_of_a_question_on_a_price(as_, cast, competition):
    ask(cast, competition)
    path = f"/ateliers/{competition.atelier.slug}/consultation/"
    assert as_(cast.eve).get(f"{path}mon-offre/justifier/").status_code == 200
    assert as_(cast.dina).get(f"{path}mon-offre/justifier/").status_code == 404
    assert "Justifiez" not in as_(cast.dina).get(f"{path}mon-resultat/").content.decode()
    for person, status in ((cast.bastien, 403), (cast.agnès, 403), (cast.eve, 404)):
        assert as_(person).get(f"{path}regularite/").status_code == status


def test_a_common_mark_changes_with_a_reason_and_the_journal_keeps_both(cast, competition):
    settle(cast, competition)
    with pytest.raises(Refused, match="pourquoi elle change"):
        settle(cast, competition, value="8")
    settle(cast, competition, value="8", correction="Nous avions mal lu.")
    line = competition.stream.lines.filter(kind="competition.settled").last()
    assert (line.payload["before"], line.payload["value"]) == ("7.0", "8")
    assert line.payload["correction"] == "Nous avions mal lu."


def test_a_disagreement_is_written_and_printed(cast, competition):
    with pytest.raises(Refused, match="qui tient à quoi"):
        settle(cast, competition, agreed=False)
    settle(cast, competition, agreed=False, dissent="La collectivité tient à 9.")
    agree_all(cast, competition)
    minutes = competition.consensus.meeting.minutes
    assert "désaccord consigné. La collectivité tient à 9." in minutes
    made = operations.make_report(competition, by=cast.camille, at=AFTER)
    assert "La collectivité tient à 9." in str(papers.to_json(papers.from_json(made.filed.paper)))


def test_the_meeting_closes_with_all_colleges_once_all_is_settled(cast, competition):
    people = (cast.camille, cast.bastien, cast.olivia)
    with pytest.raises(Refused, match="8 notes restent"):
        operations.close_consensus(competition, people, by=cast.camille, at=AFTER)
    settle_all(cast, competition)
    with pytest.raises(Refused, match="Opérateur de l’État"):
        operations.close_consensus(competition, people[:2], by=cast.camille, at=AFTER)
    held = operations.close_consensus(competition, people, by=cast.camille, at=AFTER)
    assert operations.close_consensus(competition, people, by=cast.camille, at=AFTER) == held


def test_marks_edited_after_the_choice_are_refused(cast, competition):
    agree_all(cast, competition)
    operations.make_report(competition, by=cast.camille, at=AFTER)
    best = invited(competition, "C")
    operations.award(competition, best, "La méthode.", by=cast.camille, at=AFTER)
    with pytest.raises(Refused, match="pas toutes rendues"):
        settle(cast, competition, value="9", correction="Trop tard.")
    with pytest.raises(Refused, match="choix"):
        reject(cast, competition, "E")


def test_an_odd_common_reason_is_read_before_the_report(cast, competition):
    settle(cast, competition, letter="C", value="9", reason="L’encadrement est insuffisant, p. 4.")
    agree_all(cast, competition)
    (remark,) = queries.remarks(competition).to_read
    with pytest.raises(Refused, match="une remarque n’a pas été lue"):
        operations.make_report(competition, by=cast.camille, at=AFTER)
    operations.acknowledge(
        competition, [remark.key, "autre"], "Le reste l’emporte.", by=cast.camille, at=AFTER
    )
    made = operations.make_report(competition, by=cast.camille, at=AFTER)
    assert "Le reste l’emporte." in str(made.filed.paper)


def test_a_grid_that_alone_decides_who_is_first_is_read_before_the_report(cast, competition):
    """Two colleges of three prefer C; the third prefers E so much that E leads by the means."""
    settle_all(cast, competition)
    assert not [one for one in queries.remarks(competition).found if one.kind is Kind.FLIP]
    hers = Mark.objects.filter(evaluator__person=cast.camille)
    for letter, value in (("C", 0), ("E", 10)):
        hers.filter(invitation=invited(competition, letter)).update(value=value)
    flips = [one for one in queries.remarks(competition).to_read if one.kind is Kind.FLIP]
    assert ["État pilote" in one.text for one in flips].count(True) == 1
    agree_all(cast, competition)
    with pytest.raises(Refused, match="pas été lue"):
        operations.make_report(competition, by=cast.camille, at=AFTER)
    operations.acknowledge(
        competition, [one.key for one in flips], "L’écart tient aux motifs.", by=cast.camille,
        at=AFTER,
    )  # fmt: skip
    made = operations.make_report(competition, by=cast.camille, at=AFTER)
    assert "L’écart tient aux motifs." in str(made.filed.paper)


def test_judging_all_twice_writes_once(cast, competition):
    judge_all(cast, competition)
    lines = competition.stream.lines.count()
    judge_all(cast, competition)
    assert competition.stream.lines.count() == lines


def a_colleague(cast, competition):
    """Another person of the pilot's service, who evaluates nothing."""
    found = a_person("Odile", "Riou", cast.camille.organisation)
    grant(competition.atelier, found, Role.PILOT, by=cast.camille, at=AFTER)
    return found


def test_whoever_left_the_evaluation_decides_of_no_tender(as_, cast, competition):
    """A colleague does, once they have declared; the pilot who withdrew only reads why."""
    clock.advance_to(LATER)
    query, other = ask(cast, competition), a_colleague(cast, competition)
    camille = competition.evaluators.get(person=cast.camille)
    operations.withdraw_evaluator(camille, "Un cousin y entre.", by=cast.camille, at=AFTER)
    rejected = (query, LowVerdict.REJECTED, "Non.")
    acts = (
        lambda: reject(cast, competition, "E"),
        lambda: ask(cast, competition, "C"),
        lambda: operations.decide_low(*rejected, by=cast.camille, at=LATER),
        lambda: operations.close_consensus(competition, [cast.olivia], by=cast.camille, at=AFTER),
    )
    for act in acts:
        with pytest.raises(Refused, match="une autre personne de votre service s’en charge"):
            act()
    hers = tender(competition, "E").pk
    pages = ("regularite/", f"regularite/{hers}/", f"regularite/{hers}/prix/")
    for page in (*pages, "notes-communes/seance/"):
        answer = as_(cast.camille).get(HERE + page)
        assert (answer.status_code, "une autre personne" in answer.text) == (409, True), page
    answer = as_(cast.camille).post(HERE + pages[1], {"verdict": "irregular", "reason": "Non."})
    assert answer.status_code == 409
    assert queries.ranks(invited(competition, "E"))
    assert as_(other).post(HERE + pages[2], {"verdict": "rejected"}).status_code == 409
    assert operations.declare_interests(competition, conflict=False, by=other, at=LATER).only_reads
    said = as_(other).post(HERE + pages[2], {"verdict": "rejected", "reason": "Sans réponse."})
    assert said.status_code == 302
    assert not queries.ranks(invited(competition, "E"))


@pytest.mark.parametrize("said", ["nothing", "a tie"])
def test_before_the_grids_are_in_one_declares_first(as_, cast, competition, said):
    clock.advance_to(AFTER)
    competition.state = CompetitionState.OPENED
    competition.save()
    other, why = a_colleague(cast, competition), "déclarez d’abord vos intérêts"
    if said == "a tie":
        operations.declare_interests(competition, conflict=True, by=other, at=AFTER)
        why = "une autre personne"
        competition.state = CompetitionState.OPENED  # all others’ grids were in: it was scored
        competition.save()
    with pytest.raises(Refused, match=why):
        operations.judge_regularity(
            tender(competition, "E"), RegularityVerdict.REGULAR, by=other, at=AFTER
        )
    page = as_(other).get(HERE).text
    assert f"{HERE}regularite/" not in page
    assert why in page.replace("Déclarez", "déclarez")
    assert f"{HERE}regularite/" in as_(cast.camille).get(HERE).text
