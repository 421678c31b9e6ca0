"""Pictures of numbers, of dates and of people."""

from collections.abc import Mapping, Sequence
from typing import Any

from atelier_local.ground.files.typography import NBSP, figure

from .drawing import (
    FAMILY,
    HAIRLINE,
    INK,
    LINEN,
    LINEN_DARK,
    MUTED,
    RAMP,
    STACK,
    THREAD,
    TINT,
    Drawing,
    Territory,
    cut,
    listed,
)


def bars(
    _: Territory,
    *,
    rows: Sequence[tuple[str, float]],
    unit: str = "",
    family: str = "",
    width: float = 126,
) -> dict[str, Any]:
    """Ranked horizontal bars, value at the end of the bar: no axis, no grid, no legend."""
    label, step = 46.0, 6.4
    drawing = Drawing(width, max(len(rows), 1) * step + 1)
    most = max((value for _, value in rows), default=0) or 1
    room = width - label - 20
    for i, (name, value) in enumerate(rows):
        y, long = i * step + step / 2, room * value / most
        drawing.say(label - 2, y, name, 8, anchor="right")
        drawing.rect(label, y - 1.9, long, 3.8, FAMILY.get(family, INK))
        drawing.say(label + long + 1.6, y, figure(value, unit), 8, 600)
    drawing.line(label, 0, label, len(rows) * step, INK, 0.25)
    suffix = f"{NBSP}{unit}" if unit else ""
    return drawing.as_figure(f"Diagramme en barres{NBSP}: {listed(list(rows), suffix)}.")


def agreement(
    _: Territory, *, rows: Sequence[tuple[str, float, float]], width: float = 74
) -> dict[str, Any]:
    """Per college, share against and share in favour (%), around one axis, on one scale."""
    drawing = Drawing(width, len(rows) * 7 + 6)
    axis, per_cent = width * 0.62, width * 0.24 / 100
    drawing.say(axis - 1.5, 1.8, "pas d’accord", 7, fill=MUTED, anchor="right")
    drawing.say(axis + 1.5, 1.8, "d’accord", 7, fill=MUTED)
    for i, (name, against, favour) in enumerate(rows):
        y = 8.5 + i * 7
        drawing.say(0, y, name, 8, width=width * 0.36)
        drawing.rect(axis - per_cent * against, y - 1.9, per_cent * against, 3.8, STACK[3])
        drawing.rect(axis, y - 1.9, per_cent * favour, 3.8, INK)
        if against:
            left = axis - per_cent * against - 1
            drawing.say(left, y, figure(against), 7.5, fill=MUTED, anchor="right")
        drawing.say(axis + per_cent * favour + 1, y, f"{figure(favour)}{NBSP}%", 7.5, 600)
    drawing.line(axis, 4.4, axis, 7 * len(rows) + 5, INK, 0.3)
    told = f"{NBSP}; ".join(f"{n} {figure(f)} % pour, {figure(a)} % contre" for n, a, f in rows)
    return drawing.as_figure(f"Accord par collège{NBSP}: {told}.")


