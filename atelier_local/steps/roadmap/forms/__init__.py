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
from .money import CostFormSet, FundingFormSet, FundingTermsForm, costs_of
from .sheets import ActionForm, CompleteForm

__all__ = [
    "ActionForm",
    "AskForm",
    "CompleteForm",
    "CostFormSet",
    "FundingFormSet",
    "FundingTermsForm",
    "MilestoneForm",
    "NewsForm",
    "PledgeForm",
    "ReviewForm",
    "TakeUpForm",
    "UpdateForm",
    "costs_of",
]
