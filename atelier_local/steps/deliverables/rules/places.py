"""Where each section belongs in its document."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from ..enums import DeliverableKind, Place

PLACES: Mapping[DeliverableKind, tuple[Place, ...]] = {
    DeliverableKind.FRAMING_NOTE: (
        Place.CONTEXT,
        Place.GOVERNANCE,
        Place.METHOD,
        Place.GUARANTEES,
    ),
    DeliverableKind.LOGBOOK: (
        Place.WORKSHOP_1,
        Place.INTERIM_1,
        Place.WORKSHOP_2,
        Place.INTERIM_2,
        Place.WORKSHOP_3,
    ),
    DeliverableKind.FINAL_REPORT: (
        Place.SUMMARY,
        Place.PORTRAIT,
        Place.VISION,
        Place.ZOOM,
        Place.RECOMMENDATIONS,
        Place.CONDITIONS,
        Place.DISAGREEMENT,
    ),
    DeliverableKind.ROADMAP: (Place.READING, Place.FIRST_DAYS, Place.GOVERNANCE),
    DeliverableKind.BOOKLET: (
        Place.PREFACE,
        Place.OPENING,
        Place.PORTRAIT,
        Place.QUESTION,
        Place.METHOD,
        Place.WORKSHOP_1,
        Place.INTERIM_1,
        Place.WORKSHOP_2,
        Place.INTERIM_2,
        Place.WORKSHOP_3,
        Place.ISSUES,
        Place.STRATEGY,
        Place.ZOOM,
        Place.DISAGREEMENT,
        Place.LESSON,
        Place.CLOSING,
    ),
}
"""Where sections may stand in each document, in reading order."""

_SYNONYMS = {
    "seuil": Place.OPENING,
    "resume": Place.SUMMARY,
    "diagnostic": Place.PORTRAIT,
    "pays": Place.PORTRAIT,
    "scenarios": Place.VISION,
    "refus": Place.DISAGREEMENT,
    "rythme": Place.GOVERNANCE,
    "inter": Place.INTERIM_1,
    "1": Place.WORKSHOP_1,
    "2": Place.WORKSHOP_2,
    "3": Place.WORKSHOP_3,
    "haltes": Place.ZOOM,
    "demain": Place.CLOSING,
}


WORDS_ALONE = frozenset(
    {
        Place.PREFACE,
        Place.LESSON,
        Place.DISAGREEMENT,
        Place.RECOMMENDATIONS,
        Place.FIRST_DAYS,
    }
)
"""Places that are set as words alone: no photograph stands there."""


LONGEST_KEY = 60


def fresh_key(place: Place, slug: str, taken: Collection[str]) -> str:
    """A key that says where a section stands, and that is none of those `taken`."""
    known = frozenset(taken)
    whole = f"{place}-{slug}"[:LONGEST_KEY].rstrip("-")
    ranked = (f"{whole[: LONGEST_KEY - 4]}-{rank}" for rank in range(2, len(known) + 3))
    return next(key for key in (whole, *ranked) if key not in known)


def axis_words(names: Iterable[str]) -> list[str]:
    """The words by which a key names an axis: « Se rejoindre » answers to `rejoindre`."""
    words = (word for name in names for word in re.findall(r"\w+", bare(name)))
    return [word for word in words if len(word) > 3]


def bare(text: str) -> str:
    """Lower case, without accents, as keys are and as a dictionary sorts."""
    whole = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in whole if not unicodedata.combining(c))


def named_in(text: str, communes: Iterable[str]) -> list[str]:
    """The communes that a text names, in its order, as words of their own: « Eu » is not in
    « Europe », nor « Saint-Pierre » in « Saint-Pierre-la-Bruyère ».
    """
    found = ((re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", text), one) for one in communes)
    return [one for _, one in sorted((match.start(), one) for match, one in found if match)]


def places(kind: DeliverableKind, keys: Iterable[str], axes: Sequence[str] = ()) -> list[Place]:
    """Where each section belongs, in order: a word of its key says it, or the name of an axis;
    else it follows the section before it (a workshop then what came after it, an axis then a
    place seen closer).
    """
    allowed = PLACES[kind]
    words: dict[str, Place] = dict.fromkeys(axes, Place.STRATEGY) | _SYNONYMS
    words |= {place.value: place for place in Place}  # whatever an axis is called
    found: list[Place] = []
    for key in keys:
        named = (words[word] for word in key.split("-") if word in words)
        place = next((place for place in named if place in allowed), None)
        found.append(place or _after(kind, found[-1] if found else None))
    return found


def _after(kind: DeliverableKind, place: Place | None) -> Place:
    """Where a section goes whose key says nothing, after one that stands at `place`."""
    allowed = PLACES[kind]
    if place is None:
        return Place.PORTRAIT if Place.PORTRAIT in allowed else allowed[0]
    follows = kind is DeliverableKind.LOGBOOK or place is Place.STRATEGY
    if follows and place is not allowed[-1]:
        return allowed[allowed.index(place) + 1]
    return place
