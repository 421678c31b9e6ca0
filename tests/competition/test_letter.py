"""The fifteen items: each one's absence is said, and stops the publication; the letter is kept."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from atelier_local import clock
from atelier_local.ground.files import papers
from atelier_local.programme.agreement.models import ConsortiumAgent, FrameworkAgreement
from atelier_local.refusal import Refused
from atelier_local.steps.competition import letter as letters
from atelier_local.steps.competition import operations, queries, rules
from atelier_local.steps.competition.enums import Mode, NoticeKind, PriceFormula
from atelier_local.steps.competition.models import Criterion, MiniCompetition, Notice, Officer
from atelier_local.steps.competition.rules import letter
from tests.factories import competition as factory
from tests.factories.ateliers import SLUG
from tests.factories.competition import BEFORE, DEADLINE, WITHIN
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries

BOUNDS = {key: rules.Bounds(key, 5, 40) for key in factory.WEIGHTS}
WHOLE = letter.Facts(
    contact=True,
    object_text="Accompagner l’Atelier.",
    specification=True,
    deadline=DEADLINE,
    questions_until=DEADLINE - timedelta(days=7),
    weights=factory.WEIGHTS,
    agreed=BOUNDS,
    colleges=3,
    validity_days=120,
    grids_due=True,
    clauses=letter.CLAUSES,
    court=factory.COURT,
)


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_sealable)


def at(page: str, *args: object) -> str:
    return reverse(f"competition:{page}", args=[SLUG, *args])


def test_there_are_fifteen_items_and_a_whole_letter_lacks_none():
    assert list(letter.TITLES) == list(range(1, 16))
    assert letter.listed(letter.missing(WHOLE)) == ()


@pytest.mark.parametrize(
    ("item", "without"),
    [
        (1, {"contact": False}),
        (2, {"object_text": "  "}),
        (2, {"specification": False}),
        (4, {"deadline": None}),
        (4, {"mode": Mode.PLACE}),
        (5, {"questions_until": None}),
        (5, {"questions_until": DEADLINE}),
        (6, {"weights": factory.WEIGHTS | {"price": 24}}),
        (6, {"weights": {}}),
        (6, {"environment": rules.against_environment(date(2026, 8, 21), environmental=False)}),
        (7, {"formula": PriceFormula.ESTIMATE, "disclosed": True}),
        (7, {"formula": PriceFormula.ESTIMATE, "estimate_cents": 10_000_000}),
        (7, {"disclosed": True}),
        (9, {"colleges": 1}),
        (10, {"hearing": True}),
        (10, {"hearing": True, "hearing_minutes": 45, "hearing_foreseen": False}),
        (11, {"validity_days": 0}),
        (12, {"grids_due": False}),
        (12, {"clauses": letter.CLAUSES | {12: " "}}),
        (13, {"clauses": letter.CLAUSES | {13: ""}}),
        (14, {"clauses": letter.CLAUSES | {14: ""}}),
        (15, {"court": ""}),
    ],
)
def test_each_item_says_what_it_lacks_and_no_other_does(item, without):
    gaps = letter.missing(replace(WHOLE, **without))
    assert [number for number, why in gaps.items() if why] == [item]


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ({"object_text": ""}, "l’objet du marché"),
        ({"contact": None}, "qui répond"),
        ({"court": ""}, "quel tribunal"),
        ({"clauses": {}}, "le point 13"),
        ({"mode": Mode.PLACE}, "référence de la consultation sur PLACE"),
    ],
)
def test_nothing_leaves_while_an_item_is_missing(cast, competition, decided, said):
    plan = factory.a_plan(cast, **decided)
    draft = operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused) as refused:
        operations.publish(draft, within=WITHIN, by=cast.camille, at=LONG_AGO)
    assert said in str(refused.value)
    assert all(reason.lift.startswith(at("prepare")) for reason in refused.value.reasons)
    assert (draft.invitations.count(), Notice.objects.count()) == (0, 0)


def test_weights_that_no_longer_hold_stop_the_publication(cast, competition):
    competition.criteria.filter(key="price").update(weight=30)
    with pytest.raises(Refused, match="les poids font 105"):
        operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)


@pytest.mark.parametrize(
    ("launched", "refused"),
    [(datetime(2026, 8, 20, 9, tzinfo=UTC), False), (datetime(2026, 8, 21, 9, tzinfo=UTC), True)],
)
def test_an_environmental_criterion_is_asked_of_launches_since_21_august(
    cast, competition, launched, refused
):
    """Code de la commande publique, art. R2152-7."""
    framework = competition.atelier.framework
    framework.criteria.update(is_environmental=False)
    later = launched + timedelta(days=40)
    plan = factory.a_plan(cast, deadline=later, questions_until=later - timedelta(days=7))
    draft = operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    said = " ".join(map(str, queries.against_publishing(queries.draft(draft), launched)))
    assert ("R2152-7" in said) is refused
    framework.criteria.filter(key="environment").update(is_environmental=True)
    assert queries.against_publishing(queries.draft(draft), launched) == ()


def says(competition, item: int) -> str:
    """The words of one item, written from what the agreement and the draft say now."""
    found = blocks_of(competition, item)
    return " ".join(block.text for block in found if isinstance(block, papers.Para))


def blocks_of(competition, item: int):
    competition.atelier.framework.refresh_from_db()
    return letters.items(queries.draft(competition), LONG_AGO)[item - 1].blocks


def test_what_the_letter_says_of_negotiation_and_of_the_team_is_what_the_agreement_says(
    competition,
):
    framework = FrameworkAgreement.objects.filter(pk=competition.atelier.framework_id)
    framework.update(negotiation=False, adaptation_clause="")
    assert "ne prévoit pas de négociation : il n’y en a pas" in says(competition, 10)
    assert "ne comporte pas de clause d’adaptation" in says(competition, 13)
    framework.update(negotiation=True, adaptation_clause="Par un sous-traitant.")
    assert "permet de négocier ; l’acheteur n’en use pas" in says(competition, 10)
    assert "« Par un sous-traitant. »" in says(competition, 13)
    assert letter.CLAUSES[13] in says(competition, 13)


def test_the_letter_says_where_a_backup_copy_goes_and_how_it_is_marked(competition):
    """Whether tenders are deposited here or on PLACE."""
    for mode in Mode:
        MiniCompetition.objects.update(mode=mode)
        competition.refresh_from_db()
        said = says(competition, 4)
        assert "la mention « copie de sauvegarde »" in said
        assert f"au service pilote, {queries.draft(competition).pilot.organisation}" in said
        assert f"à l’attention de {competition.contact.full_name}" in said


def test_the_sub_criteria_are_those_of_the_agreement(competition):
    criteria = competition.atelier.framework.criteria
    criteria.update(guidance="")
    assert "ne prévoit pas de sous-critère" in says(competition, 6)
    criteria.filter(key="method").update(guidance="- Le déroulé\n\n  • La place des habitants \n")
    assert criteria.get(key="method").subcriteria == ("Le déroulé", "La place des habitants")
    (bullets,) = [b for b in blocks_of(competition, 6) if isinstance(b, papers.Bullets)]
    label = criteria.get(key="method").label
    assert f"{label} : Le déroulé ; La place des habitants" in bullets.items
    assert len(bullets.items) == len(factory.WEIGHTS) - 1
    assert "pas de poids propre" in says(competition, 6)
    assert "Une seule note est donnée, et son motif, au critère entier" in says(competition, 6)


def test_no_hearing_that_the_agreement_does_not_foresee(as_, cast, competition):
    """The box is greyed and says why; posted all the same, it stays empty; by an operation or in
    an old draft, it is refused."""
    framework = FrameworkAgreement.objects.filter(pk=competition.atelier.framework_id)
    plan = factory.a_plan(cast, hearing=True, hearing_minutes=45)
    draft = operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    framework.update(hearing=False)
    draft.atelier.framework.refresh_from_db()
    why = "l’accord-cadre ne prévoit pas d’audition"
    assert [str(one) for one in queries.against_publishing(queries.draft(draft), LONG_AGO)] == [why]
    with pytest.raises(Refused, match=why):
        operations.prepare_competition(draft.atelier, plan, by=cast.camille, at=LONG_AGO)
    clock.advance_to(LONG_AGO)
    camille = as_(cast.camille)
    page = camille.get(at("prepare"))
    box = re.search(r'<input[^>]*name="hearing"[^>]*>', page.content.decode())[0]
    assert "disabled" in box
    assert "checked" not in box
    assert "L’accord-cadre ne prévoit pas d’audition." in page.content.decode()
    initial = page.context["form"].initial
    sent = {n: "" if v is None else v for n, v in initial.items()}
    sent |= {"deadline": "03/07/2026 12:00", "questions_until": "26/06/2026 12:00"}
    sent |= {"grids_due": "20/07/2026", "contact": cast.camille.pk, "hearing": "on"}
    assert camille.post(at("prepare"), sent).status_code == 302
    draft.refresh_from_db()
    assert draft.hearing is False
    assert queries.against_publishing(queries.draft(draft), LONG_AGO) == ()


def test_tenders_bind_as_long_as_the_agreement_proposes_unless_the_buyer_says_otherwise(
    as_, cast, competition
):
    FrameworkAgreement.objects.update(validity_days=150)
    atelier = type(competition.atelier).objects.select_related("framework").get()
    for decided, days in (({}, 150), ({"validity_days": 90}, 90)):
        plan = factory.a_plan(cast, **decided)
        draft = operations.prepare_competition(atelier, plan, by=cast.camille, at=LONG_AGO)
        assert draft.validity_days == days
    for model in (Criterion, Officer):
        model.objects.filter(competition=draft).delete()
    draft.delete()
    assert as_(cast.camille).get(at("prepare")).context["form"]["validity_days"].value() == 150


def test_what_was_sent_is_kept_and_is_what_the_database_says(cast, competition):
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    sent = papers.from_json(competition.letter.paper)
    text = " ".join(str(block) for block in sent.blocks)
    for key, weight in factory.WEIGHTS.items():
        assert f"'{weight} %'" in text, key
    for words in (
        "vendredi 3 juillet 2026, 12 h 00 min 00 s, heure de Paris",
        "vendredi 26 juin 2026",
        competition.object_text,
        cast.camille.email,
        competition.get_formula_display(),
        "120 jours",
        factory.COURT,
        "20 juillet 2026",
    ):
        assert words in text, words
    assert "R2151-5" not in text  # not read again by a jurist yet
    headings = [block.text for block in sent.blocks if isinstance(block, papers.Heading)]
    assert headings == [f"{number}. {title}" for number, title in letter.TITLES.items()]
    line = competition.stream.lines.get(kind="competition.published")
    assert line.payload["letter"] == competition.letter.digest == papers.digest(sent)
    assert line.payload["weights"] == factory.WEIGHTS
    assert line.payload["formula"] == "proportional"
    assert line.payload["estimate_cents"] is None
    assert len(line.payload["specification"]) == 64


def test_every_holder_is_written_to_at_once_with_its_proof(
    cast, competition, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    notices = Notice.objects.filter(invitation__competition=competition)
    agents = ConsortiumAgent.objects.filter(consortium__framework=competition.atelier.framework)
    assert {(n.invitation.consortium_id, n.message.to) for n in notices} == {
        (agent.consortium_id, agent.person.email) for agent in agents
    }
    assert {(n.kind, n.at) for n in notices} == {(NoticeKind.INVITATION, LONG_AGO)}
    assert len(mail.outbox) == agents.count()
    assert all(at("letter") in message.body for message in mail.outbox)


def test_the_letter_is_shown_to_both_sides_and_to_nobody_else(as_, cast, competition):
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    clock.advance_to(BEFORE)
    for person, page in ((cast.camille, "sent_letter"), (cast.dina, "letter")):
        assert_queries(as_(person), at(page))
        shown = as_(person).get(at(page)).content.decode()
        assert "15. Recours" in shown
        assert factory.COURT in shown
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        kept = as_(cast.eve).get(at("letter_file", form))
        assert kept.content.startswith(start)
        assert as_(cast.bastien).get(at("sent_letter_file", form)).content.startswith(start)
    assert as_(cast.eve).get(at("letter_file", "exe")).status_code == 404
    assert as_(cast.eve).get(at("sent_letter")).status_code == 404
    assert as_(cast.paul).get(at("sent_letter")).status_code == 403
    assert as_(cast.stranger).get(at("letter_file", "pdf")).status_code == 404


def test_the_letter_can_be_read_before_it_leaves(as_, cast, competition):
    shown = as_(cast.camille).get(at("sent_letter")).content.decode()
    assert "en préparation" in shown
    assert as_(cast.camille).get(at("sent_letter_file", "pdf")).content.startswith(b"%PDF")
    assert as_(cast.dina).get(at("letter")).status_code == 404


def test_the_page_of_publication_links_what_is_missing(as_, cast, competition):
    clock.advance_to(LONG_AGO)
    MiniCompetition.objects.update(court="", contact=None)
    page = as_(cast.camille).get(at("publish")).content.decode()
    assert f'href="{at("prepare")}#id_court"' in page
    assert f'href="{at("prepare")}#id_contact"' in page
    assert page.count("à compléter") == 2
    sent = as_(cast.camille).post(at("publish"), {"again": competition.atelier.name})
    assert (sent.status_code, competition.invitations.count()) == (422, 0)


def test_no_operation_touches_what_is_frozen(cast, competition):
    operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    kept = letters.shown(competition, LONG_AGO)
    for decided in ({"formula": PriceFormula.LINEAR}, {"court": "Ailleurs"}, {"hearing": True}):
        with pytest.raises(Refused, match="ne change plus"):
            operations.prepare_competition(
                competition.atelier, factory.a_plan(cast, **decided), by=cast.camille, at=BEFORE
            )
    competition.refresh_from_db()
    assert letters.shown(competition, BEFORE) == kept
    assert {c.key: c.weight for c in competition.criteria.all()} == factory.WEIGHTS


def test_a_page_that_could_be_changed_on_its_way_does_not_publish(cast, competition, settings):
    settings.SITE_URL, settings.HTTPS, settings.DEMO = "http://atelier.example.org", False, False
    with pytest.raises(Refused, match="HTTPS"):
        operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)
    plan = factory.a_plan(cast, mode=Mode.PLACE, place_reference="DDT61-2026-07")
    on_place = operations.prepare_competition(
        competition.atelier, plan, by=cast.camille, at=LONG_AGO
    )
    operations.publish(on_place, within=WITHIN, by=cast.camille, at=LONG_AGO)


def test_a_maximum_that_is_reached_stops_the_publication(cast, competition):
    competition.atelier.framework.ceiling_eur = 0
    with pytest.raises(Refused, match="R2162-4"):
        operations.publish(competition, within=WITHIN, by=cast.camille, at=LONG_AGO)


def test_warnings_do_not_stop_anything(cast, competition):
    """Short, on a Sunday evening, without standstill."""
    sunday = datetime(2026, 1, 18, 18, 30, tzinfo=clock.PARIS)
    plan = factory.a_plan(
        cast, deadline=sunday, questions_until=sunday - timedelta(days=2), standstill=False
    )
    draft = operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    said = " ".join(map(str, queries.warnings(queries.draft(draft), LONG_AGO)))
    for words in ("13 jours pour répondre", "dimanche", "après 18 h", "recours"):
        assert words in said
    assert queries.against_publishing(queries.draft(draft), LONG_AGO) == ()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 6), "lundi de Pâques"),
        (date(2026, 5, 14), "Ascension"),
        (date(2027, 5, 17), "lundi de Pentecôte"),
        (date(2026, 7, 14), "14 juillet"),
        (date(2026, 11, 28), "samedi"),
        (date(2026, 11, 27), ""),
    ],
)
def test_days_without_office(day, name):
    assert rules.holiday(day) == name


def test_the_national_answer_on_the_environment_lets_it_go_and_stays_in_sight(competition):
    framework = competition.atelier.framework
    framework.criteria.update(is_environmental=False)
    launched = datetime(2026, 9, 1, 8, tzinfo=UTC)

    def said(reasons) -> bool:
        return any("environnement" in str(reason) for reason in reasons)

    written = queries.draft(competition)
    assert said(queries.gaps(written, launched).get(6, ()))
    assert not said(queries.warnings(written, launched))
    framework.environment_answer = "L’accord-cadre n’en prévoit pas : avenant en cours."
    framework.environment_answered_at = launched
    assert not said(queries.gaps(written, launched).get(6, ()))
    assert said(queries.warnings(written, launched))
