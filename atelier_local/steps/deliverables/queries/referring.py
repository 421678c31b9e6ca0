"""What sections refer to, and whether it is there."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.urls import reverse

from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Reasons
from atelier_local.steps.evidence.models import Document, Interview

from .. import rules
from ..models import Section


def against_references(atelier: Atelier, sections: Sequence[Section]) -> Reasons:
    """References that are misspelt or designate nothing, each with the page where its section is
    written (one query, none where nothing is cited).
    """
    written = _written(atelier, sections)
    return rules.against_references(written, _known(atelier, written))


def against_references_by_document(
    atelier: Atelier, sections: Sequence[Section]
) -> Mapping[UUID, Reasons]:
    """The same of several documents, whose sections follow one another (one query for them all)."""
    known = _known(atelier, _written(atelier, sections))
    return {
        document: rules.against_references(_written(atelier, own), known)
        for document, own in groupby(sections, lambda one: one.deliverable_id)
    }


def _written(atelier: Atelier, sections: Iterable[Section]) -> list[rules.Written]:
    return [
        rules.Written(
            one.node.words,
            one.text,
            reverse("deliverables:rewrite_section", args=[atelier.slug, one.pk]),
        )
        for one in sections
    ]


def _known(atelier: Atelier, written: Sequence[rules.Written]) -> set[str]:
    """The codes cited that are numbers of something of the Atelier, whoever may see it."""
    codes = {code for one in written for code in rules.cited(one.words)}
    if not codes:
        return set()
    here = {"atelier": atelier, "number__in": codes}
    first, *others = (
        model.filter(**here).order_by().values_list("number")
        for model in (Node.unfiltered, Document.objects, Interview.objects)
    )
    return {number for (number,) in first.union(*others).order_by()}
