"""The sheet on which maps and charts are drawn: one palette with `typst/theme.typ`."""

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

from atelier_local.ground.files.typography import figure

INK, MUTED, HAIRLINE, THREAD = "#161616", "#5C5851", "#CFC7B8", "#B1083F"
LINEN, LINEN_DARK = "#FAF7F2", "#EFE9DE"
FAMILY = {"A": "#8F4300", "B": "#5B3B9E", "C": "#00665A"}
TINT = {"A": "#F0D9C0", "B": "#D8CEEE", "C": "#BFE0DA"}
SHADES = {
    "A": ("#8F4300", "#B06A2C", "#CF9A68"),
    "B": ("#5B3B9E", "#7C61B4", "#A592CF"),
    "C": ("#00665A", "#3A8C81", "#83BAB1"),
}
RAMP = ("#EFE9DE", "#CBD2DD", "#98A7BF", "#5B6C8E", "#2A3B62")
STACK = ("#161616", "#4B4843", "#7D7870", "#ACA69A", "#DDD7CB")
HILLS = (
    ("#E9DFCC", "#98A7BF", "#7C8DAB", "#5B6C8E", "#435480", "#2A3B62"),
    ("#5F7196", "#546690", "#4A5B87", "#3E4F7A", "#31426A", "#24345A"),
    ("#34456F", "#2E3E66", "#28375D", "#222F52", "#1C2846", "#161F3B"),
)
STATE = {
    THREAD: "#000091",
    MUTED: "#5A5A5A",
    HAIRLINE: "#CACAFB",
    LINEN: "#F5F5FE",
    LINEN_DARK: "#E3E3FD",
    "#E9DFCC": "#E3E3FD",
    "#8C867B": "#666666",
    "#E5DFD3": "#E3E3FD",
}
"""What the State's theme paints instead; families and classes keep their colours."""
_ALT_LENGTH = 400

type Territory = Sequence[Mapping[str, Any]]
"""Communes: `code`, `name` and `rings`, a list of rings of (longitude, latitude)."""


class Drawing:
    """Shapes and labels in a box of millimetres."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.shapes: list[str] = []
        self.labels: list[dict[str, Any]] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def add(self, tag: str, **attributes: object) -> None:
        spelled = " ".join(
            f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items()
        )
        self.shapes.append(f"<{tag} {spelled}/>")

    def rect(self, x: float, y: float, w: float, h: float, fill: str, **more: object) -> None:
        box = {"x": f"{x:.2f}", "y": f"{y:.2f}", "width": f"{max(w, 0):.2f}", "height": f"{h:.2f}"}
        self.add("rect", **box, fill=fill, **more)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 0.2
    ) -> None:
        ends = {"x1": f"{x1:.2f}", "y1": f"{y1:.2f}", "x2": f"{x2:.2f}", "y2": f"{y2:.2f}"}
        self.add("line", **ends, stroke=stroke, stroke_width=width)

    def dot(self, x: float, y: float, r: float, fill: str, **more: object) -> None:
        self.add("circle", cx=f"{x:.2f}", cy=f"{y:.2f}", r=f"{r:.2f}", fill=fill, **more)

    def path(self, d: str, fill: str = "none", **more: object) -> None:
        self.add("path", d=d, fill=fill, **more)

    def say(
        self,
        x: float,
        y: float,
        words: object,
        size: float = 7.5,
        weight: int = 400,
        fill: str = INK,
        anchor: str = "left",
        **more: object,
    ) -> None:
        """Words whose middle height sits at y; x is their left, center or right (`anchor`)."""
        self.labels.append(
            {"x": x, "y": y, "t": str(words), "size": size, "weight": weight, "fill": fill}
            | {"anchor": anchor, **more}
        )

    def free(self, x: float, y: float, words: str, width: float, rows: int = 0) -> float:
        """How far below y words of `width` must go not to stand on words placed before; each row
        is about three millimetres, and `rows` more follow the words.
        """
        long = len(words) * 1.35
        wide, tall = min(long, width), 3.0 * (-(-long // width) + rows)
        for shift in (0.0, 3.0, -3.0, 6.0, -6.0, 9.0, -9.0, 12.0, -12.0):
            box = (x - wide / 2, y + shift - tall / 2, x + wide / 2, y + shift + tall / 2)
            if not any(_meet(box, other) for other in self._taken):
                break
        self._taken.append(box)
        return shift

    def near(self, x: float, y: float, words: str, width: float) -> tuple[float, float] | None:
        """Where words of `width` can stand near that point, at it at best, without touching any
        placed before; None where there is no room.
        """
        long = len(words) * 1.5
        wide, tall = min(long, width), 3.2 * -(-long // width)
        for across, down in _AROUND:
            left, top = x + across - wide / 2, y + down - tall / 2
            box = (left, top, left + wide, top + tall)
            if not any(_meet(box, other) for other in self._taken):
                self._taken.append(box)
                return x + across, y + down
        return None

    def keep(self, x: float, y: float, wide: float, tall: float) -> None:
        """Nothing is said there: something is drawn, whose middle this is."""
        self._taken.append((x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2))

    def as_figure(self, alt: str) -> dict[str, Any]:
        """What the templates place: see CONTRACT.md, "Figure"."""
        box = f'viewBox="0 0 {self.width} {self.height}" '
        box += f'width="{self.width}mm" height="{self.height}mm"'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(self.shapes)}</svg>'
        size = {"width": self.width, "height": self.height}
        return {"svg": svg, **size, "labels": self.labels, "alt": _short(alt)}


_AROUND = sorted(
    ((across, down) for across in (0, -4, 4) for down in (0, -3, 3, -6, 6, -9, 9)),
    key=lambda shift: hypot(*shift),
)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def cut(words: str, most: int) -> str:
    """Words where a drawing has room for `most` signs; what it draws is told whole elsewhere."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _short(alt: str) -> str:
    """At most 400 signs, cut after a whole value: what is longer belongs to a table."""
    if len(alt) <= _ALT_LENGTH:
        return alt
    kept = alt[: _ALT_LENGTH - 12]
    return kept[: max(kept.rfind(" ;"), kept.rfind(","), kept.rfind(" "))] + "… et d’autres."


def listed(pairs: Sequence[tuple[str, object]], unit: str = "") -> str:
    return ", ".join(
        f"{name} {figure(value) if isinstance(value, int | float) else value}{unit}"
        for name, value in pairs
    )
