"""Preparing a workshop, opening its room, recording that it was held."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from atelier_local.clock import PARIS
from atelier_local.ground.journal.models import Stream
from atelier_local.ground.journal.operations import append, open_stream
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance import operations as governance
from atelier_local.programme.governance.enums import MeetingKind
from atelier_local.programme.governance.rules import Decided
from atelier_local.programme.people.models import Person
from atelier_local.refusal import refuse_if

from . import rules
from .enums import WorkshopState
from .models import Day, Table, Workshop
from .models import Sequence as RunSequence

OPENS, CLOSES = time(9), time(17, 30)


@transaction.atomic
def prepare_workshop(
    atelier: Atelier,
    ordinal: int,
    *,
    title: str,
    place: str,
    starts_on: date,
    by: Person,
    at: datetime,
    days: int = 1,
    purpose: str = "",
) -> Workshop:
    """Create one of the three workshops, with a meeting for each of its days."""
    agreement = atelier.framework
    refuse_if(
        rules.against_preparing(
            ordinal,
            days,
            days_min=agreement.session_days_min,
            days_max=agreement.session_days_max,
        )
    )
    refuse_if(
        [f"l’Atelier {ordinal} est déjà préparé"]
        if Workshop.objects.filter(atelier=atelier, ordinal=ordinal).exists()
        else []
    )
    workshop = Workshop.objects.create(
        atelier=atelier,
        ordinal=ordinal,
        title=title,
        purpose=purpose,
        place=place,
        stream=open_stream("room", f"{atelier.slug}/{ordinal}", at=at),
    )
    for position in range(1, days + 1):
        day = starts_on + timedelta(days=position - 1)
        meeting = governance.convene(
            atelier,
            MeetingKind.WORKSHOP,
            f"Atelier {ordinal}, {'journée unique' if days == 1 else f'jour {position}'}",
            starts_at=datetime.combine(day, OPENS, PARIS),
            ends_at=datetime.combine(day, CLOSES, PARIS),
            place=place,
            by=by,
            at=at,
        )
        Day.objects.create(workshop=workshop, meeting=meeting, position=position)
    payload = {"workshop": str(workshop.id), "ordinal": ordinal, "title": title}
    append(atelier.stream, "workshops.prepared", payload, by=by, at=at)
    return workshop


@transaction.atomic
def set_wifi(workshop: Workshop, *, name: str, key: str, by: Person, at: datetime) -> None:
    """The network that the projector invites phones to join; no name, no network."""
    refuse_if(rules.against_wifi(name, key))
    Workshop.objects.filter(pk=workshop.pk).update(wifi_name=name, wifi_key=key)
    payload = {"workshop": str(workshop.id), "name": name}
    append(workshop.atelier.stream, "workshops.wifi_set", payload, by=by, at=at)


@transaction.atomic
def set_welcome(
    workshop: Workshop, *, access: str, supplies: str, payer: str, by: Person, at: datetime
) -> None:
    """How people are received there: getting in, what is eaten and printed, who pays."""
    welcome = {"access": access, "supplies": supplies, "payer": payer}
    refuse_if(rules.against_welcome(**welcome))
    Workshop.objects.filter(pk=workshop.pk).update(**welcome)
    payload = {"workshop": str(workshop.id)} | welcome
    append(workshop.atelier.stream, "workshops.welcome_set", payload, by=by, at=at)


@transaction.atomic
def set_approach(
    workshop: Workshop,
    *,
    publics: str,
    participation: str,
    guarantees: str,
    by: Person,
    at: datetime,
) -> None:
    """Whom the workshop expects, how far they decide, what they are guaranteed."""
    refuse_if(rules.against_approach(publics, participation))
    said = {"publics": publics, "participation": participation, "guarantees": guarantees}
    Workshop.objects.filter(pk=workshop.pk).update(**said)
    payload = {"workshop": str(workshop.id)} | said
    append(workshop.atelier.stream, "workshops.approach_set", payload, by=by, at=at)


@transaction.atomic
def leave_open(
    workshop: Workshop,
    *,
    disagreements: Sequence[tuple[str, str]],
    open_questions: Sequence[str],
    by: Person,
    at: datetime,
) -> None:
    """What the room did not agree on, each about something; what the next step must answer."""
    refuse_if(rules.against_leaving(WorkshopState(workshop.state), disagreements))
    said = {
        "disagreements": [list(one) for one in disagreements],
        "open_questions": list(open_questions),
    }
    Workshop.objects.filter(pk=workshop.pk).update(**said)
    payload = {"workshop": str(workshop.id)} | said
    append(workshop.atelier.stream, "workshops.left_open", payload, by=by, at=at)


@transaction.atomic
def plan_sequence(
    workshop: Workshop,
    day_position: int,
    *,
    starts_at: time,
    minutes: int,
    title: str,
    by: Person,
    at: datetime,
    objective: str = "",
    instruction: str = "",
    material: str = "",
    host: str = "",
) -> RunSequence:
    """Add a line to the run of show."""
    refuse_if(rules.against_sequence(starts_at, minutes, title))
    sequence = RunSequence.objects.create(
        day=workshop.days.get(position=day_position),
        starts_at=starts_at,
        minutes=minutes,
        title=title,
        objective=objective,
        instruction=instruction,
        material=material,
        host=host,
    )
    payload = {"workshop": str(workshop.id), "title": title}
    append(workshop.atelier.stream, "workshops.sequence_planned", payload, by=by, at=at)
    return sequence


@transaction.atomic
def add_table(
    workshop: Workshop,
    number: int,
    theme: str,
    *,
    by: Person,
    at: datetime,
    place: str = "",
    facilitator: str = "",
    scribe: str = "",
) -> Table:
    """Set a table of the room; the same number again changes what is said of it."""
    said = {"theme": theme, "place": place, "facilitator": facilitator, "scribe": scribe}
    table, _ = Table.objects.update_or_create(workshop=workshop, number=number, defaults=said)
    payload = {"workshop": str(workshop.id), "number": number, "theme": theme}
    append(workshop.atelier.stream, "workshops.table_set", payload, by=by, at=at)
    return table


@transaction.atomic
def open_workshop(workshop: Workshop, *, by: Person, at: datetime) -> str:
    """Open the room; returns the short code that phones join by."""
    state = WorkshopState(workshop.state)
    refuse_if(rules.against_opening(workshop.ordinal, state, workshop.atelier.at_stage))
    if state is WorkshopState.OPEN:
        return workshop.join_code
    code = _free_code()
    opened = Workshop.objects.filter(pk=workshop.pk, state=WorkshopState.PREPARED)
    opened.update(state=WorkshopState.OPEN, join_code=code, opened_at=at)
    workshop.refresh_from_db()
    payload = {"workshop": str(workshop.id), "ordinal": workshop.ordinal}
    append(workshop.atelier.stream, "workshops.opened", payload, by=by, at=at)
    return workshop.join_code


@transaction.atomic
def hold(
    workshop: Workshop,
    *,
    attendance: Mapping[Audience, int],
    minutes: str,
    by: Person,
    at: datetime,
    decisions: Sequence[Decided] = (),
) -> None:
    """Record that the workshop was held: its code no longer opens anything."""
    refuse_if(rules.against_closing(WorkshopState(workshop.state)))
    for day in workshop.days.select_related("meeting__atelier"):
        last = day.position == workshop.days.count()
        governance.hold(
            day.meeting,
            minutes=minutes if last else "",
            attendance=attendance,
            decisions=decisions if last else (),
            by=by,
            at=at,
        )
    workshop.state, workshop.join_code, workshop.closed_at = WorkshopState.HELD, "", at
    workshop.save(update_fields=["state", "join_code", "closed_at"])
    payload = {"workshop": str(workshop.id), "ordinal": workshop.ordinal}
    append(workshop.atelier.stream, "workshops.held", payload, by=by, at=at)


def take_turn(atelier: Atelier) -> Stream:
    """Where what is decided now is told, until the transaction ends: in the open room if there is
    one. Locks are taken in the order in which a room that comes home takes them."""
    rooms = Workshop.objects.filter(atelier=atelier, state=WorkshopState.OPEN).values("stream")
    room = Stream.objects.select_for_update().filter(pk__in=rooms).first()
    refuse_if(rules.against_writing(on_a_laptop=bool(settings.FIELD_KIT), open=room is not None))
    atelier.lock()
    return room or atelier.stream


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
        if not Workshop.objects.filter(join_code=code).exists():
            return code
