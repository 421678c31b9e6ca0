"""The call-off contract: who was chosen, for how much, since when, and how it is paid."""

from .advancing import Advance, Recovery
from .contract import CallOffContract, Publication, TeamMember, no_modality, no_technique
from .ending import Termination
from .modifying import Modification, ModificationSignature
from .paying import Acceptance, Instalment, Share
from .penalty import Penalty
from .subcontracting import Subcontracting, SubcontractingAmendment

__all__ = [
    "Acceptance",
    "Advance",
    "CallOffContract",
    "Instalment",
    "Modification",
    "ModificationSignature",
    "Penalty",
    "Publication",
    "Recovery",
    "Share",
    "Subcontracting",
    "SubcontractingAmendment",
    "TeamMember",
    "Termination",
    "no_modality",
    "no_technique",
]
