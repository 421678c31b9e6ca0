"""The days of each person, phase by phase: what they add up to is what the contract counts."""

from collections.abc import Mapping

from atelier_local.refusal import Reasons, reasons


def days_in(half_days: Mapping[str, int]) -> str:
    """`12,5` for twenty-five half-days, whatever their phases."""
    return halved(sum(half_days.values()))


def halved(count: int) -> str:
    """`12,5` for twenty-five half-days."""
    return f"{count // 2}{',5' if count % 2 else ''}"


def against_spreading(name: str, half_days: Mapping[str, int], days: int) -> Reasons:
    """The days of somebody, spread over the phases, make those of the contract, where a last half
    day counts whole; spread over none, they are not said yet.
    """
    spread = sum(half_days.values())
    return reasons(
        (
            spread > 0 and -(-spread // 2) != days,
            f"{name} : les phases font {_counted(days_in(half_days))}, le marché en compte {days}",
        )
    )


def _counted(days: str) -> str:
    return f"{days} jour{'s' if days not in ('0,5', '1', '1,5') else ''}"
