"""What is typed about an agreement, its holders and their firms."""

from .firms import SirenForm
from .holders import AgentForm, ConsortiumForm, MembersForm, SiretField
from .lots import LotForm, LotForms
from .writing import CriteriaForms, CriterionForm, EnvironmentForm, FrameworkForm

__all__ = [
    "AgentForm",
    "ConsortiumForm",
    "CriteriaForms",
    "CriterionForm",
    "EnvironmentForm",
    "FrameworkForm",
    "LotForm",
    "LotForms",
    "MembersForm",
    "SirenForm",
    "SiretField",
]
