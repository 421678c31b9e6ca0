"""Registering framework agreements and the consortia that hold them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from atelier_local.ground.journal.operations import append, programme_stream
from atelier_local.programme.people.enums import OrganisationKind
from atelier_local.programme.people.models import Person
from atelier_local.programme.people.operations import register_organisation
from atelier_local.refusal import refuse_if

from .. import founding_document, rules
from ..enums import MembershipRole
from ..founding_document import Entry
from ..models import (
    AwardCriterion,
    Consortium,
    ConsortiumMember,
    FrameworkAgreement,
    MembershipSpeciality,
    Speciality,
)
from ..queries import tree, used_on
from .dividing import set_lots


@transaction.atomic
def load_founding_document(*, by: Person | None, at: datetime) -> FrameworkAgreement:
    """The tree of specialities and the six holders as the document writes them.

    Loading again changes nothing, roles qualified since included.
    """
    load_specialities()
    framework = register_framework(**founding_document.framework(), by=by, at=at)
    for slug, name, entries in founding_document.consortia():
        register_consortium(framework, slug=slug, name=name, members=entries, by=by, at=at)
    return framework


@transaction.atomic
def load_specialities() -> None:
    """The tree of specialities; part of the program rather than of the programme's history."""
    nodes = [
        Speciality(**fields, position=position)
        for position, fields in enumerate(founding_document.specialities(), start=1)
    ]
    Speciality.objects.bulk_create(
        nodes,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["label", "parent", "synonyms", "position"],
    )


@transaction.atomic
def register_framework(
    *,
    slug: str,
    name: str,
    buyer: str,
    by: Person | None,
    at: datetime,
    fictitious: bool = False,
    criteria: Sequence[dict[str, Any]] = (),
    lots: Sequence[Mapping[str, Any]] = (),
    **bounds: Any,
) -> FrameworkAgreement:
    """The framework agreement of that slug, made with its criteria and its lots if it does not
    exist yet.

    `criteria` are fields of `AwardCriterion` but its position; `bounds` any other field:
    validity, ceiling, durations, document.
    """
    framework, made = FrameworkAgreement.objects.get_or_create(
        slug=slug, defaults={"name": name, "buyer": buyer, "fictitious": fictitious, **bounds}
    )
    if made:
        AwardCriterion.objects.bulk_create(
            AwardCriterion(framework=framework, position=position, **criterion)
            for position, criterion in enumerate(criteria, start=1)
        )
        set_lots(framework, lots)
        payload = {"framework": framework.pk, "name": name, "fictitious": fictitious}
        append(programme_stream(), "agreement.framework_registered", payload, by=by, at=at)
    return framework


@transaction.atomic
def register_consortium(
    framework: FrameworkAgreement,
    *,
    slug: str,
    name: str,
    members: Sequence[Entry],
    by: Person | None,
    at: datetime,
    letter: str = "",
    lots: Collection[int] = (),
) -> Consortium:
    """The consortium of that slug, made with its members if it does not exist yet.

    The first member is the lead, the others' roles are left to qualify. Members of one name
    are one organisation across consortia; what each does is kept per membership.
    """
    consortium, made = Consortium.objects.get_or_create(
        slug=slug,
        defaults={
            "framework": framework,
            "name": name,
            "letter": letter,
            "rank": framework.consortia.count() + 1,
        },
    )
    if made:
        for position, entry in enumerate(members, start=1):
            _register_member(consortium, position, entry, by=by, at=at)
        consortium.lots.set(framework.lots.filter(number__in=lots))
        payload = {"consortium": consortium.pk, "name": name, "members": len(members)}
        if lots:
            payload["lots"] = sorted(lots)
        append(programme_stream(), "agreement.consortium_registered", payload, by=by, at=at)
    return consortium


def add_consortium(
    framework: FrameworkAgreement,
    *,
    name: str,
    members: Sequence[str],
    by: Person,
    at: datetime,
    letter: str = "",
    lots: Collection[int] = (),
) -> Consortium:
    """A holder that an agreement was awarded to, or those of its `lots` named by their numbers.
    Each member as the paper writes it, brackets included (« IDDRE (hydrologie) »); the first one
    is the lead.

    Specialities called just as in the tree are understood, the others are left to be.
    """
    entries = [_entry(member) for member in members]
    with transaction.atomic():
        locked = FrameworkAgreement.objects.select_for_update().get(pk=framework.pk)
        known = locked.consortia
        refuse_if(
            rules.against_consortium(
                [entry.name for entry in entries],
                name_taken=known.filter(name__iexact=name).exists(),
                letter_taken=bool(letter) and known.filter(letter__iexact=letter).exists(),
                used_on=used_on(locked),
            )
            + rules.against_holding(lots, locked.lots.values_list("number", flat=True))
        )
        slug = _free_slug(f"{framework.slug[:30]} {letter or name}")
        return register_consortium(
            locked, slug=slug, name=name, letter=letter, members=entries, lots=lots, by=by, at=at
        )


def _entry(line: str) -> Entry:
    name, bracket = rules.entry_parts(line)
    nodes = tree()
    return Entry(
        name=name,
        raw_label=name,
        raw_specialities=bracket,
        specialities=tuple((raw, rules.exactly(raw, nodes)) for raw in rules.listed(bracket)),
    )


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:55] or "groupement"
    taken = set(Consortium.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    candidates = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(slug for slug in candidates if slug not in taken)


def _register_member(
    consortium: Consortium, position: int, entry: Entry, *, by: Person | None, at: datetime
) -> None:
    organisation = register_organisation(
        kind=OrganisationKind.INDIVIDUAL if entry.individual else OrganisationKind.FIRM,
        name=entry.name,
        fictitious=consortium.framework.fictitious,
        by=by,
        at=at,
    )
    member = ConsortiumMember.objects.create(
        consortium=consortium,
        organisation=organisation,
        role=MembershipRole.LEAD if position == 1 else MembershipRole.UNSPECIFIED,
        raw_label=entry.raw_label,
        raw_specialities=entry.raw_specialities,
        position=position,
    )
    pairs = [(raw, slug) for raw, slugs in entry.specialities for slug in slugs or (None,)]
    MembershipSpeciality.objects.bulk_create(
        MembershipSpeciality(member=member, raw_label=raw, speciality_id=slug, position=place)
        for place, (raw, slug) in enumerate(pairs, start=1)
    )
