"""What the files say: nothing of who spoke, and the sums of the database."""

import re

import pypdfium2 as pdfium
import pytest
from django.db.models import Sum

from atelier_local.programme.people.models import Person
from atelier_local.steps.deliverables import press
from atelier_local.steps.deliverables.assembly import data_of
from atelier_local.steps.deliverables.enums import DeliverableKind
from atelier_local.steps.financing.models import CostLine, FundingLine
from atelier_local.steps.roadmap.models import Action
from atelier_local.steps.wall.models import Contribution
from tests.deliverables.test_outline import of_docx, of_odt
from tests.factories.ateliers import an_epci
from tests.factories.deliverables import (
    AT,
    HIDDEN,
    KEPT,
    PRIVATE_FUNCTION,
    a_draft,
    an_atelier_to_write,
)

K = DeliverableKind
REACHED_BY = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\b0[1-9](?:[ .]?\d\d){4}\b")
"""An address or a French telephone number."""


def words_of(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def said(told, cast, kind) -> dict[str, str]:
    """The words of a document, by form."""
    data = data_of(a_draft(told, cast, kind), at=AT)
    edited = press.editable(kind, data)
    pdf = words_of(press.typeset(kind, data))
    return {"pdf": pdf, "odt": of_odt(edited["odt"]), "docx": of_docx(edited["docx"])}


@pytest.mark.parametrize("kind", K)
def test_no_file_says_who_spoke(told, cast, kind):
    receipts = set(Contribution.objects.values_list("receipt", flat=True)) - {""}
    assert receipts
    addresses = set(Person.objects.values_list("email", flat=True))
    kept = [HIDDEN, KEPT, PRIVATE_FUNCTION, *receipts, *addresses]
    for form, words in said(told, cast, kind).items():
        assert [one for one in kept if one in words] == [], form
        assert REACHED_BY.findall(words) == [], form


def test_totals_are_those_of_the_database(cast):
    """What the roadmap and the booklet print is what the plans hold, to the euro."""
    elsewhere = an_epci("200072999", "CC du Houlme")
    told = an_atelier_to_write(cast, actions=3, slug="ailleurs", epci=elsewhere)
    mine = {"plan__in": Action.objects.filter(node__atelier=told.atelier).values("plan")}
    cost = CostLine.objects.filter(**mine).aggregate(n=Sum("amount_eur"))["n"]
    funded = FundingLine.objects.filter(**mine).aggregate(n=Sum("amount_eur"))["n"]
    assert cost == funded == 3 * 480_000
    shared = FundingLine.objects.filter(**mine).values_list("kind").annotate(n=Sum("amount_eur"))
    for kind in (K.ROADMAP, K.BOOKLET):
        for form, words in said(told, cast, kind).items():
            figures = re.sub(r"(?<=\d)[\s\u202f](?=\d{3})", "", words)
            assert str(cost) in figures, form
            if kind is K.ROADMAP:
                assert all(str(amount) in figures for _, amount in shared), form
