"""What a ballot may say, and what ballots say together. Whole numbers only."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from atelier_local.refusal import Reasons, reasons

from .enums import GRADES, ActivityState, Method, Stance

type Choices = Mapping[str, Any]
"""By option: dots given, `1` for an answer ticked, a stance, or [impact, feasibility]."""

SMALLEST_GROUP = 5
"""Fewer people of one audience than that are not told apart."""


def tidy(choices: object) -> dict[str, Any]:
    """What was sent, without what says nothing: no dot, no answer."""
    if not isinstance(choices, Mapping):
        return {}
    return {str(option): value for option, value in choices.items() if value not in (0, "", None)}


def against_voting(
    choices: Choices,
    *,
    method: Method,
    state: ActivityState | None,
    options: Collection[str],
    budget: int,
    most_each: int,
) -> Reasons:
    """Reasons not to take a ballot already tidied. An empty one takes back what was chosen."""
    sound = all(_sound(method, value) for value in choices.values())
    counted = method in (Method.DOTS, Method.SURVEY) and sound
    spent = sum(choices.values()) if counted else 0
    what = "gommettes" if method is Method.DOTS else "réponses"
    return reasons(
        (state is None, "cette activité n’existe pas dans cette salle"),
        (state is ActivityState.PREPARED, "le vote n’est pas encore ouvert"),
        (state in {ActivityState.CLOSED, ActivityState.REVEALED}, "le vote est clos"),
        (not set(choices) <= set(options), "un des choix n’est pas de ce vote"),
        (
            not sound,
            "donnez les deux notes d’un choix, ou aucune"
            if method is Method.MATRIX
            else "un des choix est mal formé",
        ),
        (spent > budget, f"vous avez {budget} {what}, pas {spent}"),
        (
            counted and any(value > most_each for value in choices.values()),
            f"pas plus de {most_each} sur un même choix",
        ),
    )


def _sound(method: Method, value: object) -> bool:
    if method in (Method.DOTS, Method.SURVEY):
        return type(value) is int and value > 0
    if method is Method.STANCES:
        return value in Stance.values
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(grade) is int and grade in GRADES for grade in value)
    )


@dataclass(frozen=True)
class Result:
    """What one option gathered."""

    option: str
    total: int = 0
    """Dots, answers, or voices for."""
    voices: int = 0
    """Ballots that say something of it."""
    stances: Mapping[str, int] = field(default_factory=dict)
    impact: int = 0
    """Sum of the grades; `voices` divides it."""
    feasibility: int = 0

    @property
    def placed(self) -> tuple[int, int]:
        """Impact and feasibility in hundredths of a grade; rounded half up."""
        if not self.voices:
            return 0, 0
        halves = (2 * 100 * grade + self.voices for grade in (self.impact, self.feasibility))
        impact, feasibility = (half // (2 * self.voices) for half in halves)
        return impact, feasibility


def tally(method: Method, options: Sequence[str], ballots: Iterable[Choices]) -> list[Result]:
    """The options as the room ranks them; those that weigh the same keep their own order."""
    given: dict[str, list[Any]] = {option: [] for option in options}
    for ballot in ballots:
        for option, value in ballot.items():
            if option in given:
                given[option].append(value)
    results = [_result(method, option, values) for option, values in given.items()]
    return sorted(results, key=lambda result: -_weight(method, result))


def _result(method: Method, option: str, values: list[Any]) -> Result:
    if method is Method.STANCES:
        stances = Counter(values)
        return Result(option, stances[Stance.AGREE], len(values), dict(stances))
    if method is Method.MATRIX:
        impact, feasibility = (
            (sum(axis) for axis in zip(*values, strict=True)) if values else (0, 0)
        )
        return Result(option, impact + feasibility, len(values), {}, impact, feasibility)
    return Result(option, sum(values), len(values))


def _weight(method: Method, result: Result) -> int:
    if method is Method.STANCES:
        return result.total - result.stances.get(Stance.DISAGREE, 0)
    return sum(result.placed) if method is Method.MATRIX else result.total


def given_in_words(method: Method, result: Result) -> str:
    """`21 gommettes`, `18 d’accord, 2 pas d’accord, 4 passent`."""
    total = result.total
    if method is Method.STANCES:
        counts = (result.stances.get(stance, 0) for stance in Stance)
        return "{} d’accord, {} pas d’accord, {} sans avis".format(*counts)
    if method is Method.MATRIX:
        impact, feasibility = (f"{n / 100:.1f}".replace(".", ",") for n in result.placed)
        return f"impact {impact} sur 5, faisabilité {feasibility} sur 5"
    word = "gommette" if method is Method.DOTS else "réponse"
    return f"{total} {word}{'s' if total > 1 else ''}"


def by_audience(
    method: Method, options: Sequence[str], ballots: Iterable[tuple[str, Choices]]
) -> dict[str, list[Result]]:
    """The same for each audience of at least five ballots, the most numerous first; the last ones
    go untold where what a few others chose could be read by subtraction."""
    heard: dict[str, list[Choices]] = {}
    for audience, choices in ballots:
        heard.setdefault(audience, []).append(choices)
    told = sorted(
        (item for item in heard.items() if item[0] and len(item[1]) >= SMALLEST_GROUP),
        key=lambda item: -len(item[1]),
    )
    everyone = sum(map(len, heard.values()))
    while told and 0 < everyone - sum(len(given) for _, given in told) < SMALLEST_GROUP:
        told.pop()
    return {audience: tally(method, options, given) for audience, given in told}
