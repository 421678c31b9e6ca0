"""What people type about an action and about the whole roadmap."""

from .following import (
    AskForm,
    MilestoneForm,
    NewsForm,
    PledgeForm,
    ReviewForm,
    TakeUpForm,
    UpdateForm,
)
from .money import CostFormSet, FundingFormSet, costs_of, funding_of
from .sheets import ActionForm, CompleteForm, ReadForm

__all__ = [
    "ActionForm",
    "AskForm",
    "CompleteForm",
    "CostFormSet",
    "FundingFormSet",
    "MilestoneForm",
    "NewsForm",
    "PledgeForm",
    "ReadForm",
    "ReviewForm",
    "TakeUpForm",
    "UpdateForm",
    "costs_of",
    "funding_of",
]
