"""What a competition needs before it is published."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from atelier_local.ground.ui.typography import short_date
from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State
from ..enums import Mode, Perimeter
from .days import holiday


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within which a competition weighs one criterion of the agreement (%)."""

    label: str
    least: int
    most: int
    subcriteria: int = 0


def against_weights(weights: Mapping[str, int], agreed: Mapping[str, Bounds]) -> Reasons:
    """Every criterion of the agreement and no other, within its bounds, 100 in all."""
    total = sum(weights.values())
    return reasons(
        *(
            (key not in weights, f"le critère « {bounds.label} » n’a pas de poids")
            for key, bounds in agreed.items()
        ),
        *(
            (key not in agreed, f"« {key} » n’est pas un critère de l’accord-cadre")
            for key in weights
        ),
        *(
            (
                not bounds.least <= weights[key] <= bounds.most,
                f"« {bounds.label} » : {weights[key]} %, l’accord-cadre demande "
                f"de {bounds.least} à {bounds.most} %",
            )
            for key, bounds in agreed.items()
            if key in weights
        ),
        (total != 100, f"les poids font {total} %, il en faut 100"),
    )


def against_points(
    points: Mapping[str, Sequence[int]],
    weights: Mapping[str, int],
    agreed: Mapping[str, Bounds],
) -> Reasons:
    """Sub-criteria have no points, or each has some, which together make the weight of their
    criterion: a part of it that no letter announced would be a criterion kept secret.
    """
    given = [(agreed[key], list(each), weights.get(key)) for key, each in points.items() if each]
    return reasons(
        *(
            (
                len(each) != bounds.subcriteria or min(each) < 1,
                f"« {bounds.label} » : donnez des points à chaque sous-critère, ou à aucun",
            )
            for bounds, each, _ in given
        ),
        *(
            (
                len(each) == bounds.subcriteria and min(each) > 0 and sum(each) != weight,
                f"« {bounds.label} » : les points des sous-critères font {sum(each)}, "
                f"le critère pèse {weight}",
            )
            for bounds, each, weight in given
        ),
    )


def with_points(subcriteria: Sequence[str], points: Sequence[int]) -> tuple[str, ...]:
    """« La place des habitants (10 points) », or the words alone when none has points."""
    if len(points) != len(subcriteria):
        return tuple(subcriteria)
    return tuple(
        f"{one} ({n} point{'s' if n > 1 else ''})"
        for one, n in zip(subcriteria, points, strict=True)
    )


def against_hearing(*, wanted: bool, foreseen: bool) -> Reasons:
    """Bidders knew of hearings when they tendered for the agreement, or there are none."""
    return reasons((wanted and not foreseen, "l’accord-cadre ne prévoit pas d’audition"))


def against_preparing(
    state: State | None, *, at_stage: bool, deadline: datetime, at: datetime
) -> Reasons:
    return reasons(
        (not at_stage, "la candidature n’est pas encore retenue"),
        (state not in (None, State.DRAFT), "la consultation est publiée : elle ne change plus"),
        (deadline <= at, "la date limite est déjà passée"),
    )


def against_leaving_agreement(within: Collection[str]) -> Reasons:
    """A call-off contract says what its agreement left open and changes nothing of it
    (art. R2162-7): no rule reads that in words, so whoever consults answers for each point.
    """
    return reasons(
        *(
            (
                point not in within,
                f"confirmez que rien ne sort de l’accord-cadre : « {point.label} » (art. R2162-7)",
            )
            for point in Perimeter
        )
    )


def against_frame(written: Sequence[str], agreed: Sequence[str]) -> Reasons:
    """The figures that the specification says the agreement fixes are those it fixes now."""
    return reasons(
        (
            _figures(written) != _figures(agreed),
            "l’accord-cadre a changé depuis que le cahier des charges est établi, et son § 9 dit "
            "autre chose : la DGALN rétablit l’un ou reprend l’autre (art. R2162-7)",
        )
    )


def _figures(texts: Iterable[str]) -> list[str]:
    return re.findall(r"\d+", " ".join(texts))


def against_publishing(
    *,
    keys: Reasons,
    deadline: datetime,
    at: datetime,
    agreement_ends: date | None,
    day: date,
    unreachable: Iterable[str],
    missing: Reasons = (),
    agreement: Reasons = (),
    mode: Mode = Mode.NATIVE,
    ceiling_left: Decimal | None = None,
    safe: bool = True,
) -> Reasons:
    """`agreement` and `keys`: what each of them lacks; `missing`: what the letter lacks;
    `unreachable`: the consortia that nobody could be written to.

    On PLACE no tender is sealed here: nobody has a key to make, and a page that could be changed
    on its way (not `safe`) would not seal.
    """
    sealing = keys if mode is Mode.NATIVE else ()
    return (
        agreement
        + missing
        + sealing
        + reasons(
            (
                mode is Mode.NATIVE and not safe,
                "les offres ne se scellent que sur un site en HTTPS",
            ),
            (deadline <= at, "la date limite est déjà passée"),
            (
                agreement_ends is not None and day > agreement_ends,
                "l’accord-cadre n’est plus valable (art. R2162-5)",
            ),
            (
                ceiling_left is not None and ceiling_left <= 0,
                "le maximum de l’accord-cadre, ou du lot, est atteint (art. R2162-4)",
            ),
            *((True, f"{name} n’a pas de représentant à qui écrire") for name in unreachable),
        )
    )


BEFORE_TAX = "ht"


