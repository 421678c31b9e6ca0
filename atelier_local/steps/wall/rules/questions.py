"""What may be asked of the room, supported, and answered."""

from atelier_local.refusal import Reasons, reasons

from ..enums import QuestionState

LONGEST_QUESTION = 280
LONGEST_ANSWER = 600


def against_asking(words: str) -> Reasons:
    """`words` is already tidy."""
    return reasons(
        (not words, "la question est vide"),
        (len(words) > LONGEST_QUESTION, f"une question tient en {LONGEST_QUESTION} signes"),
    )


def against_supporting(state: QuestionState | None) -> Reasons:
    """`state` is None for no question of this room."""
    return reasons(
        (state is None, "cette question n’existe pas dans cette salle"),
        (state is QuestionState.ANSWERED, "cette question a sa réponse"),
        (
            state in (QuestionState.WAITING, QuestionState.HIDDEN),
            "cette question n’est pas montrée à la salle",
        ),
    )


def against_turning(state: QuestionState, to: QuestionState) -> Reasons:
    """A question is read over, then shown, then answered; it may be put aside, and shown again."""
    return reasons(((state, to) not in TURNS, f"cette question est {state.label}"))


TURNS = {
    (QuestionState.WAITING, QuestionState.SHOWN),
    (QuestionState.WAITING, QuestionState.HIDDEN),
    (QuestionState.WAITING, QuestionState.ANSWERED),
    (QuestionState.SHOWN, QuestionState.HIDDEN),
    (QuestionState.SHOWN, QuestionState.ANSWERED),
    (QuestionState.HIDDEN, QuestionState.SHOWN),
    (QuestionState.ANSWERED, QuestionState.SHOWN),
}


def against_replying(answer: str) -> Reasons:
    """Answered aloud, a line says what was; it may be « répondu à voix haute »."""
    return reasons(
        (not answer, "dites en une phrase ce qui a été répondu"),
        (len(answer) > LONGEST_ANSWER, f"une réponse tient en {LONGEST_ANSWER} signes"),
    )
