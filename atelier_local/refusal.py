"""Why something is not allowed, in French, as a value.

The same value greys a button, explains why, and stops the write.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, a French sentence without a final stop; `lift` is a URL that lifts it."""

    label: str
    lift: str = ""

    def __str__(self) -> str:
        return self.label


type Reasons = tuple[Reason, ...]
"""What rules return: empty when allowed."""


def reasons(*pairs: tuple[bool, str]) -> Reasons:
    """The labels whose condition holds: `reasons((late, "la date limite est passée"), …)`."""
    return tuple(Reason(label) for holds, label in pairs if holds)


class Refused(Exception):
    """Raised by an operation that its rules do not allow; carries every reason."""

    def __init__(self, why: Iterable[Reason | str]) -> None:
        self.reasons: Reasons = tuple(Reason(w) if isinstance(w, str) else w for w in why)
        super().__init__(" ; ".join(map(str, self.reasons)))


def refuse_if(why: Iterable[Reason | str]) -> None:
    """Raise `Refused` when there is at least one reason."""
    listed = tuple(why)
    if listed:
        raise Refused(listed)
