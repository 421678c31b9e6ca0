"""One agreement, watched: what is left, until when, who answers; before an opening, nobody."""

import contextlib
import re
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from atelier_local import clock
from atelier_local.programme.agreement import operations
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused
from atelier_local.steps.competition.models import Slot
from atelier_local.steps.competition.operations import decline
from atelier_local.steps.competition.queries import track_record
from tests.factories import agreement
from tests.factories import competition as competitions
from tests.factories import contract as contracts
from tests.factories.ateliers import an_epci
from tests.pages import assert_queries

TODAY = reverse("home:today")


def path_of(framework) -> str:
    return reverse("home:agreement", args=[framework.slug])


def records(framework):
    return {
        record.name: (record.consulted, record.answered, record.declined, record.awarded, share)
        for record, share in track_record(framework.pk).rows
    }


def shown(client, framework) -> list[str]:
    """Both pages, without the token that each drawing of a form gets."""
    pages = (client.get(path).text for path in (path_of(framework), TODAY))
    return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]


def test_a_sealed_competition_changes_no_figure(as_, cast):
    competition = competitions.a_published(cast)
    framework = competition.atelier.framework
    client = as_(cast.agnès)
    before = shown(client, framework)
    competitions.tender(cast.dina, competition)
    competitions.tender(cast.eve, competition)
    assert records(framework) == {}
    assert shown(client, framework) == before
    competitions.open_by_both(cast, competition)
    assert records(framework) == {
        "Groupement A": (1, 0, 0, 0, None),
        "Groupement C": (1, 1, 0, 0, None),
        "Groupement E": (1, 1, 0, 0, None),
    }
    assert "1 sur 1" in client.get(path_of(framework)).text


def test_who_declines_is_counted_apart(cast):
    competition = competitions.a_published(cast)
    side = competitions.side_of(cast.eve, competition)
    decline(side, "Pas d’équipe libre.", by=cast.eve, at=competitions.BEFORE)
    competitions.tender(cast.dina, competition)
    competitions.open_by_both(cast, competition)
    assert records(competition.atelier.framework)["Groupement E"] == (1, 0, 1, 0, None)


def test_what_came_late_or_stayed_shut_is_no_silence(as_, cast):
    """Nor an answer: each is said apart, and only who sent nothing is silent."""
    competition = competitions.a_published(cast)
    competitions.tender(cast.dina, competition)
    core = bytes(competitions.invited(competition, "C").slot.core)
    Slot.objects.filter(invitation__consortium__letter="C").update(core=core[:-1] + b"?")
    with contextlib.suppress(Refused):
        competitions.tender(cast.eve, competition, at=competitions.DEADLINE)
    alice = Person.objects.get(first_name="Alice", last_name="Perrin")
    competitions.tender(alice, competition, price_eur=Decimal(99_000))
    competitions.open_by_both(cast, competition)
    framework = competition.atelier.framework
    seen = {record.name: record for record, _ in track_record(framework.pk).rows}
    said = {n: (r.answered, r.shut, r.late, r.silent) for n, r in seen.items()}
    assert said == {
        "Groupement A": (1, 0, 0, 0),
        "Groupement C": (0, 1, 0, 0),
        "Groupement E": (0, 0, 1, 0),
    }
    page = as_(cast.agnès).get(path_of(framework)).text
    assert "1 pli resté fermé" in page
    assert "1 pli hors délai" in page
    assert "silence" not in page


def test_shares_of_what_was_awarded(as_, cast):
    won = competitions.an_awarded(cast)
    framework = won.competition.atelier.framework
    assert records(framework)["Groupement C"] == (1, 1, 0, 1, 100)
    assert records(framework)["Groupement E"][4] == 0
    page = as_(cast.agnès).get(path_of(framework)).text
    assert "97\u202f800\u202f€" in page
    assert "100 %" in page.replace("\u202f", " ")


def test_publishing_freezes_the_agreement(cast):
    competition = competitions.a_published(cast)
    framework = FrameworkAgreement.objects.get(pk=competition.atelier.framework_id)
    assert framework.first_used_on == competition.published_at.date()


