"""From one state of a competition to another."""

from atelier_local.refusal import Reasons, reasons

from ..enums import CompetitionState as State

TRANSITIONS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.OPEN, State.DIRECT, State.DISCONTINUED}),
    State.OPEN: frozenset({State.OPENED, State.UNSUCCESSFUL, State.DISCONTINUED}),
    State.OPENED: frozenset({State.SCORED, State.UNSUCCESSFUL, State.DISCONTINUED}),
    State.SCORED: frozenset({State.AWARDED, State.UNSUCCESSFUL, State.DISCONTINUED}),
    State.AWARDED: frozenset({State.DISCONTINUED}),  # until the contract is signed
    State.DIRECT: frozenset({State.DISCONTINUED}),  # likewise
    State.UNSUCCESSFUL: frozenset(),
    State.DISCONTINUED: frozenset(),
}


def sources(to: State) -> list[State]:
    """The states from which a competition may reach `to`."""
    return [state for state, reached in TRANSITIONS.items() if to in reached]


def against_moving(state: State, to: State) -> Reasons:
    """Being there already is no refusal: the second click of two."""
    return reasons(
        (
            state is not to and to not in TRANSITIONS[state],
            f"la consultation est « {state.label.lower()} » : rechargez la page",
        )
    )
