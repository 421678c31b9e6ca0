"""What a contract allows, by what it is about; plain values only."""

from .archiving import Period, latest
from .modifying import (
    Asked,
    Limits,
    Standing,
    against_modifying,
    against_notifying_modification,
    against_signing_modification,
    months_left,
    warnings,
)
from .paying import (
    Due,
    Paid,
    against_accepting,
    against_deciding_service,
    payments,
    spread,
)
from .publishing import (
    against_describing,
    against_recording,
    decp_prefix,
    next_decp_id,
    publication_due,
)
from .signing import (
    SCHEDULE,
    SERVICES,
    Part,
    against_notifying,
    against_signing,
    instalments,
    parts,
)
from .subcontracting import (
    VAT,
    Newcomer,
    against_deciding,
    against_leaving,
    against_subcontracting,
    direct,
    tacit_on,
)

__all__ = [
    "SCHEDULE",
    "SERVICES",
    "VAT",
    "Asked",
    "Due",
    "Limits",
    "Newcomer",
    "Paid",
    "Part",
    "Period",
    "Standing",
    "against_accepting",
    "against_deciding",
    "against_deciding_service",
    "against_describing",
    "against_leaving",
    "against_modifying",
    "against_notifying",
    "against_notifying_modification",
    "against_recording",
    "against_signing",
    "against_signing_modification",
    "against_subcontracting",
    "decp_prefix",
    "direct",
    "instalments",
    "latest",
    "months_left",
    "next_decp_id",
    "parts",
    "payments",
    "publication_due",
    "spread",
    "tacit_on",
    "warnings",
]
