"""What the pages of a contract ask, by what it is about."""

from .executing import NumberForm, PenaltyForm
from .modifying import ModificationForm, SignatureForm
from .paying import PaidForm, ServiceForm
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
from .subcontracting import AmendForm, SiretForm, SubcontractingForm

__all__ = [
    "AmendForm",
    "JoinForm",
    "ModificationForm",
    "NewcomerForm",
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
    "SubcontractingForm",
    "TeamForm",
]
