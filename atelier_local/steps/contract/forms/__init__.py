"""What the pages of a contract ask, by what it is about."""

from .ending import NoticeForm, TerminationForm
from .executing import AnswerForm, ApplyForm, NumberForm, PenaltyForm
from .modifying import ModificationForm, SignatureForm
from .paying import AdvanceForm, PaidForm, ServiceForm
from .signing import (
    JoinForm,
    NewcomerForm,
    PublishedForm,
    PurchaseForm,
    ReasonForm,
    ReplaceForm,
    SignForm,
    TeamForm,
)
from .spreading import SpreadForm
from .subcontracting import AmendForm, SiretForm, SubcontractingForm

__all__ = [
    "AdvanceForm",
    "AmendForm",
    "AnswerForm",
    "ApplyForm",
    "JoinForm",
    "ModificationForm",
    "NewcomerForm",
    "NoticeForm",
    "NumberForm",
    "PaidForm",
    "PenaltyForm",
    "PublishedForm",
    "PurchaseForm",
    "ReasonForm",
    "ReplaceForm",
    "ServiceForm",
    "SignForm",
    "SignatureForm",
    "SiretForm",
    "SpreadForm",
    "SubcontractingForm",
    "TeamForm",
    "TerminationForm",
]
