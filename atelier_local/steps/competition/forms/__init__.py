"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import CommonMarkForm, InterestsForm, MarkForm
from .opening import OfficersForm, OpeningForm
from .preparing import AmendForm, AnswerForm, PrepareForm, TryOutForm, clauses_to_start_from
from .tendering import QuestionForm, TenderForm

__all__ = [
    "AmendForm",
    "AnswerForm",
    "CommonMarkForm",
    "ConfirmForm",
    "InterestsForm",
    "MarkForm",
    "OfficersForm",
    "OpeningForm",
    "PrepareForm",
    "QuestionForm",
    "ReasonForm",
    "TenderForm",
    "TryOutForm",
    "clauses_to_start_from",
]
