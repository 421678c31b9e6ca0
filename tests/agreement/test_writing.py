"""The national team writes an agreement down, gives it its holders, and cannot change it after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from atelier_local.ground.journal.operations import programme_stream
from atelier_local.ground.journal.queries import lines_after
from atelier_local.programme.agreement import operations, queries
from atelier_local.programme.agreement.models import FrameworkAgreement
from atelier_local.refusal import Refused
from tests.factories import agreement
from tests.pages import assert_queries

pytestmark = pytest.mark.django_db
CREATE = reverse("agreement:create")
FIELDS = {
    "name": "Accord-cadre 2027",
    "buyer": "DGALN",
    "buyer_siret": "",
    "number": "2027AC01",
    "document_source": "",
    "valid_from": "01/01/2027",
    "valid_to": "31/12/2030",
    "ceiling_eur": "1 200 000 €",
    "usual_amount_eur": "100 000",
    "days_to_sign": "75",
    "duration_min_months": "10",
    "duration_max_months": "15",
    "sessions": "3",
    "session_days_min": "1",
    "session_days_max": "2",
    "validity_days": "120",
    "hearing": "on",
    "adaptation_clause": "",
    "cpv": "71410000-5",
    "ccag": "Prestations intellectuelles",
    "procedure": "Appel d'offres ouvert",
    "group_form": "Conjoint",
    "price_type": "Définitif ferme",
    "social_clause": "on",
    "c1-label": "Méthode",
    "c1-weight_min": "30",
    "c1-weight_max": "60",
    "c1-nature": "social",
    "c1-guidance": "La place faite aux habitants.",
    "c2-label": "Environnement",
    "c2-weight_min": "10",
    "c2-weight_max": "20",
    "c2-nature": "environment",
    "c3-label": "Prix",
    "c3-weight_min": "20",
    "c3-weight_max": "40",
    "c3-nature": "price",
}


@pytest.fixture
def agnès(cast, as_):
    return as_(cast.agnès)


def told():
    return [line.kind for line in lines_after(programme_stream(), 0, 200)]


def written(client) -> FrameworkAgreement:
    assert client.post(CREATE, FIELDS).status_code == 302
    return FrameworkAgreement.objects.get(slug="accord-cadre-2027")


def test_an_agreement_is_written_down(agnès):
    page = agnès.get(CREATE).text
    assert "Inscrire un accord-cadre" in page
    assert "Les marchés se signent au plus tard ce jour." in page
    framework = written(agnès)
    assert (framework.valid_to, framework.ceiling_eur) == (date(2030, 12, 31), 1_200_000)
    assert (framework.hearing, framework.negotiation) == (True, False)
    assert [row["key"] for row in queries.criteria_of(framework)] == [
        "methode",
        "environnement",
        "prix",
    ]
    assert framework.criteria.get(is_price=True).weight_max == 40
    assert framework.criteria.get(is_environmental=True).key == "environnement"
    assert framework.criteria.get(is_social=True).subcriteria == ("La place faite aux habitants.",)
    assert (framework.social_clause, framework.reserved) == (True, False)
    assert told()[-1] == "agreement.framework_registered"
    again = agnès.post(CREATE, FIELDS)
    assert again.status_code == 422
    assert "porte déjà ce nom" in again.text


def test_the_summary_leads_to_what_is_wrong_in_a_criterion(agnès):
    wrong = {"cpv": "71410000", "c1-weight_min": "", "c7-weight_max": "12"}
    page = agnès.post(CREATE, FIELDS | wrong).text
    assert "3 réponses à corriger." in page
    for link in (
        '<a href="#id_cpv">Code CPV',
        '<a href="#id_c1-weight_min">Critère 1, Au moins (%)',
        '<a href="#id_c7-label">Critère 7, Critère',
    ):
        assert link in page
    folded = page.find("D’autres critères")
    assert page.find('id="id_c7-label"') < (folded if folded > 0 else len(page))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"valid_to": "31/12/2026"}, "finirait avant d’avoir commencé"),
        ({"valid_to": "31/02/2027"}, "date"),
        ({"ceiling_eur": "beaucoup"}, "nombre"),
        ({"ceiling_eur": "-1"}, "supérieure ou égale"),
        ({"duration_min_months": "16"}, "La durée minimale dépasse"),
        ({"sessions": "0"}, "supérieure ou égale"),
        ({"cpv": "71410000"}, "Huit chiffres"),
        ({"buyer_siret": "123"}, "Un SIRET compte 14 chiffres."),
        ({"name": "???"}, "porte déjà ce nom"),
        ({"name": ""}, "obligatoire"),
        ({"procedure": "Tirage au sort"}, "choix"),
        ({"c3-nature": ""}, "un seul, est celui du prix"),
        ({"c1-weight_min": "71"}, "va du moins au plus"),
        ({"c1-weight_max": "39"}, "font 99 %"),
        ({"c1-weight_min": ""}, "Écrivez un nombre entier"),
        ({"c1-label": ""}, "Nommez ce critère"),
        ({"c2-label": "Prix"}, "Deux critères portent le nom"),
    ],
)
def test_what_cannot_be_written(agnès, wrong, said):
    page = agnès.post(CREATE, FIELDS | wrong)
    assert page.status_code == 422
    assert said in page.text.replace("\u202f", " ").replace("\xa0", " ")
    assert not FrameworkAgreement.objects.exists()
    assert 'value="2027AC01"' in page.text  # what was typed stays


def test_criteria_may_come_later(agnès):
    bounds = {name: said for name, said in FIELDS.items() if not name.startswith("c")} | {
        "cpv": FIELDS["cpv"],
        "ccag": FIELDS["ccag"],
        "ceiling_eur": "",
    }
    assert agnès.post(CREATE, bounds).status_code == 302
    framework = FrameworkAgreement.objects.get()
    assert framework.ceiling_eur is None
    path = reverse("agreement:amend", args=[framework.slug])
    assert agnès.post(path, FIELDS).status_code == 302
    assert framework.criteria.count() == 3
    assert told()[-1] == "agreement.framework_amended"


def test_saying_the_same_again_says_nothing(agnès):
    framework = written(agnès)
    before = told()
    keys = {"c1-key": "methode", "c2-key": "environnement", "c3-key": "prix"}
    path = reverse("agreement:amend", args=[framework.slug])
    assert agnès.post(path, FIELDS | keys).status_code == 302
    assert told() == before


def test_what_bidders_rely_on_is_frozen_and_the_rest_is_not(agnès, cast, at):
    framework = written(agnès)
    operations.mark_used(framework, date(2027, 3, 1))
    operations.mark_used(framework, date(2027, 4, 1))
    framework.refresh_from_db()
    assert framework.first_used_on == date(2027, 3, 1)
    path = reverse("agreement:amend", args=[framework.slug])
    page = agnès.get(path).text
    assert "figé" in page
    changed = FIELDS | {"number": "2027AC02", "ceiling_eur": "9 000 000", "c1-label": "Autre"}
    quoted = ("group_form", "price_type", "social_clause", "environmental_clause", "reserved")
    known = [getattr(framework, name) for name in quoted]
    changed |= {"group_form": "Solidaire", "price_type": "Définitif révisable"}
    changed |= {"social_clause": "", "environmental_clause": "on", "reserved": "on"}
    assert agnès.post(path, changed).status_code == 302  # disabled fields are not even read
    framework.refresh_from_db()
    assert (framework.number, framework.ceiling_eur) == ("2027AC02", 1_200_000)
    assert [getattr(framework, name) for name in quoted] == known
    assert framework.criteria.first().label == "Méthode"


@pytest.mark.parametrize("name", operations.FROZEN)
def test_no_operation_changes_what_is_frozen(agnès, cast, at, name):
    framework = written(agnès)
    operations.commit(framework, reference="MS-1", amount=Decimal(1), by=None, at=at)
    known = getattr(framework, name)
    other = {bool: not known, int: 4, str: "Autre", date: date(2029, 1, 1)}.get(type(known), 7)
    rows = queries.criteria_of(framework)
    with pytest.raises(Refused, match="ne change plus"):
        operations.amend_framework(framework, {name: other}, rows, by=cast.agnès, at=at)
    with pytest.raises(Refused, match="critères d’attribution"):
        operations.amend_framework(framework, {}, rows[1:], by=cast.agnès, at=at)


def test_what_nobody_is_consulted_without_is_filled_in_once(agnès, cast, at):
    """Used before it had a maximum or an end, an agreement would else never publish again."""
    framework = written(agnès)
    rows = queries.criteria_of(framework)
    operations.commit(framework, reference="MS-1", amount=Decimal(90_000), by=None, at=at)
    FrameworkAgreement.objects.update(ceiling_eur=None, valid_from=None, valid_to=None)

    def fill(**said):
        operations.amend_framework(framework, said, rows, by=cast.agnès, at=at)

    with pytest.raises(Refused, match="sont déjà engagés"):
        fill(ceiling_eur=Decimal(89_999))
    used = queries.used_on(framework)
    with pytest.raises(Refused, match="n’a pas pu finir avant"):
        fill(valid_to=used - timedelta(days=1))
    path = reverse("agreement:amend", args=[framework.slug])
    page = agnès.get(path).text
    assert "s’inscrit une fois" in page
    assert agnès.post(path, FIELDS).status_code == 302
    framework.refresh_from_db()
    assert (framework.ceiling_eur, framework.valid_to) == (1_200_000, date(2030, 12, 31))
    assert told()[-1] == "agreement.framework_amended"
    for name in ("ceiling_eur", "valid_to"):
        with pytest.raises(Refused, match="ne change plus"):
            fill(**{name: None})
    assert "s’inscrit une fois" not in agnès.get(path).text


def test_holders_are_inscribed_until_the_first_consultation(agnès, cast, at):
    operations.load_specialities()
    framework = written(agnès)
    path = reverse("agreement:add_consortium", args=[framework.slug])
    assert "mandataire d’abord" in agnès.get(path).text
    given = {
        "name": "Groupement Haies",
        "letter": "A",
        "members": "Agence des Haies (paysage, urbanisme)\n\n Hydro  & Cie (bassin versant, osier)",
    }
    assert agnès.post(path, given).status_code == 302
    consortium = framework.consortia.get()
    lead, other = consortium.members.order_by("position")
    assert (lead.raw_label, lead.role) == ("Agence des Haies", "lead")
    assert (other.raw_label, other.raw_specialities) == (
        "Hydro & Cie",
        "(bassin versant, osier)",
    )
    assert set(lead.specialities.values_list("slug", flat=True)) >= {"paysage"}
    assert other.membership_specialities.get(raw_label="osier").speciality is None
    for wrong in (given, {**given, "name": "B", "letter": "a"}, {**given, "members": " "}):
        assert agnès.post(path, wrong).status_code == 422
    twice = {"name": "B", "members": "Dune\ndune (paysage)"}
    assert "est écrit deux fois" in agnès.post(path, twice).text
    operations.mark_used(framework, at.date())
    late = agnès.post(path, {"name": "C", "members": "Dune"})
    assert "Les titulaires sont arrêtés" in late.text


def test_the_question_of_the_environment(agnès, cast, at):
    price = {"key": "p", "label": "P", "weight_min": 100, "weight_max": 100, "is_price": True}
    framework = agreement.framework(criteria=[price])
    path = reverse("agreement:environment", args=[framework.slug])
    assert "R2152-7" in agnès.get(path).text
    assert agnès.post(path, {"answer": "  "}).status_code == 422
    assert agnès.post(path, {"answer": "Il date de 2024."}).status_code == 302
    framework.refresh_from_db()
    assert framework.environment_answer == "Il date de 2024."
    assert framework.environment_answered_by == cast.agnès
    assert told()[-1] == "agreement.environment_answered"
    green = price | {"is_price": False, "is_environmental": True}
    other = agreement.framework("autre", criteria=[green])
    with pytest.raises(Refused, match="déjà sur l’environnement"):
        operations.answer_environment(other, "Oui.", by=cast.agnès, at=at)


@pytest.mark.parametrize(
    "name", ["create", "amend", "environment", "add_consortium", "firms", "spellings"]
)
def test_only_the_national_team_enters(as_, cast, client, name):
    framework = agreement.framework()
    alone = name in ("create", "firms", "spellings")
    path = reverse(f"agreement:{name}", args=[] if alone else [framework.slug])
    assert client.get(path).status_code == 302
    for person in cast.everyone:
        wanted = 200 if person == cast.agnès else 403
        assert as_(person).get(path).status_code == wanted


def test_everyone_signed_in_reads_what_the_program_knows_of_the_law(as_, cast, client):
    path = reverse("agreement:law")
    assert client.get(path).status_code == 302
    page = as_(cast.stranger).get(path).text
    assert "R2152-7" in page
    assert "à vérifier" in page
    assert_queries(as_(cast.stranger), path)


# --- Firms ----------------------------------------------------------------------------------------


def two_spellings():
    framework = agreement.framework()
    one = agreement.consortium(framework, "A", ("Boréale", "Vraiment vraiment"))
    two = agreement.consortium(framework, "B", ("Cap", "Vraiment-Vraiment"))
    return one, two


def test_two_spellings_are_asked_once_and_may_be_unsaid(agnès):
    one, two = two_spellings()
    path = reverse("agreement:spellings")
    page = agnès.get(path).text
    assert "C’est la même" in page
    assert "Boréale" not in page
    first, second = (consortium.members.get(position=2).organisation for consortium in (one, two))
    pair = {"first": str(first.pk), "second": str(second.pk)}
    for wrong in ({}, {**pair, "same": "maybe"}, {**pair, "same": "yes", "second": "x"}):
        agnès.post(path, wrong)
    agnès.post(path, {**pair, "same": "yes", "second": pair["first"]})
    assert queries.judged_pairs(queries.firms()) == []
    assert queries.elsewhere(one) == []
    agnès.post(path, {**pair, "same": "yes"})
    [found] = queries.elsewhere(one)
    assert (found.member.raw_label, found.consortium) == ("Vraiment vraiment", two)
    assert "Déjà dit" in agnès.get(path).text
    assert queries.likely_pairs(queries.firms()) == []
    agnès.post(path, {"first": pair["second"], "second": pair["first"], "same": "no"})
    assert queries.elsewhere(one) == []
    assert told()[-2:] == ["agreement.spelling_judged"] * 2


def test_numbers_say_more_than_names(agnès):
    one, two = two_spellings()
    first, second = one.members.get(position=2), two.members.get(position=2)
    first.siret, second.siret = "12345678900001", "98765432100001"
    for member in (first, second):
        member.save()
    assert queries.likely_pairs(queries.firms()) == []  # two numbers: two firms
    cap = two.members.get(position=1)
    cap.siret = first.siret
    cap.save()
    [pair] = queries.likely_pairs(queries.firms())
    assert pair.why == "même SIREN"
    assert {pair.first.organisation.name, pair.second.organisation.name} == {
        "Cap",
        "Vraiment vraiment",
    }


def test_a_firm_s_page_when_the_directory_is_off(agnès):
    one, _ = two_spellings()
    firm = one.members.get(position=1).organisation
    path = reverse("agreement:firm", args=[firm.pk])
    assert "éteint" in agnès.get(path).text
    assert agnès.post(path, {"siren": "732 829 320"}).status_code == 422
    stranger = reverse("agreement:firm", args=["00000000-0000-0000-0000-000000000000"])
    assert agnès.get(stranger).status_code == 404


def test_as_many_queries_for_three_holders_as_for_one(agnès):
    framework = agreement.framework()
    agreement.consortium(framework, "A")
    paths = [
        reverse("agreement:firms"),
        reverse("agreement:spellings"),
        reverse("agreement:amend", args=[framework.slug]),
        reverse("agreement:members", args=["demonstration-a"]),
    ]
    one = [assert_queries(agnès, path) for path in paths]
    agreement.consortium(framework, "B", ("Vraiment vraiment", "Cap", "Dune"))
    agreement.consortium(framework, "C", ("Vraiment-Vraiment", "Cap", "Estran"))
    assert [assert_queries(agnès, path) for path in paths] == one
