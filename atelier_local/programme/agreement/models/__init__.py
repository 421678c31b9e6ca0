"""The framework agreement, its lots, its holders, and what is known of their firms."""

from .agreement import (
    AwardCriterion,
    Commitment,
    Consortium,
    ConsortiumAgent,
    ConsortiumMember,
    FrameworkAgreement,
    Lot,
    MembershipSpeciality,
    Speciality,
)
from .firms import SirenCheck, SpellingVerdict

__all__ = [
    "AwardCriterion",
    "Commitment",
    "Consortium",
    "ConsortiumAgent",
    "ConsortiumMember",
    "FrameworkAgreement",
    "Lot",
    "MembershipSpeciality",
    "SirenCheck",
    "Speciality",
    "SpellingVerdict",
]
