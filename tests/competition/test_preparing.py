"""What must be frozen and complete before the consortia are consulted."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.agreement import law
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.ateliers.enums import Ending
from atelier_local.programme.governance.models import Task
from atelier_local.refusal import Refused
from atelier_local.steps.competition import operations, rules
from atelier_local.steps.competition.enums import CompetitionState, Perimeter
from atelier_local.steps.competition.models import MiniCompetition
from tests.factories import competition as factory
from tests.factories.application import a_selected_note
from tests.factories.ateliers import SLUG, an_epci
from tests.factories.people import LONG_AGO
from tests.pages import assert_queries


@pytest.fixture(scope="module")
def made(kept):
    return kept(factory.a_sealable)


def test_weights_and_deadline_change_as_long_as_it_is_a_draft(cast, competition):
    weights = factory.WEIGHTS | {"method": 35, "price": 20}
    later = factory.DEADLINE + timedelta(days=7)
    plan = factory.a_plan(cast, weights=weights, deadline=later)
    operations.prepare_competition(competition.atelier, plan, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    assert competition.deadline == later
    assert {c.key: c.weight for c in competition.criteria.all()} == weights


def test_publishing_writes_to_every_consortium_and_hands_out_tasks(
    cast, competition, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    letters = set(competition.invitations.values_list("consortium__letter", flat=True))
    assert letters == {"A", "C", "E"}
    written_to = {address for message in mail.outbox for address in message.to}
    assert {cast.dina.email, cast.eve.email} <= written_to
    openers = Task.objects.filter(key="competition:open", done_at=None)
    assert {task.person for task in openers} == {cast.camille, cast.bastien}


def test_publishing_twice_is_publishing_once(cast, competition):
    stale = MiniCompetition.objects.get()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    lines = competition.stream.lines.count()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    operations.publish(stale, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    assert competition.invitations.count() == 3
    assert competition.stream.lines.count() == lines


def test_once_published_nothing_changes_any_more(cast, competition):
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    with pytest.raises(Refused, match="ne change plus"):
        operations.prepare_competition(
            competition.atelier, factory.a_plan(cast), by=cast.camille, at=LONG_AGO
        )
    with pytest.raises(Refused, match="ne changent plus"):
        operations.name_officers(
            competition, [cast.camille, cast.olivia], by=cast.camille, at=LONG_AGO
        )


def test_without_officers_or_agents_nobody_is_consulted(cast, competition):
    competition.officers.all().delete()
    consortium = competition.atelier.framework.consortia.get(letter="A")
    consortium.agents.all().delete()
    with pytest.raises(Refused) as refused:
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    said = str(refused.value)
    assert "ne sont pas nommées" in said
    assert "Groupement A n’a pas de représentant" in said


def test_after_the_agreement_ended_nobody_is_consulted(cast, competition):
    framework = competition.atelier.framework
    framework.valid_to = LONG_AGO.date() - timedelta(days=1)
    framework.save()
    with pytest.raises(Refused, match="n’est plus valable"):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)


def test_an_agreement_without_maximum_or_end_consults_nobody(as_, cast, competition):
    framework = competition.atelier.framework
    for name, why in (("ceiling_eur", "montant maximal"), ("valid_to", "date de fin")):
        kept = getattr(framework, name)
        setattr(framework, name, None)
        framework.save()
        with pytest.raises(Refused, match=f"n’a pas de {why}"):
            operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
        page = as_(cast.camille).get(reverse("competition:publish", args=[SLUG])).text
        assert f"n’a pas de {why}" in page
        setattr(framework, name, kept)
        framework.save()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)


def test_the_last_look_says_that_the_agreement_is_not_changed(as_, cast, competition):
    clock.advance_to(LONG_AGO)
    page = as_(cast.camille).get(reverse("competition:publish", args=[SLUG])).text
    assert "Rien ne sort de l’accord-cadre" in page
    assert "art. R2162-7" in page
    assert "10 à 15 mois" in page


def test_whoever_consults_answers_that_nothing_goes_out_of_the_agreement(cast, competition):
    for left in Perimeter:
        others = set(Perimeter) - {left}
        (why,) = rules.against_leaving_agreement(others)
        assert left.label in why.label
        with pytest.raises(Refused, match=r"art\. R2162-7"):
            operations.publish(competition, within=others, by=cast.camille, at=LONG_AGO)
    assert not competition.invitations.exists()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    line = competition.stream.lines.get(kind="competition.published")
    assert line.payload["within_agreement"] == list(Perimeter)


def test_a_specification_that_no_longer_says_the_bounds_of_its_agreement_is_not_published(
    cast, competition
):
    FrameworkAgreement.objects.update(duration_max_months=18)
    with pytest.raises(Refused, match="§ 9"):
        operations.publish(fresh(), within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    FrameworkAgreement.objects.update(duration_max_months=15)
    operations.publish(fresh(), within=factory.WITHIN, by=cast.camille, at=LONG_AGO)


def fresh() -> MiniCompetition:
    return MiniCompetition.objects.get()


def test_the_wait_that_is_proposed_is_that_of_the_law(as_, cast, competition, settings, tmp_path):
    clock.advance_to(LONG_AGO)
    page = reverse("competition:prepare", args=[SLUG])
    assert "Attendre 11 jours entre les lettres et la signature" in as_(cast.camille).get(page).text
    own = tmp_path / "law.toml"
    own.write_text(
        '[[rule]]\nkey = "standstill_days"\nlabel = "Ici"\nvalue = 14\narticle = "art. X"\n'
        'source = "ici"\nchecked_on = 2026-11-01\nstatus = "confirmed"\n',
        "utf-8",
    )
    settings.LAW_FILE = str(own)
    assert "Attendre 14 jours entre les lettres" in as_(cast.camille).get(page).text


def test_prices_after_tax_are_not_compared_here(cast, competition, settings, tmp_path):
    """The letter says before tax; a deployment whose law says otherwise publishes nothing."""
    settings.LAW_FILE = str(tmp_path / "law.toml")
    row = '''[[rule]]
key = "price_basis"
label = "Toutes taxes comprises"
value = "ttc"
article = "à relire"
source = "essai"
checked_on = 2026-01-01
status = "uncertain"'''
    (tmp_path / "law.toml").write_text(row, "utf-8")
    with pytest.raises(Refused, match="ne les compare que hors taxes"):
        operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    (tmp_path / "law.toml").write_text(row.replace("ttc", "ht"), "utf-8")
    law.read.cache_clear()
    operations.publish(competition, within=factory.WITHIN, by=cast.camille, at=LONG_AGO)
    competition.refresh_from_db()
    assert "comparé hors taxes" in str(competition.letter.paper)
    law.read.cache_clear()


def test_giving_up_ends_the_atelier_with_a_reason(cast, competition):
    with pytest.raises(Refused, match="motif"):
        operations.discontinue(competition, " ", by=cast.camille, at=LONG_AGO)
    for _ in range(2):
        operations.discontinue(competition, "Plus d’élu porteur.", by=cast.camille, at=LONG_AGO)
    competition.atelier.refresh_from_db()
    assert competition.at_state is CompetitionState.DISCONTINUED
    assert competition.atelier.ending == Ending.DISCONTINUED


def test_publishing_through_the_screen_asks_for_the_name_again(as_, cast, competition):
    clock.advance_to(LONG_AGO)
    camille, path = as_(cast.camille), reverse("competition:publish", args=[SLUG])
    camille.get(path)  # the facts of a territory are looked up once in the life of a process
    assert_queries(camille, path)
    assert_queries(camille, reverse("competition:competition", args=[SLUG]))
    sent = {"again": competition.atelier.name.upper(), "within": list(factory.WITHIN)}
    wrong = camille.post(path, sent | {"again": "CC d’ailleurs"})
    assert (wrong.status_code, competition.invitations.count()) == (422, 0)
    unread = camille.post(path, sent | {"within": ["purpose", "terms"]})
    assert (unread.status_code, competition.invitations.count()) == (422, 0)
    assert unread.text.count("confirmez que rien ne sort de l’accord-cadre") == 2
    assert "facultatif" not in unread.text
    for _ in range(2):
        assert camille.post(path, sent).status_code == 302
    assert competition.invitations.count() == 3
    assert as_(cast.bastien).get(path).status_code == 403


def test_an_unprepared_consultation_says_what_will_be_here(as_, cast, competition):
    atelier = a_selected_note(cast, slug="ailleurs", epci=an_epci("200072999", "Houlme")).atelier
    camille = as_(cast.camille)
    here = reverse("competition:competition", args=[atelier.slug])
    assert "Préparer la consultation" in camille.get(here).content.decode()
    assert camille.get(reverse("competition:opening", args=[atelier.slug])).status_code == 404
    prepare = reverse("competition:prepare", args=[atelier.slug])
    weights = {f"weight_{key}": weight for key, weight in factory.WEIGHTS.items()}
    clock.advance_to(LONG_AGO)
    said = {"deadline": "03/07/2026 12:00", "formula": "linear", "validity_days": 120}
    sent = weights | said | {"mode": "native"}
    refused = camille.post(prepare, sent | {"weight_price": 35})
    assert (refused.status_code, "les poids font 110" in refused.content.decode()) == (422, True)
    assert camille.post(prepare, sent).status_code == 302
    assert MiniCompetition.objects.get(atelier=atelier).deadline == factory.DEADLINE
