"""What sections refer to, and whether it is there."""

from collections.abc import Sequence

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
    written = [
        rules.Written(
            one.node.words,
            one.text,
            reverse("deliverables:rewrite_section", args=[atelier.slug, one.pk]),
        )
        for one in sections
    ]
    codes = {code for one in written for code in rules.cited(one.words)}
    return rules.against_references(written, _known(atelier, codes) if codes else ())


def _known(atelier: Atelier, codes: set[str]) -> set[str]:
    """Those that are numbers of something of the Atelier, whoever may see it."""
    here = {"atelier": atelier, "number__in": codes}
    first, *others = (
        model.filter(**here).order_by().values_list("number")
        for model in (Node.unfiltered, Document.objects, Interview.objects)
    )
    return {number for (number,) in first.union(*others).order_by()}
