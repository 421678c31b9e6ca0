"""Meeting, writing the method, choosing places, composing committees, setting the calendar,
validating.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from atelier_local.clock import day_of
from atelier_local.ground.journal.operations import append
from atelier_local.programme.ateliers import operations as ateliers
from atelier_local.programme.ateliers.enums import Audience, Stage
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance import operations as governance
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.models import Meeting
from atelier_local.programme.governance.queries import members as members_of
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.models import Person
from atelier_local.programme.territories.models import Commune
from atelier_local.refusal import Reasons, Refused, refuse_if

from . import queries, rules
from .enums import CommitteeKind
from .models import Committee, DocumentRequest, Framing, Indicator, Risk, Site, Stakeholder


def framing_of(atelier: Atelier) -> Framing:
    """The framing of the Atelier, begun if it was not."""
    return Framing.objects.get_or_create(atelier=atelier)[0]


@transaction.atomic
def hold_framing_meeting(
    atelier: Atelier,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    minutes: str,
    by: Person,
    at: datetime,
    decisions: Sequence[Decided] = (),
    present: Iterable[Person] = (),
) -> Meeting:
    """Record the framing meeting: who came, what was said and decided."""
    refuse_if(_not_yet(atelier))
    came = list(present)
    meeting = governance.convene(
        atelier,
        MeetingKind.FRAMING,
        "Réunion de cadrage",
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        invited=came,
        by=by,
        at=at,
    )
    governance.hold(meeting, minutes=minutes, decisions=decisions, present=came, by=by, at=at)
    return meeting


@transaction.atomic
def write_framing(
    atelier: Atelier, *, methodology: str, out_of_scope: str, by: Person, at: datetime
) -> Framing:
    """Say how the Atelier will be led, and what it will not treat."""
    refuse_if(_not_yet(atelier))
    framing = framing_of(atelier)
    framing.methodology, framing.out_of_scope = methodology, out_of_scope
    framing.save(update_fields=["methodology", "out_of_scope"])
    append(atelier.stream, "framing.written", {"methodology": methodology}, by=by, at=at)
    return framing


@transaction.atomic
def add_site(
    atelier: Atelier, *, name: str, commune: Commune, why: str, by: Person, at: datetime
) -> Site:
    """Choose a place that the Atelier looks at closer."""
    refuse_if(_against_placing(atelier, name, commune))
    site = Site.objects.create(framing=framing_of(atelier), name=name, commune=commune, why=why)
    _told_site(atelier, "framing.site_added", site, by=by, at=at)
    return site


@transaction.atomic
def change_site(
    site: Site, *, name: str, commune: Commune, why: str, by: Person, at: datetime
) -> None:
    """Say otherwise which place it is, or why it was chosen."""
    atelier = site.framing.atelier
    refuse_if(_against_placing(atelier, name, commune))
    held = Site.objects.filter(pk=site.pk)
    refuse_if([] if held.update(name=name, commune=commune, why=why) else [_GONE])
    site.name, site.commune, site.why = name, commune, why
    _told_site(atelier, "framing.site_changed", site, by=by, at=at)


@transaction.atomic
def withdraw_site(site: Site, *, by: Person, at: datetime) -> None:
    """No longer look at it closer; said twice, it is said once."""
    if Site.objects.filter(pk=site.pk).delete()[0]:
        _told_site(site.framing.atelier, "framing.site_withdrawn", site, by=by, at=at)


_GONE = "ce lieu n’est plus de ceux que l’Atelier regarde de plus près"


def _against_placing(atelier: Atelier, name: str, commune: Commune) -> Reasons:
    return rules.against_placing(name, inside=commune.epci_id == atelier.epci_id)


def _told_site(atelier: Atelier, kind: str, site: Site, *, by: Person, at: datetime) -> None:
    payload = {"name": site.name, "commune": site.commune_id, "why": site.why}
    append(atelier.stream, kind, payload, by=by, at=at)


@transaction.atomic
def compose(
    atelier: Atelier,
    kind: CommitteeKind,
    *,
    role: str,
    rhythm: str,
    by: Person,
    at: datetime,
    members: Iterable[Person] = (),
    others: str = "",
) -> Committee:
    """Say who sits in a body, what for and how often; said again, it is said anew."""
    seated = list(members)
    known = set(members_of(atelier).values_list("pk", flat=True))
    strangers = sum(person.pk not in known for person in seated)
    refuse_if(rules.against_composing(members=len(seated), others=others, strangers=strangers))
    said = {"role": role, "rhythm": rhythm, "others": others}
    committee, _ = Committee.objects.update_or_create(
        framing=framing_of(atelier), kind=kind, defaults=said
    )
    committee.members.set(seated)
    payload = {"kind": str(kind), "members": sorted(person.ref for person in seated)} | said
    append(atelier.stream, "framing.committee_composed", payload, by=by, at=at)
    return committee


@transaction.atomic
def convene_committee(
    atelier: Atelier,
    kind: CommitteeKind,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
    place: str = "",
) -> Meeting:
    """Call a committee: the meeting of those who sit in it today, as any other meeting is."""
    composed = Committee.objects.filter(framing__atelier=atelier, kind=kind)
    committee = composed.prefetch_related("members").first()
    refuse_if(
        rules.against_convening(
            meets=kind.meeting is not None,
            composed=committee is not None,
            starts_on=day_of(starts_at),
            today=day_of(at),
        )
    )
    assert committee is not None
    assert kind.meeting is not None
    return governance.convene(
        atelier,
        kind.meeting,
        str(kind.label),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        invited=committee.members.all(),
        by=by,
        at=at,
    )


@transaction.atomic
def write_decision_rule(atelier: Atelier, *, decision_rule: str, by: Person, at: datetime) -> None:
    """Say how the bodies decide, besides the approval of documents by the three colleges."""
    framing = framing_of(atelier)
    framing.decision_rule = decision_rule
    framing.save(update_fields=["decision_rule"])
    append(atelier.stream, "framing.rule_written", {"rule": decision_rule}, by=by, at=at)


@transaction.atomic
def add_stakeholder(
    atelier: Atelier,
    *,
    name: str,
    audience: Audience,
    influence: int,
    interest: int,
    by: Person,
    at: datetime,
    note: str = "",
) -> Stakeholder:
    added = Stakeholder.objects.create(
        framing=framing_of(atelier),
        name=name,
        audience=audience,
        influence=influence,
        interest=interest,
        note=note,
    )
    payload = {"stakeholder": added.pk, "audience": str(audience)}
    append(atelier.stream, "framing.stakeholder_added", payload, by=by, at=at)
    return added


@transaction.atomic
def add_risk(atelier: Atelier, *, risk: str, answer: str, by: Person, at: datetime) -> Risk:
    added = Risk.objects.create(framing=framing_of(atelier), risk=risk, answer=answer)
    append(atelier.stream, "framing.risk_added", {"risk": risk}, by=by, at=at)
    return added


@transaction.atomic
def add_indicator(
    atelier: Atelier,
    *,
    name: str,
    target: str,
    source: str,
    by: Person,
    at: datetime,
    baseline: str = "",
) -> Indicator:
    """Say by what one will know that the Atelier succeeded."""
    added = Indicator.objects.create(
        framing=framing_of(atelier), name=name, baseline=baseline, target=target, source=source
    )
    append(atelier.stream, "framing.indicator_added", {"indicator": name}, by=by, at=at)
    return added


@transaction.atomic
def request_document(
    atelier: Atelier,
    *,
    title: str,
    owner: str,
    by: Person,
    at: datetime,
    due_on: date | None = None,
) -> DocumentRequest:
    """Ask somebody for a document, before a day to come."""
    refuse_if(rules.against_awaiting(due_on, False, day_of(at)))
    asked = DocumentRequest.objects.create(
        framing=framing_of(atelier), title=title, owner=owner, due_on=due_on
    )
    payload = {"request": asked.pk, "title": title, "due_on": _written(due_on)}
    append(atelier.stream, "framing.document_requested", payload, by=by, at=at)
    return asked


@transaction.atomic
def await_document(asked: DocumentRequest, *, due_on: date, by: Person, at: datetime) -> None:
    """Agree on another day for a document that has not come."""
    held = DocumentRequest.objects.select_for_update().get(pk=asked.pk)
    refuse_if(rules.against_awaiting(due_on, held.received_at is not None, day_of(at)))
    DocumentRequest.objects.filter(pk=asked.pk).update(due_on=due_on)
    payload = {"request": asked.pk, "title": asked.title, "due_on": _written(due_on)}
    append(asked.framing.atelier.stream, "framing.document_awaited", payload, by=by, at=at)


@transaction.atomic
def receive_document(asked: DocumentRequest, *, by: Person, at: datetime) -> None:
    """Say that a document came; said twice, it is said once."""
    awaited = DocumentRequest.objects.filter(pk=asked.pk, received_at=None)
    if awaited.update(received_at=at):
        payload = {"request": asked.pk, "title": asked.title}
        append(asked.framing.atelier.stream, "framing.document_received", payload, by=by, at=at)


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


@transaction.atomic
def set_calendar(
    atelier: Atelier,
    periods: Mapping[Stage, rules.Period],
    *,
    by: Person,
    at: datetime,
    justification: str = "",
) -> None:
    """Date the workshops, the interim phases and the restitution."""
    refuse_if(_not_yet(atelier))
    if atelier.t0 is None:
        raise Refused(["le marché n’est pas notifié : le calendrier se compte à partir de là"])
    warnings = queries.warnings_on_calendar(atelier, periods)
    refuse_if(rules.against_calendar(periods, warnings, justification))
    framing = framing_of(atelier)
    framing.justification = justification if warnings else ""
    framing.save(update_fields=["justification"])
    ateliers.schedule(atelier, periods, by=by, at=at)


@transaction.atomic
def validate_framing(atelier: Atelier, *, by: Person, at: datetime) -> None:
    """The framing holds: the first workshop may be prepared and held."""
    framing = framing_of(atelier)
    refuse_if(_not_yet(atelier))
    refuse_if(
        rules.against_validating(
            meeting_held=bool(queries.meeting_held(atelier)),
            methodology=framing.methodology,
            scheduled=[Stage(d.stage) for d in atelier.dates.all()],
            validated=framing.validated_at is not None,
        )
    )
    Framing.objects.filter(pk=framing.pk, validated_at=None).update(validated_at=at)
    ateliers.advance(atelier, Stage.WORKSHOP_1, by=by, at=at)


def _not_yet(atelier: Atelier) -> Reasons:
    return rules.against_writing(atelier.at_stage)
