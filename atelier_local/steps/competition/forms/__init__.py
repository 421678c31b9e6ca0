"""What buyers, consortia, officers and evaluators type."""

from .acts import ConfirmForm, ReasonForm
from .judging import CommonMarkForm, InterestsForm, MarkForm
from .opening import KeyForm, OfficersForm, SheetForm, TurnForm
from .preparing import AnswerForm, PrepareForm
from .tendering import QuestionForm, TenderForm

__all__ = [
    "AnswerForm",
    "CommonMarkForm",
    "ConfirmForm",
    "InterestsForm",
    "KeyForm",
    "MarkForm",
    "OfficersForm",
    "PrepareForm",
    "QuestionForm",
    "ReasonForm",
    "SheetForm",
    "TenderForm",
    "TurnForm",
]
