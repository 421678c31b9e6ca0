"""The six holders exactly as the document writes them: 44 mentions of 42 members."""

import pytest

from atelier_local.programme.agreement import operations, queries
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import (
    Consortium,
    ConsortiumMember,
    MembershipSpeciality,
    Speciality,
)
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Organisation

pytestmark = pytest.mark.django_db

ROOTS = [
    *("strategie", "urbanisme", "architecture", "paysage", "ecologie", "eau", "sols-agriculture"),
    *("climat-risques", "energie", "mobilite", "economie", "foncier-financement"),
    *("concertation", "recit"),
]


def printed(member: ConsortiumMember) -> str:
    return " ".join(filter(None, (member.raw_label, member.raw_specialities)))


def test_counts(founding):
    members = list(queries.members(founding))
    assert [c.size for c in queries.holders(founding)] == [8, 8, 10, 3, 3, 12]
    assert len(members) == 44
    assert len({member.organisation_id for member in members}) == 42
    assert Organisation.objects.count() == 42


def test_loading_again_changes_nothing(founding, at):
    before = list(MembershipSpeciality.objects.order_by("pk").values_list())
    operations.load_founding_document(by=None, at=at)
    assert list(MembershipSpeciality.objects.order_by("pk").values_list()) == before
    assert ConsortiumMember.objects.count() == 44


def test_the_framework_keeps_its_bounds_and_its_source(founding):
    bounds = (founding.duration_min_months, founding.duration_max_months, founding.sessions)
    assert bounds == (10, 15, 3)
    assert (founding.session_days_min, founding.session_days_max) == (1, 2)
    assert not founding.fictitious
    assert "modifiée le 3 février 2026" in founding.document_source


@pytest.mark.parametrize(
    ("consortium", "entry"),
    [
        (
            "interland",
            "INterland (projet de territoire, stratégie territoriale spatialisée, prospective et "
            "innovation, animation des jeux d'acteurs, représentation graphique et spatiale.",
        ),
        ("atelier-de-l-ourcq", "Zefco (ingénierie 3 environnementale)"),
        ("atelier-georges", "Zefco (transition écologique et énergétique)"),
        ("atelier-de-l-ourcq", "Vraiment-Vraiment (maîtrise d’usage)"),
        (
            "interland",
            "Vraiment vraiment (prospective et innovation, animation des jeux d'acteurs)",
        ),
        ("caudex", "APM et associés"),
        (
            "atelier-de-l-ourcq",
            "Transvers@l (économie de l’aménagement et stratégies territoriales)",
        ),
        ("alphaville", "MA-GEO (risque, pollution, eau)"),
    ],
)
@pytest.mark.usefixtures("founding")
def test_printed_exactly(consortium, entry):
    members = ConsortiumMember.objects.filter(consortium__slug=consortium)
    assert entry in [printed(member) for member in members]


@pytest.mark.usefixtures("founding")
def test_labels_rebuild_the_bracket():
    """No speciality is lost or reworded on the way to the table."""
    for member in ConsortiumMember.objects.prefetch_related("membership_specialities"):
        raw = dict.fromkeys(one.raw_label for one in member.membership_specialities.all())
        assert ", ".join(raw) == member.raw_specialities.removeprefix("(").removesuffix(")")


@pytest.mark.usefixtures("founding")
def test_one_firm_in_two_consortia_keeps_two_sets_of_specialities():
    for name in ("Zefco", "Vraiment vraiment"):
        firm = Organisation.objects.get(name=name)
        first, second = ConsortiumMember.objects.filter(organisation=firm)
        assert first.raw_specialities != second.raw_specialities


@pytest.mark.usefixtures("founding")
def test_three_members_are_natural_persons():
    people = Organisation.objects.filter(kind=OrganisationKind.INDIVIDUAL)
    names = set(people.values_list("name", flat=True))
    assert names == {"Clémence Leleu", "Laurent Davezies", "Marc Benoit"}


def test_only_leads_are_told_apart(founding):
    roles = [member.role for member in queries.members(founding)]
    assert roles.count(MembershipRole.LEAD) == 6
    assert roles.count(MembershipRole.UNSPECIFIED) == 38


@pytest.mark.usefixtures("founding")
def test_the_tree_has_fourteen_roots_and_no_idle_one():
    assert list(Speciality.objects.filter(parent=None).values_list("slug", flat=True)) == ROOTS
    [unknown] = MembershipSpeciality.objects.filter(speciality=None)
    assert unknown.raw_label == "responsable opérationnel"


def test_coverage(founding, django_assert_num_queries):
    with django_assert_num_queries(3):
        rows = queries.coverage(founding)
    counted = {row.speciality.slug: [len(cell.members) for cell in row.cells] for row in rows}
    assert list(counted) == ROOTS
    assert counted["mobilite"] == [1, 1, 1, 0, 0, 0]
    assert counted["eau"] == [1, 0, 1, 0, 0, 1]
    assert counted["foncier-financement"] == [0, 1, 1, 0, 0, 0]
    scarce = {row.speciality.slug for row in rows if row.scarce}
    assert scarce == {"climat-risques", "foncier-financement"}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Qui fait de l'hydrologie ?", ["MA-GEO", "IDDRE", "Infraservices"]),
        ("eau", ["MA-GEO", "IDDRE", "Infraservices"]),
        ("montage financier", ["Creaspace"]),
        ("commerces", ["Lestoux & associés"]),
        ("mobilite", ["RR&A", "Ingerop", "Ebulis"]),
        ("responsable opérationnel", ["MEIX"]),
        ("usine", []),
        ("", []),
    ],
)
def test_who_does(founding, text, labels):
    assert [match.member.raw_label for match in queries.who_does(text, founding)] == labels


@pytest.mark.usefixtures("founding")
def test_elsewhere():
    ourcq = Consortium.objects.get(slug="atelier-de-l-ourcq")
    found = {(e.member.raw_label, e.consortium.name) for e in queries.elsewhere(ourcq)}
    assert found == {("Vraiment-Vraiment", "INterland"), ("Zefco", "Atelier Georges")}