def stacked(
    _: Territory, *, years: Sequence[int], funders: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Money by year, stacked by funder (at most five: `name`, `amounts`), owners at the bottom."""
    width, height = 174.0, 84.0
    drawing = Drawing(width, height)
    totals = [sum(funder["amounts"][i] for funder in funders) for i in range(len(years))]
    base, room = height - 7, height - 16
    step = (width - 52) / max(len(years), 1)
    for i, year in enumerate(years):
        top, x, wide = base, i * step + 2, min(step * 0.62, 34)
        for tone, funder in zip(STACK, funders, strict=False):
            tall = room * funder["amounts"][i] / (max(totals) or 1)
            top -= tall
            drawing.rect(x, top, wide, max(tall - 0.3, 0), tone)
        drawing.say(x + wide / 2, top - 2.6, figure(totals[i]), 8.5, 600, anchor="center")
        drawing.say(x + wide / 2, base + 4, year, 8.5, anchor="center")
    drawing.line(0, base, len(years) * step, base, INK, 0.3)
    for row, (tone, funder) in enumerate(zip(STACK, funders, strict=False)):
        y = base - 2.5 - 7 * row
        drawing.rect(width - 47, y - 1.6, 3.2, 3.2, tone)
        drawing.say(width - 42, y, funder["name"], 8, width=42)
    told = listed([(str(year), total) for year, total in zip(years, totals, strict=True)])
    return drawing.as_figure(f"Histogramme empilé, total par année{NBSP}: {told}.")


def gantt(
    _: Territory,
    *,
    periods: Sequence[tuple[str, str]],
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """One line a row, words in the bars, diamonds for the dates that commit.

    `periods` are the columns as (year, "T1" or "janv."). A row is `{"label", "number"?,
    "family"?, "bars": [{"word", "start", "end", "tone": light|mid|full}], "dates": [x]}`, x,
    start and end counted in columns from the left.
    """
    width, top = 174.0, 11.0
    left, tall = (66.0, 8.7) if len(rows) > 12 else (54.0, 12.0)
    drawing = Drawing(width, top + tall * len(rows) + 2)
    step = (width - left) / max(len(periods), 1)
    _columns(drawing, periods, left, step, top + tall * len(rows))
    for i, row in enumerate(rows):
        y, family = top + i * tall, row.get("family", "")
        middle = y + tall / 2
        drawing.line(0, y, width, y, HAIRLINE, 0.2)
        indent = 0.0
        if family:
            indent = 7.4
            drawing.rect(0, middle - 2.6, 5.6, 5.2, FAMILY[family])
            drawing.say(2.8, middle, family, 7.5, 700, "#FFFFFF", "center")
        name = f"{row['number']}  {row['label']}" if row.get("number") else row["label"]
        drawing.say(indent, middle, cut(name, 80), 8, 600, width=left - indent - 2)
        for bar in row.get("bars", ()):
            fill, ink = {
                "light": (LINEN_DARK, INK),
                "mid": (TINT.get(family, RAMP[1]), INK),
                "full": (FAMILY.get(family, RAMP[4]), "#FFFFFF"),
            }[bar["tone"]]
            x, long = left + bar["start"] * step + 0.3, (bar["end"] - bar["start"]) * step - 0.6
            drawing.rect(x, middle - 2.6, long, 5.2, fill)
            if len(bar["word"]) * 1.25 < long:
                drawing.say(x + 1.3, middle, bar["word"], 7, fill=ink)
        for date in row.get("dates", ()):
            x = left + date * step
            drawing.path(
                f"M{x:.2f} {middle - 4.3:.2f}l1.7 1.7l-1.7 1.7l-1.7 -1.7Z",
                THREAD,
                stroke="#FFFFFF",
                stroke_width=0.35,
            )
    drawing.line(0, top + tall * len(rows), width, top + tall * len(rows), INK, 0.3)
    told = ", ".join(row["label"] for row in rows)
    lines = f"{len(rows)} ligne{'s' if len(rows) > 1 else ''}"
    return drawing.as_figure(
        f"Calendrier de {lines}{NBSP}; les dates sont reprises en tableau. {told}."
    )


def _columns(
    drawing: Drawing, periods: Sequence[tuple[str, str]], left: float, step: float, bottom: float
) -> None:
    for i, (year, period) in enumerate(periods):
        x = left + i * step
        if i == 0 or periods[i - 1][0] != year:
            drawing.line(x, 0, x, bottom, "#8C867B", 0.3)
            drawing.say(x + 1.2, 2.4, year, 8.5, 600)
        else:
            drawing.line(x, 6, x, bottom, "#E5DFD3", 0.2)
        drawing.say(x + step / 2, 8, period, 7, fill=MUTED, anchor="center")


def stakeholders(_: Territory, *, points: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Who counts and who cares: `name`, `influence` and `interest` from 1 to 5, named beside."""
    step = 4.8
    tall = max(68.0, step * len(points))
    drawing = Drawing(126, tall + 10)
    left, base, wide = 2.0, tall + 3, 66.0
    drawing.rect(left + wide / 2, base - tall, wide / 2, tall / 2, LINEN)
    drawing.line(left, base, left + wide, base, INK, 0.3)
    drawing.line(left, base, left, base - tall, INK, 0.3)
    drawing.line(left + wide / 2, base, left + wide / 2, base - tall, HAIRLINE, 0.2)
    drawing.line(left, base - tall / 2, left + wide, base - tall / 2, HAIRLINE, 0.2)
    drawing.say(left + wide, base + 4, "intérêt pour la question →", 7.5, 600, anchor="right")
    drawing.say(left + 1.5, base - tall + 2, "↑ influence sur la décision", 7.5, 600)
    taken: dict[tuple[float, float], int] = {}
    for number, point in enumerate(points, 1):
        at = (point["interest"], point["influence"])
        beside = taken.get(at, 0)
        taken[at] = beside + 1
        x = left + 5 + (at[0] - 1) / 4 * (wide - 14) + 4.6 * (beside % 2)
        y = base - 5 - (at[1] - 1) / 4 * (tall - 16) + 4.6 * (beside // 2)
        drawing.dot(x, y, 2.1, INK)
        drawing.say(x, y, number, 7, 700, "#FFFFFF", "center")
        row = base - tall + 2 + step * (number - 1)
        drawing.say(left + wide + 6, row, number, 7.5, 700)
        drawing.say(left + wide + 11, row, point["name"], 7.5, width=46)
    told = f"{NBSP}; ".join(
        f"{p['name']} influence {p['influence']}, intérêt {p['interest']}" for p in points
    )
    return drawing.as_figure(f"Acteurs selon leur influence et leur intérêt{NBSP}: {told}.")
