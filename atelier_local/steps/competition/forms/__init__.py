"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import (
    AcknowledgeForm,
    AnswerLowForm,
    AskLowForm,
    AwardForm,
    CommonMarkForm,
    ConsensusForm,
    DecideLowForm,
    InterestsForm,
    MarkForm,
    RegularityForm,
)
from .opening import OfficersForm, OpeningForm
from .preparing import AmendForm, AnswerForm, PrepareForm, TryOutForm, clauses_to_start_from
from .tendering import QuestionForm, TenderForm

__all__ = [
    "AcknowledgeForm",
    "AmendForm",
    "AnswerForm",
    "AnswerLowForm",
    "AskLowForm",
    "AwardForm",
    "CommonMarkForm",
    "ConfirmForm",
    "ConsensusForm",
    "DecideLowForm",
    "InterestsForm",
    "MarkForm",
    "OfficersForm",
    "OpeningForm",
    "PrepareForm",
    "QuestionForm",
    "ReasonForm",
    "RegularityForm",
    "TenderForm",
    "TryOutForm",
    "clauses_to_start_from",
]