def test_what_is_left_and_what_is_running(as_, cast):
    competition = competitions.a_published(cast)
    day = clock.today()
    framework = competition.atelier.framework
    FrameworkAgreement.objects.filter(pk=framework.pk).update(
        ceiling_eur=200_000,
        usual_amount_eur=150_000,
        valid_from=day - timedelta(days=1400),
        valid_to=day + timedelta(days=60),
        days_to_sign=75,
    )
    operations.commit(framework, reference="MS-1", amount=Decimal(90_000), by=None, at=clock.now())
    for path in (path_of(framework), TODAY):
        page = as_(cast.agnès).get(path).text.replace("\u202f", " ").replace("\xa0", " ")
        assert "1 consultation en cours, estimée à 150 000 €" in page
        assert "Moins de trois mois avant la fin" in page
        assert "Le dernier jour pour consulter" in page
        assert "dépasseraient le montant maximal de 40 000 € HT" in page
    assert "R2162-5" in as_(cast.agnès).get(path_of(framework)).text


def test_a_contract_signed_counts_once_committed_or_under_way(as_, cast):
    """What was signed before signing took it off the ceiling still counts, until it is notified."""
    framework = contracts.a_signed_contract(cast).atelier.framework
    FrameworkAgreement.objects.filter(pk=framework.pk).update(
        ceiling_eur=200_000, usual_amount_eur=150_000, valid_to=clock.today() + timedelta(days=60)
    )
    operations.commit(framework, reference="MS-1", amount=Decimal(60_000), by=None, at=clock.now())
    under_way = "1 consultation en cours, estimée à 150 000 €"
    for path in (path_of(framework), TODAY):
        page = as_(cast.agnès).get(path).text.replace("\u202f", " ").replace("\xa0", " ")
        assert "engagés" in page
        assert under_way not in page
    framework.commitments.exclude(reference="MS-1").delete()
    for path in (path_of(framework), TODAY):
        page = as_(cast.agnès).get(path).text.replace("\u202f", " ").replace("\xa0", " ")
        assert under_way in page


def test_a_new_agreement_says_what_it_lacks(as_, cast):
    framework = agreement.framework("neuf", valid_to=clock.today() + timedelta(days=900))
    page = as_(cast.agnès).get(path_of(framework)).text
    assert "Aucun titulaire n’est inscrit" in page
    assert "Aucun critère d’attribution" in page
    assert "Aucun critère n’est environnemental" not in page
    assert "Modifiable jusqu’à la première consultation" in page


def test_an_agreement_without_maximum_or_end_says_that_nobody_can_be_consulted(as_, cast):
    page = as_(cast.agnès).get(path_of(agreement.framework("neuf"))).text
    assert "Aucune consultation ne peut être publiée" in page
    assert "n’a pas de montant maximal" in page
    assert "n’a pas de date de fin" in page
    bounds = {"ceiling_eur": Decimal(1_000_000), "valid_to": clock.today() + timedelta(days=900)}
    page = as_(cast.agnès).get(path_of(agreement.framework("entier", **bounds))).text
    assert "Aucune consultation ne peut être publiée" not in page


def test_the_answer_on_the_environment_stays_in_sight(as_, cast):
    price = {"key": "p", "label": "P", "weight_min": 100, "weight_max": 100, "is_price": True}
    framework = agreement.framework("neuf", criteria=[price])
    assert "Aucun critère n’est environnemental" in as_(cast.agnès).get(path_of(framework)).text
    operations.answer_environment(framework, "Il date de 2024.", by=cast.agnès, at=clock.now())
    page = as_(cast.agnès).get(path_of(framework)).text
    assert "Il date de 2024." in page
    assert "Revoir la réponse" in page


def test_who_watches(as_, cast, client):
    path = path_of(agreement.framework())
    assert client.get(path).status_code == 302
    for person in cast.everyone:
        wanted = 200 if person == cast.agnès else 403
        assert as_(person).get(path).status_code == wanted


def test_as_many_queries_for_three_consultations_as_for_one(as_, cast):
    competition = competitions.an_opened(cast)
    framework = competition.atelier.framework
    client = as_(cast.agnès)
    paths = (path_of(framework), TODAY)
    client.get(TODAY)  # maps are kept once drawn
    one = [assert_queries(client, path) for path in paths]
    for number in (7, 8):
        epci = an_epci(f"20007151{number}", f"CC numéro {number}")
        competitions.an_opened(cast, slug=f"autre-{number}", epci=epci)
        operations.commit(
            framework, reference=f"MS-{number}", amount=Decimal(1), by=None, at=clock.now()
        )
    assert track_record(framework.pk).consultations == 3
    client.get(TODAY)
    assert [assert_queries(client, path) for path in paths] == one
