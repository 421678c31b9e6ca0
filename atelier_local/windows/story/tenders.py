"""What the consortia of the demo offer, as a tender says it: texts, a team, cells of price."""

from collections.abc import Mapping
from typing import Any

from atelier_local.ground.files.papers import Heading, Paper, Para, docx
from atelier_local.programme.agreement.enums import MembershipRole
from atelier_local.programme.agreement.models import Consortium, ConsortiumMember
from atelier_local.steps.competition.enums import Phase, TenderPart
from atelier_local.steps.competition.rules.body import Body, Someone

from .cast import AGENTS, BY_KEY, GUESTS, TEAMS

WORK = dict(zip(Phase, (8, 18, 10, 18, 10, 18, 18), strict=True))
"""Share of the work (%) that each phase takes, the same for everybody."""
TRAVEL = dict.fromkeys((Phase.WORKSHOP_1, Phase.WORKSHOP_2, Phase.WORKSHOP_3), 400_00)
LEAD_DAYS = 45
MONTHS_TENTHS = 125


def body(told: Mapping[str, Any], consortium: Consortium) -> Body:
    """The content's three texts; its price, shared out between those who work, by their days."""
    members = list(
        consortium.members.select_related("organisation").prefetch_related("specialities")
    )
    people = _people(consortium.letter, members)
    days: dict[str, int] = {}
    for someone in people:
        days[someone.firm] = days.get(someone.firm, 0) + sum(someone.half_days.values())
    work = int(told["price_eur"]) * 100 - sum(TRAVEL.values())
    return Body(
        "",
        parts={
            TenderPart.UNDERSTANDING: told["pitch"].strip(),
            TenderPart.METHOD: told["method"].strip(),
            TenderPart.TEAM: told["team_note"].strip(),
        },
        people=people,
        prices={firm: by_phase(worth) for firm, worth in _shared(work, days).items()},
        expenses=TRAVEL,
        months_tenths=MONTHS_TENTHS,
    )


def file(told: Mapping[str, Any], name: str) -> bytes:
    """The same three texts as a document, which is what a buyer brings from PLACE."""
    parts = {
        TenderPart.UNDERSTANDING: told["pitch"],
        TenderPart.METHOD: told["method"],
        TenderPart.TEAM: told["team_note"],
    }
    blocks = [
        block
        for part, text in parts.items()
        for block in (Heading(1, str(part.label)), Para(text.strip()))
    ]
    return docx(Paper(f"Offre, {name}", "tender", blocks=tuple(blocks), fictitious=True))


def _people(letter: str, members: list[ConsortiumMember]) -> tuple[Someone, ...]:
    """The lead's head of project, then the others of the team that the demo names."""
    lead = BY_KEY[AGENTS[letter]]
    named = [(lead.first_name, lead.last_name, lead.organisation, LEAD_DAYS)]
    named += [(first, last, firm, days) for _, first, last, _, firm, days in TEAMS.get(letter, ())]
    named += [(first, last, firm, days) for _, first, last, firm, days in GUESTS.get(letter, ())]
    holders = {
        member.organisation.name: member
        for member in members
        if member.role != MembershipRole.SUBCONTRACTOR
    }
    return tuple(
        Someone(
            f"{first} {last}",
            f"m:{holders[firm].pk}",
            next((one.slug for one in holders[firm].specialities.all()), ""),
            by_phase(2 * days),
        )
        for first, last, firm, days in named
        if firm in holders
    )


def by_phase(whole: int) -> dict[Phase, int]:
    return {phase: worth for phase, worth in _shared(whole, WORK).items() if worth}


def _shared[K](whole: int, over: Mapping[K, int]) -> dict[K, int]:
    """`whole` in proportion of `over`, nothing lost: the last takes what rounding left."""
    total = sum(over.values())
    parts = {key: whole * part // total for key, part in over.items()}
    parts[list(over)[-1]] += whole - sum(parts.values())
    return parts
