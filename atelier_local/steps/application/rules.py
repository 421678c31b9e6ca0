"""When a note may be written, submitted, decided: decisions on plain values."""

from collections.abc import Collection, Mapping

from atelier_local.refusal import Reasons, reasons

from .enums import EligibilityItem, Heading, LetterKind, NoteState, Verdict

TRANSITIONS: dict[NoteState, frozenset[NoteState]] = {
    NoteState.DRAFT: frozenset({NoteState.SUBMITTED}),
    NoteState.RETURNED: frozenset({NoteState.SUBMITTED}),
    NoteState.SUBMITTED: frozenset({NoteState.RETURNED, NoteState.SELECTED, NoteState.REJECTED}),
    NoteState.SELECTED: frozenset(),
    NoteState.REJECTED: frozenset(),
}
WRITABLE = frozenset({NoteState.DRAFT, NoteState.RETURNED})


LARGEST_LETTER = 10_000_000
"""Octets."""


def sources(to: NoteState) -> list[NoteState]:
    """The states from which a note may reach `to`."""
    return [state for state, reached in TRANSITIONS.items() if to in reached]


def against_moving(state: NoteState, to: NoteState) -> Reasons:
    """Being there already is no refusal: the second click of two."""
    return reasons(
        (
            state is not to and to not in TRANSITIONS[state],
            f"la note est « {state.label.lower()} » : rechargez la page",
        )
    )


def against_writing(
    state: NoteState, *, overtaken_by: str = "", by_oneself: bool = False
) -> Reasons:
    """`overtaken_by` names who wrote the same heading since it was read, perhaps oneself."""
    who = "vous avez" if by_oneself else f"{overtaken_by} a"
    where = " sur un autre écran" if by_oneself else ""
    whose = "cette" if by_oneself else "sa"
    return reasons(
        (
            state not in WRITABLE,
            f"la note est « {state.label.lower()} » : son texte ne change plus",
        ),
        (
            bool(overtaken_by),
            f"{who} écrit cette rubrique entre-temps{where} : "
            f"relisez {whose} version, puis enregistrez la vôtre",
        ),
    )


def against_submitting(texts: Mapping[Heading, str], letters: Collection[LetterKind]) -> Reasons:
    """A complete note has its seven headings and its three letters."""
    return reasons(
        *(
            (not texts.get(heading, "").strip(), f"la rubrique « {heading.label} » est vide")
            for heading in Heading
        ),
        *((kind not in letters, f"il manque la pièce « {kind.label} »") for kind in LetterKind),
    )


def against_checking(
    state: NoteState, answers: Mapping[EligibilityItem, tuple[Verdict, str]]
) -> Reasons:
    """A point is looked at while the note waits for its decision; whoever reads « non » or
    « à préciser » must read why.
    """
    return reasons(
        (
            state is not NoteState.SUBMITTED,
            f"la note est « {state.label.lower()} » : sa grille ne change plus",
        ),
        *(
            (
                verdict is not Verdict.YES and not remark.strip(),
                f"« {item.label} » : dites pourquoi vous répondez « {verdict.label.lower()} »",
            )
            for item, (verdict, remark) in answers.items()
        ),
    )


def against_deciding(reason: str, unanswered: Collection[EligibilityItem] = ()) -> Reasons:
    """A decision gives its reason; `unanswered` are points of the grid without a verdict."""
    return reasons(
        (not reason.strip(), "écrivez le motif : le pilote et la collectivité le liront"),
        *(
            (True, f"la grille est incomplète : « {item.label} » attend une réponse")
            for item in EligibilityItem
            if item in unanswered
        ),
    )


def against_specifying(state: NoteState) -> Reasons:
    return reasons(
        (
            state is not NoteState.SELECTED,
            f"la note est « {state.label.lower()} » : seule une candidature retenue devient un "
            "cahier des charges",
        )
    )
