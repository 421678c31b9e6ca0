"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import CommonMarkForm, InterestsForm, MarkForm
from .opening import KeyForm, OfficersForm, SheetForm, TurnForm
from .preparing import AnswerForm, PrepareForm
from .tendering import QuestionForm
from .writing import DraftKeyForm, RetypeForm, SampleForm

__all__ = [
    "AnswerForm",
    "CommonMarkForm",
    "ConfirmForm",
    "DraftKeyForm",
    "InterestsForm",
    "KeyForm",
    "MarkForm",
    "OfficersForm",
    "PrepareForm",
    "QuestionForm",
    "ReasonForm",
    "RetypeForm",
    "SampleForm",
    "SheetForm",
    "TurnForm",
]
