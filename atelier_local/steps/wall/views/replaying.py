"""The workshop seen again, minute by minute; the same as a table."""

from django.http import HttpRequest, HttpResponse

from atelier_local.clock import PARIS
from atelier_local.ground.files import tables
from atelier_local.programme.ateliers.access import Visit, atelier_view
from atelier_local.programme.governance.layout import page
from atelier_local.programme.people.access import Capability as C
from atelier_local.programme.thread.access import sight_of

from .. import queries
from .hall import workshop_of


@atelier_view(C.SEE_WALL)
def replay(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """What the room had before it at one minute, and a way to every other."""
    workshop = workshop_of(visit, ordinal)
    asked = request.GET.get("minute", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 7 else None
    seen = queries.replay(workshop, sight_of(visit), wanted)
    context = {"workshop": workshop, "replay": seen, "unread": queries.unread(workshop)}
    if seen.minutes:
        scene = seen.scene
        context |= {
            "scene": scene,
            "activity": seen.activities.get(scene.activity),
            "vote": seen.vote(scene),
            "cards": queries.shown_cards(seen, scene),
            "pinned": seen.cards.get(scene.pinned),
            "groups": [seen.groups[key] for key in scene.groups if key in seen.groups],
            "questions": [
                seen.questions[key]
                for key in scene.asked
                if key in seen.questions and key in scene.shown
            ],
            "last": len(seen.minutes) - 1,
        }
    return page(request, visit, "wall/replay.html", context)


@atelier_view(C.SEE_WALL)
def replay_table(request: HttpRequest, visit: Visit, ordinal: int) -> HttpResponse:
    """A row for each thing that happened; of a vote, that one was cast and no more."""
    workshop = workshop_of(visit, ordinal)
    seen = queries.replay(workshop, sight_of(visit))
    header = ("Jour", "Heure", "Geste", "Question posée", "Texte", "Nature", "Public", "Table")
    rows = []
    for one in seen.told:
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
