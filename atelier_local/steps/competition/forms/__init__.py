"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import CommonMarkForm, InterestsForm, MarkForm
from .opening import OfficersForm, OpeningForm
from .preparing import AnswerForm, PrepareForm
from .tendering import QuestionForm, TenderForm
from .writing import DraftKeyForm, RetypeForm, SampleForm

__all__ = [
    "AnswerForm",
    "CommonMarkForm",
    "ConfirmForm",
    "DraftKeyForm",
    "InterestsForm",
    "MarkForm",
    "OfficersForm",
    "OpeningForm",
    "PrepareForm",
    "QuestionForm",
    "ReasonForm",
    "RetypeForm",
    "SampleForm",
    "TenderForm",
]
