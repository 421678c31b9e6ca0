"""Invented framework agreements, reached by the operations that make them."""

from datetime import UTC, datetime

from atelier_local.programme.agreement import operations, queries
from atelier_local.programme.agreement.founding_document import Entry
from atelier_local.programme.agreement.models import Consortium, FrameworkAgreement
from atelier_local.programme.people.models import Person

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def framework(slug: str = "demonstration", **bounds) -> FrameworkAgreement:
    return operations.register_framework(
        slug=slug,
        name="Accord-cadre de démonstration (fictif)",
        buyer="DGALN",
        fictitious=True,
        by=None,
        at=AT,
        **{"hearing": True} | bounds,
    )


def consortium(
    framework: FrameworkAgreement, letter: str = "A", firms: tuple[str, ...] = ("Boréale",)
) -> Consortium:
    """A consortium of the firms named, its lead first, each a landscape architect."""
    operations.load_specialities()
    return operations.register_consortium(
        framework,
        slug=f"{framework.slug}-{letter.lower()}",
        name=f"Groupement {letter}",
        letter=letter,
        members=[Entry(firm, firm, "(paysage)", (("paysage", ("paysage",)),)) for firm in firms],
        by=None,
        at=AT,
    )


CLAUSE = (
    "Un marché qui prolonge une étude de crues n’est confié sans remise en concurrence qu’au "
    "titulaire dont le modèle hydraulique est le seul que le territoire puisse exploiter."
)


def foresee_direct(framework: FrameworkAgreement, by: Person) -> None:
    """The agreement foresees contracts without competition, before anybody was consulted."""
    criteria = queries.criteria_of(framework)
    fields = {"direct_clause": CLAUSE}
    operations.amend_framework(framework, fields, criteria, by=by, at=AT)
