"""Meetings as a calendar that phones and desk computers subscribe to (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse

from .downloads import attachment

_FOLD = 75  # octets, RFC 5545 §3.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One appointment; `uid` never changes, `sequence` grows each time it is moved."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    modified: datetime
    place: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(name: str, events: Iterable[Event]) -> str:
    """The calendar as text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Atelier Local//FR",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def calendar_response(name: str, events: Iterable[Event]) -> HttpResponse:
    """The calendar as a download, or as the answer to a subscription."""
    return attachment(
        calendar(name, events), media_type="text/calendar; charset=utf-8", name=f"{name}.ics"
    )


def _event(event: Event) -> list[str]:
    optional = {
        "LOCATION": _text(event.place),
        "DESCRIPTION": _text(event.description),
        "URL": "".join(c for c in event.url if "!" <= c <= "~"),
    }
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_instant(event.modified)}",
        f"LAST-MODIFIED:{_instant(event.modified)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART:{_instant(event.starts)}",
        f"DTEND:{_instant(event.ends)}",
        f"SUMMARY:{_text(event.title)}",
        *(f"{key}:{value}" for key, value in optional.items() if value),
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Escaped (§3.3.11): nothing that a person typed can open a line of its own."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = "\\n".join(escaped.splitlines())
    return "".join(c for c in escaped if c >= " " and c != "\x7f")


def _folded(line: str) -> str:
    """Cut at 75 octets without cutting a character."""
    pieces: list[str] = []
    current = b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > _FOLD - bool(pieces):
            pieces.append(current.decode())
            current = b""
        current += octets
    return "\r\n ".join([*pieces, current.decode()])
