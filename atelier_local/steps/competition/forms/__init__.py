"""What buyers, consortia, officers and evaluators type."""

from .acts import ReasonForm, SendingForm
from .backups import BackupConfirmForm, BackupForm, BackupOpeningForm
from .direct import DirectForm
from .expecting import ExpectedForm
from .grouping import GroupAnswerForm, GroupChangeForm
from .hearing import CallForm, HearingRecordForm, MoveHearingForm
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
from .opening import KeyForm, OfficersForm, PlaceFileForm, PlaceForm, SheetForm, TurnForm
from .preparing import AmendForm, AnswerForm, PrepareForm, PublishForm, clauses_to_start_from
from .proving import ReceiptForm
from .tendering import QuestionForm
from .trying import TryOutForm
from .writing import DraftKeyForm, RetypeForm, SampleForm

__all__ = [
    "AcknowledgeForm",
    "AmendForm",
    "AnswerForm",
    "AnswerLowForm",
    "AskLowForm",
    "AwardForm",
    "BackupConfirmForm",
    "BackupForm",
    "BackupOpeningForm",
    "CallForm",
    "CommonMarkForm",
    "ConsensusForm",
    "DecideLowForm",
    "DirectForm",
    "DraftKeyForm",
    "ExpectedForm",
    "GroupAnswerForm",
    "GroupChangeForm",
    "HearingRecordForm",
    "InterestsForm",
    "KeyForm",
    "MarkForm",
    "MoveHearingForm",
    "OfficersForm",
    "PlaceFileForm",
    "PlaceForm",
    "PrepareForm",
    "PublishForm",
    "QuestionForm",
    "ReasonForm",
    "ReceiptForm",
    "RegularityForm",
    "RetypeForm",
    "SampleForm",
    "SendingForm",
    "SheetForm",
    "TryOutForm",
    "TurnForm",
    "clauses_to_start_from",
]
