"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import CommonMarkForm, InterestsForm, MarkForm
from .opening import OfficersForm, OpeningForm
from .preparing import AnswerForm, PrepareForm
from .tendering import QuestionForm, TenderForm

__all__ = [
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
]
