"""Reading a contract, by what one wants to know."""

from .contract import ContractView, award_of, contract_of, possible_team, view
from .essential import Essential, essential, facts, publication_url

__all__ = [
    "ContractView",
    "Essential",
    "award_of",
    "contract_of",
    "essential",
    "facts",
    "possible_team",
    "publication_url",
    "view",
]
