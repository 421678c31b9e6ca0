"""Where everything stands on a sheet: in millimetres from its top left corner. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

CORNERS = ("top left", "top right", "bottom right", "bottom left")
"""In the order in which marks are numbered."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a sheet."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, other: "Area") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def meets(self, other: "Area") -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """What is cut out of a sheet, and the part of it where a hand writes."""

    cut: Area
    written: Area


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of sheet. `letter` names it in the code; sheets of the kind share the marks numbered
    from `first`, four by sheet, for `span` sheets, then the first again.
    """

    letter: str
    width: float
    height: float
    mark: float
    inset: float
    code: Area
    cells: tuple[Cell, ...]
    first: int
    span: int
    dots: int
    """Pixels for a millimetre, once straightened."""

    def group(self, number: int) -> int:
        """Which four marks sheet `number` bears: the marks `4 * group` and the three after."""
        return self.first + number % self.span

    @property
    def corners(self) -> tuple[Area, ...]:
        """Where the four marks stand, in the order of `CORNERS`."""
        right = self.width - self.inset - self.mark
        bottom = self.height - self.inset - self.mark
        near = self.inset
        places = ((near, near), (right, near), (right, bottom), (near, bottom))
        return tuple(Area(x, y, self.mark, self.mark) for x, y in places)

    def plain(self) -> dict[str, Any]:
        """As plain data, for the child process that reads pictures."""
        return asdict(self) | {"corners": [asdict(corner) for corner in self.corners]}
