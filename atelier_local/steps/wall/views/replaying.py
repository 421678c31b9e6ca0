"""The workshop seen again, minute by minute; the same as a table."""

from django.http import HttpRequest, HttpResponse

from atelier_local.clock import PARIS
from atelier_local.ground.files import tables
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of

from .. import queries
from ..rules.replaying import Voice
from .hall import workshop_of


@atelier_view(C.SEE_WALL)
def replay(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """What the room had before it at one minute, and a way to every other."""
    workshop = workshop_of(visit, ordinal)
    seen = queries.replay(
        workshop, sight_of(visit), _number(request, "minute"), _listened_to(request)
    )
    context = {"workshop": workshop, "replay": seen}
    if seen.minutes:
        scene = seen.scene
        context |= {
            "scene": scene,
            "activity": seen.activities.get(scene.activity),
            "vote": seen.vote(scene),
            "cards": queries.shown_cards(seen, scene),
            "pinned": seen.cards.get(scene.pinned) if scene.pinned in scene.laid else None,
            "groups": [seen.groups[key] for key in scene.groups if key in seen.groups],
            "questions": [
                seen.questions[key]
                for key in scene.asked
                if key in seen.questions and key in scene.shown
            ],
            "last": len(seen.minutes) - 1,
        }
    return page(request, visit, "wall/replay.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else None


def _listened_to(request: HttpRequest) -> Voice:
    """Read in the address; what is not understood does not filter."""
    audience = request.GET.get("public", "")
    return Voice(audience if audience in Audience.values else "", _number(request, "table"))


@atelier_view(C.SEE_WALL)
def replay_table(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """A row for each thing that happened, for who is listened to; of a vote, that one was cast and
    no more."""
    workshop = workshop_of(visit, ordinal)
    seen = queries.replay(workshop, sight_of(visit), voice=_listened_to(request))
    header = ("Jour", "Heure", "Geste", "Question posée", "Texte", "Nature", "Public", "Table")
    rows = []
    for one in seen.heard:
        at = one.at.astimezone(PARIS)
        card = seen.cards.get(one.key)
        said = (
            (card.get_kind_display(), card.get_audience_display(), card.table)
            if card
            else ("", "", None)
        )
        rows.append(
            (
                f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}", one.act.label, seen.title_of(one.activity),
                seen.words_of(one), *said,
            )
        )  # fmt: skip
    return tables.csv_response(f"{visit.atelier.slug}-atelier-{ordinal}-minutes", header, rows)
