"""How large a photograph is printed: never under 150 points an inch."""

from collections.abc import Iterable, Iterator, Sequence

from atelier_local.refusal import Reasons, reasons

from ..enums import Place
from .places import WORDS_ALONE

DPI = 150
INCH = 25.4
COLUMN, TALLEST, NARROWEST, LOWEST = 126, 150, 40, 15
"""Millimetres: the column of text, the tallest, the narrowest and the lowest that a photograph is
printed."""
GAP = 6
"""Millimetres between two photographs side by side."""
BROADEST_PAIR = 3.6
"""Widths over heights, added up: beyond, two photographs side by side are too low to be read."""


def width_of(width: int, height: int) -> int:
    """Millimetres wide at which these points are printed, alone in the column: what 150 points an
    inch allow, within the column and the tallest.
    """
    widest = min(width * INCH / DPI, height * INCH / DPI * width / height)
    return int(min(COLUMN, TALLEST * width / height, widest))


def against_printing(width: int, height: int) -> Reasons:
    """A photograph with too few points, so tall that nothing is left of its width, or so broad that
    it would be a line.
    """
    least = -(-NARROWEST * DPI * 10 // int(INCH * 10))
    wide = width_of(width, height)
    few, narrow, low = width < least, wide < NARROWEST, wide * height < LOWEST * width
    return reasons(
        (
            few,
            f"la photographie a {width} points de large : il en faut {least} pour l’imprimer à "
            f"{NARROWEST} mm et {DPI} points par pouce",
        ),
        (
            narrow and not few,
            "la photographie est trop étroite pour sa hauteur : recadrez-la",
        ),
        (
            low and not few and not narrow,
            "la photographie est trop basse pour sa largeur : recadrez-la",
        ),
    )


def warnings_on_lost(alts: Sequence[str]) -> Reasons:
    """A photograph whose file is lost or altered would be missing for good."""
    return reasons(
        *(
            (
                True,
                f"la photographie « {alt} » ne se lit plus et manquerait au document : faites-la "
                "d’abord rétablir d’une sauvegarde",
            )
            for alt in alts
        )
    )


def against_showing(alt: str, credit: str, place: Place) -> Reasons:
    """What is printed says what it shows and whose it is, where photographs stand."""
    return reasons(
        (place in WORDS_ALONE, f"« {place.label} » se lit sans photographie"),
        (not alt.strip(), "dites ce que montre la photographie, pour qui ne la voit pas"),
        (not credit.strip(), "dites de qui est la photographie"),
    )


def against_taking_up(*, lent: bool, shown: bool) -> Reasons:
    """A card lends its photograph when whoever joined it said so and the team shows the card."""
    return reasons(
        (not lent, "cette carte ne prête pas de photographie aux documents"),
        (shown, "cette section montre déjà cette photographie"),
    )


def against_showing_again(refused: bool) -> Reasons:
    """Whoever refused is shown nowhere, until it is said that they changed their mind."""
    return reasons(
        (
            refused,
            "une personne de cette photographie a refusé d’être montrée, dans un document de cet "
            "Atelier : là où la photographie est gardée, dites d’abord qu’elle l’accepte",
        )
    )


def against_showing_sheet(*, may_be_shown: bool, shown: bool) -> Reasons:
    """A sheet is shown beside what was typed from it, as long as no card of it was taken away."""
    return reasons(
        (
            not may_be_shown,
            "rien n’a été tapé de cette feuille, ou l’une de ses cartes est masquée depuis",
        ),
        (shown, "cette section montre déjà cette feuille"),
    )


def rows(sizes: Iterable[tuple[int, int]]) -> Iterator[list[float]]:
    """The widths (millimetres) of photographs, row by row: two neighbours share a row, at one
    height, as long as each keeps its points; what is broad stands alone.
    """
    waiting: tuple[int, int] | None = None
    for size in sizes:
        if waiting is None:
            waiting = size
            continue
        pair = _pair(waiting, size)
        if pair:
            yield pair
            waiting = None
        else:
            yield [width_of(*waiting)]
            waiting = size
    if waiting:
        yield [width_of(*waiting)]


def _pair(one: tuple[int, int], other: tuple[int, int]) -> list[float]:
    """Widths of two side by side, none if they had better stand alone."""
    ratios = [width / height for width, height in (one, other)]
    high = min((COLUMN - GAP) / sum(ratios), TALLEST)
    widths = [int(ratio * high * 10) / 10 for ratio in ratios]
    enough = all(
        wide * DPI / INCH <= size[0] for wide, size in zip(widths, (one, other), strict=True)
    )
    fits = enough and sum(ratios) <= BROADEST_PAIR and min(widths) >= NARROWEST
    return widths if fits else []
