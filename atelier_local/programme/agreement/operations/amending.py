"""Writing an agreement down, and changing it as long as nobody was consulted under it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Reasons, refuse_if

from .. import rules
from ..models import AwardCriterion, FrameworkAgreement
from ..queries import consumption, criteria_of, lots_of, used_on
from .dividing import set_lots
from .registering import register_framework

FROZEN = (
    "valid_from",
    "valid_to",
    "ceiling_eur",
    "duration_min_months",
    "duration_max_months",
    "sessions",
    "session_days_min",
    "session_days_max",
    "validity_days",
    "hearing",
    "negotiation",
    "adaptation_clause",
    "direct_clause",
    "cpv",
    "ccag",
    "procedure",
    "group_form",
    "price_type",
    "reserved",
    "social_clause",
    "environmental_clause",
)
"""What bidders rely on, and what the open data of contracts quotes: it stays as it was when the
first of them was consulted."""
_NEEDED = ("ceiling_eur", "valid_to")
"""What nobody is consulted without (`rules.against_using`): left empty by an agreement already in
use, it is filled in once."""


def frozen_in(framework: FrameworkAgreement) -> tuple[str, ...]:
    """What stays as it is in an agreement in use."""
    return tuple(n for n in FROZEN if n not in _NEEDED or getattr(framework, n) is not None)


@transaction.atomic
def create_framework(
    fields: Mapping[str, Any],
    criteria: Sequence[Mapping[str, Any]],
    lots: Sequence[Mapping[str, Any]] = (),
    *,
    by: Person,
    at: datetime,
    fictitious: bool = False,
) -> FrameworkAgreement:
    """Write a new agreement down, with its criteria and its lots when they are known."""
    slug = slugify(fields["name"])[:60]
    taken = FrameworkAgreement.objects.filter(slug=slug).exists()
    refuse_if(["un accord-cadre porte déjà ce nom"] if taken or not slug else [])
    refuse_if(_against(fields, criteria))
    refuse_if(rules.against_lots(lots, {}, fields.get("ceiling_eur")))
    return register_framework(
        slug=slug,
        criteria=[dict(row) for row in criteria],
        lots=lots,
        fictitious=fictitious,
        by=by,
        at=at,
        **fields,
    )


def _against(fields: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]]) -> Reasons:
    return rules.against_bounds(fields) + (rules.against_criteria(criteria) if criteria else ())


@transaction.atomic
def amend_framework(
    framework: FrameworkAgreement,
    fields: Mapping[str, Any],
    criteria: Sequence[Mapping[str, Any]],
    lots: Sequence[Mapping[str, Any]] | None = None,
    *,
    by: Person,
    at: datetime,
) -> None:
    """Change an agreement; what a published consultation rests on is frozen. Lots left out stay as
    they are.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    changed = {name: said for name, said in fields.items() if getattr(locked, name) != said}
    reweighed = [dict(row) for row in criteria] != criteria_of(locked)
    known = lots_of(locked)
    divided = known if lots is None else [dict(row) for row in lots]
    frozen = [
        *_frozen_labels(locked, changed),
        *(["critères d’attribution"] if reweighed else []),
        *(["lots"] if divided != known else []),
    ]
    used = used_on(locked)
    refuse_if(rules.against_amending(used, frozen))
    refuse_if(_against(fields, criteria))
    ceiling, end = changed.get("ceiling_eur"), changed.get("valid_to")
    refuse_if(rules.against_filling_in(ceiling, end, consumption(locked).committed, used))
    if divided != known or (known and "ceiling_eur" in changed):
        names = dict(locked.consortia.values_list("pk", "name"))
        refuse_if(rules.against_lots(divided, names, fields.get("ceiling_eur", locked.ceiling_eur)))
    if not changed and not reweighed and divided == known:
        return
    for name, said in changed.items():
        setattr(locked, name, said)
    locked.save(update_fields=list(changed))
    if reweighed:
        _set_criteria(locked, criteria)
    if divided != known:
        set_lots(locked, divided)
    payload = {
        "framework": locked.pk,
        "changed": {name: _told(said) for name, said in changed.items()},
        "criteria": [dict(row) for row in criteria] if reweighed else None,
    }
    if divided != known:
        payload["lots"] = [row | {"ceiling_eur": _told(row["ceiling_eur"])} for row in divided]
    append(programme_stream(), "agreement.framework_amended", payload, by=by, at=at)


def _frozen_labels(framework: FrameworkAgreement, changed: Mapping[str, Any]) -> Iterator[str]:
    for name in frozen_in(framework):
        if name in changed:
            yield str(getattr(FrameworkAgreement._meta.get_field(name), "verbose_name", name))


def _told(said: Any) -> Any:
    return said if said is None or isinstance(said, bool | int | str) else str(said)


def _set_criteria(framework: FrameworkAgreement, criteria: Sequence[Mapping[str, Any]]) -> None:
    framework.criteria.all().delete()
    AwardCriterion.objects.bulk_create(
        AwardCriterion(framework=framework, position=position, **row)
        for position, row in enumerate(criteria, start=1)
    )


def mark_used(framework: FrameworkAgreement, on: date) -> None:
    """Freeze the agreement at its first consultation; part of that act, without a line."""
    FrameworkAgreement.objects.filter(pk=framework.pk, first_used_on=None).update(first_used_on=on)


@transaction.atomic
def answer_environment(
    framework: FrameworkAgreement, answer: str, *, by: Person, at: datetime
) -> None:
    """Say why consultations go on under an agreement without an environmental criterion.

    Code de la commande publique, art. R2152-7: compulsory for consultations launched from 21
    August 2026; whether it binds call-off contracts of an older agreement is uncertain, and a
    criterion cannot be invented. The answer is quoted by the report of analysis.
    """
    locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
    environmental = locked.criteria.filter(is_environmental=True, weight_max__gt=0).exists()
    refuse_if(rules.against_answering(answer, environmental=environmental))
    locked.environment_answer = answer.strip()
    locked.environment_answered_at, locked.environment_answered_by = at, by
    locked.save(
        update_fields=[
            "environment_answer",
            "environment_answered_at",
            "environment_answered_by",
        ]
    )
    payload = {"framework": locked.pk, "answer": locked.environment_answer, "on": str(day_of(at))}
    append(programme_stream(), "agreement.environment_answered", payload, by=by, at=at)
