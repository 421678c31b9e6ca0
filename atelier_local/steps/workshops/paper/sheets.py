"""The kinds of sheet, and where everything stands on them. Pure.

The templates of `typst/` draw from the same figures: they get them as data.
"""

from atelier_local.ground.files.sheets.forms import Area, Cell, Form

from ..enums import SheetKind


def _grid(columns: int, rows: int, first: Area, gap: float, margin: float) -> tuple[Cell, ...]:
    """Cells of the size of `first`, line by line; hands write `margin` inside."""
    cuts = (
        Area(
            first.x + column * (first.width + gap),
            first.y + row * (first.height + gap),
            first.width,
            first.height,
        )
        for row in range(rows)
        for column in range(columns)
    )
    return tuple(Cell(cut, _inside(cut, margin)) for cut in cuts)


def _inside(area: Area, margin: float, top: float = 0) -> Area:
    return Area(
        area.x + margin,
        area.y + margin + top,
        area.width - 2 * margin,
        area.height - 2 * margin - top,
    )


def _written_below(cells: tuple[Cell, ...], top: float) -> tuple[Cell, ...]:
    """What is printed at the top of each cell is not taken for writing."""
    return tuple(Cell(cell.cut, _inside(cell.cut, 1.5, top)) for cell in cells)


CARD = Form(
    letter=SheetKind.CARD,
    width=105,
    height=124,
    mark=8,
    inset=5,
    code=Area(77, 15, 20, 20),
    cells=(Cell(Area(4, 36, 97, 75), Area(7, 53.5, 91, 48)),),
    first=100,
    span=150,
    dots=8,
)
"""A quarter of an A4; the stub that its author keeps lies below and is not read."""

TABLE = Form(
    letter=SheetKind.TABLE,
    width=210,
    height=297,
    mark=12,
    inset=8,
    code=Area(174, 22, 24, 24),
    cells=_written_below(_grid(2, 4, Area(10, 49, 94, 54), 2, 1.5), 12),
    first=0,
    span=50,
    dots=7,
)
"""A4: eight cells, one card each."""

MAP = Form(
    letter=SheetKind.MAP,
    width=420,
    height=297,
    mark=14,
    inset=8,
    code=Area(378, 25, 30, 30),
    cells=(
        Cell(Area(10, 30, 254, 240), Area(10, 30, 254, 240)),
        *(
            Cell(cell.cut, Area(cell.cut.x + 30, cell.cut.y + 1, 92, cell.cut.height - 2))
            for cell in _grid(1, 12, Area(270, 64, 140, 17), 0, 1)
        ),
    ),
    first=50,
    span=20,
    dots=6,
)
"""A3, lying: the territory, and twelve numbered lines for what is pinned on it."""
FRAME = MAP.cells[0].cut

TALLY = Form(
    letter=SheetKind.TALLY,
    width=210,
    height=297,
    mark=12,
    inset=8,
    code=Area(174, 22, 24, 24),
    cells=tuple(
        Cell(cell.cut, Area(cell.cut.x + 161, cell.cut.y + 1.5, 27, cell.cut.height - 3))
        for cell in _grid(1, 15, Area(10, 56, 190, 14), 0, 0)
    ),
    first=70,
    span=30,
    dots=7,
)
"""A4: fifteen options, a stroke for each hand or dot, and the total."""

FORMS = {SheetKind(form.letter): form for form in (CARD, TABLE, MAP, TALLY)}
COLUMNS, ROWS = "ABCDEFGHIJKL", 10
"""The squares of the map: A1 at the top left, L10 at the bottom right."""


def square(typed: str) -> tuple[float, float] | None:
    """The middle of a square of the map (millimetres on the sheet); None if it is none.

    >>> square("b 3") == square("B3")
    True
    """
    said = "".join(sign for sign in typed.upper() if sign.isalnum())
    column, row = COLUMNS.find(said[:1] or "?"), said[1:]
    if column < 0 or not (row.isascii() and row.isdigit()) or not 1 <= int(row[:4]) <= ROWS:
        return None
    return (
        FRAME.x + (column + 0.5) * FRAME.width / len(COLUMNS),
        FRAME.y + (int(row) - 0.5) * FRAME.height / ROWS,
    )
