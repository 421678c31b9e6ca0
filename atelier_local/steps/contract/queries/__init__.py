"""Reading a contract, by what one wants to know."""

from .contract import ContractView, award_of, contract_of, possible_team, view
from .essential import Essential, essential, facts, publication_url
from .paying import Payments, payments
from .team import (
    Silence,
    Team,
    Version,
    is_direct,
    pilot_of,
    silence,
    subcontracting_url,
    team,
    team_on,
    versions,
)

__all__ = [
    "ContractView",
    "Essential",
    "Payments",
    "Silence",
    "Team",
    "Version",
    "award_of",
    "contract_of",
    "essential",
    "facts",
    "is_direct",
    "payments",
    "pilot_of",
    "possible_team",
    "publication_url",
    "silence",
    "subcontracting_url",
    "team",
    "team_on",
    "versions",
    "view",
]