def against_price_basis(value: object) -> Reasons:
    """Prices are tendered and compared before tax, and nothing here knows another basis (ADR 23):
    where a deployment says that the law asks for it, nobody is consulted from here.
    """
    return reasons(
        (
            value != BEFORE_TAX,
            "les prix seraient à comparer toutes taxes comprises, et cette plateforme ne les "
            "compare que hors taxes : menez cette consultation hors d’ici",
        )
    )


def about_environment(*, answer: str, lacking: bool) -> Reasons:
    """The answer of the national team lets a consultation go without, and stays in sight."""
    return reasons(
        (
            lacking and bool(answer),
            f"aucun critère ne porte sur l’environnement ; la DGALN a répondu : « {answer} »",
        )
    )


def against_environment(
    since: date | None, *, environmental: bool, answered: bool = False, weighs: bool = True
) -> Reasons:
    """At least one criterion is environmental (art. R2152-7), and one that weighs nothing judges
    nothing. `since`: from when the law asks for it, None where it does not; `answered`: whoever
    holds an agreement without one said why consultations go on.
    """
    day = short_date(since) if since else ""
    return reasons(
        (
            since is not None and not environmental and not answered,
            "aucun critère de l’accord-cadre ne porte sur l’environnement, et il en faut un depuis "
            f"le {day} (art. R2152-7) : un critère ne s’invente pas ici, "
            "posez la question à la DGALN",
        ),
        (
            since is not None and environmental and not weighs,
            f"le critère de l’environnement pèse 0 % : depuis le {day}, il en faut un qui compte "
            "(art. R2152-7)",
        ),
    )


@dataclass(frozen=True, slots=True)
class Plans:
    """What the buyer has in mind, to be warned about; amounts in euros."""

    day: date
    deadline: datetime
    """In the time of Paris."""
    estimate: Decimal | None
    ceiling_left: Decimal | None
    agreement_ends: date | None
    standstill: bool


def warnings(plans: Plans, *, sufficient_days: int, standstill_days: int) -> Reasons:
    """What is allowed and may be regretted; nothing here stops a publication."""
    left, ends = (plans.deadline.date() - plans.day).days, plans.agreement_ends
    closed = holiday(plans.deadline.date())
    signed = plans.deadline.date() + timedelta(standstill_days if plans.standstill else 0)
    return reasons(
        (
            0 <= left < sufficient_days,
            f"{left} jour{'s' if left > 1 else ''} pour répondre : l’usage est d’au moins "
            f"{sufficient_days}. Aucun délai minimal n’est écrit, mais il doit suffire pour "
            "composer une équipe (art. R2162-10)",
        ),
        (bool(closed), f"la date limite tombe un jour sans bureau ({closed})"),
        (
            plans.deadline.hour >= 18,
            "la date limite tombe après 18 h : personne n’aidera à cette heure",
        ),
        (
            None not in (plans.estimate, plans.ceiling_left)
            and (plans.estimate or 0) > (plans.ceiling_left or 0),
            "l’estimation dépasse ce qui reste du maximum de l’accord-cadre",
        ),
        (
            not plans.standstill,
            "sans délai entre les lettres et la signature, un recours reste possible après elle",
        ),
        (
            ends is not None and signed > ends,
            "l’accord-cadre se termine avant que le marché puisse être signé (art. R2162-5)",
        ),
        (
            True,
            "prix comparés hors taxes : si un membre n’est pas soumis à la TVA (personne physique, "
            "association), vérifiez que la comparaison reste juste",
        ),
    )


def against_amending_now(state: State, *, deadline: datetime, at: datetime) -> Reasons:
    """As long as tenders are received, and no longer: whatever the amendment says."""
    return reasons(
        (state is not State.OPEN, f"la consultation est « {state.label.lower()} »"),
        (state is State.OPEN and at >= deadline, "la date limite est passée"),
    )


def against_amending(
    state: State,
    text: str,
    *,
    deadline: datetime,
    extended: datetime,
    at: datetime,
    notice_days: int,
    why: str,
) -> Reasons:
    """Before the deadline, which never comes earlier; close to it, extended or with a reason."""
    left = extended - at
    return against_amending_now(state, deadline=deadline, at=at) + reasons(
        (not text.strip(), "écrivez ce qui change"),
        (extended < deadline, "la date limite ne peut qu’être repoussée"),
        (
            state is State.OPEN and left < timedelta(notice_days) and not why.strip(),
            f"il resterait moins de {notice_days} jours pour en tenir compte : repoussez la date "
            "limite, ou dites pourquoi le temps suffit",
        ),
    )


def against_asking(until: datetime | None, at: datetime) -> Reasons:
    """`until` is the published closing date of questions."""
    return reasons((until is not None and at >= until, "les questions sont closes"))


def against_discontinuing(reason: str, *, concluded: bool) -> Reasons:
    """At any moment until the contract is signed (art. R2185-1)."""
    return reasons(
        (concluded, "le marché est signé : il se résilie, la consultation est finie"),
        (not reason.strip(), "écrivez le motif : les groupements le liront"),
    )


def against_declaring_unsuccessful(state: State, reason: str) -> Reasons:
    return reasons(
        (
            state not in (State.OPENED, State.SCORED, State.UNSUCCESSFUL),
            f"la consultation est « {state.label.lower()} » : elle n’a pas d’offres à écarter",
        ),
        (not reason.strip(), "écrivez le motif : les groupements le liront"),
    )
