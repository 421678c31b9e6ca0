"""Writing, remarking, moving, correcting, publishing, closing: why not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from atelier_local.refusal import Reasons, reasons

from ..enums import FOLLOWING, DeliverableKind, DeliverableState
from .completeness import Facts, plural


def against_writing(state: DeliverableState) -> Reasons:
    """What is put to the colleges no longer changes under their eyes."""
    return reasons(
        (
            state is not DeliverableState.DRAFT,
            f"le document est {state.label} : il ne s’écrit plus",
        )
    )


def against_overwriting(*, overtaken: bool) -> Reasons:
    return reasons(
        (
            overtaken,
            "la section a été écrite entre-temps : relisez ce qui diffère, puis enregistrez",
        )
    )


def against_explaining(state: DeliverableState, term: str, meaning: str) -> Reasons:
    """A word is explained while the document is written."""
    return against_writing(state) + reasons(
        (not term.strip(), "écrivez le mot"), (not meaning.strip(), "écrivez ce qu’il veut dire")
    )


MOST_WORDS = 2000
"""Signs of a remark."""


def against_commenting(state: DeliverableState, words: str) -> Reasons:
    """A section is remarked upon until the document is frozen."""
    over = state in (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    return reasons(
        (over, f"le document est {state.label} : il ne se discute plus"),
        (not words.strip(), "écrivez votre remarque"),
        (len(words) > MOST_WORDS, f"une remarque a {MOST_WORDS} signes au plus"),
    )


def against_correcting(
    state: DeliverableState, reason: str, before: str | None = None, after: str | None = None
) -> Reasons:
    """A frozen document is corrected by a version that says why; of a section, its text changes."""
    frozen = state in (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    unchanged = after is not None and _lines(after) == _lines(before or "")
    return reasons(
        (not frozen, f"le document est {state.label} : il n’est pas figé, il se récrit"),
        (not reason.strip(), "écrivez pourquoi le document est corrigé"),
        (len(reason) > MOST_WORDS, f"un motif a {MOST_WORDS} signes au plus"),
        (after is not None and not after.strip(), "la section corrigée n’a plus de texte"),
        (unchanged, "le texte de la section n’a pas changé"),
    )


def _lines(text: str) -> list[str]:
    """A browser sends ends of lines of its own."""
    return text.strip().splitlines()


def against_moving(state: DeliverableState, to: DeliverableState) -> Reasons:
    """Draft, asked, shared, frozen, published: one at a time."""
    return reasons((FOLLOWING.get(state) is not to, f"le document est {state.label}"))


def against_publishing(
    state: DeliverableState,
    unfounded: Sequence[str],
    gone: Reasons = (),
) -> Reasons:
    """Nothing is published while something that it recommends rests on nothing, nor while it prints
    what was taken back since (`taken_back`).
    """
    return against_moving(state, DeliverableState.PUBLISHED) + against_unfounded(unfounded) + gone


class Gone(StrEnum):
    """What is taken back after it was printed, in the order in which it is told."""

    HIDDEN = "« {} » a été masquée depuis"
    ERASED = "« {} » a été effacée depuis"
    REFUSED = "« {} » n’a plus d’accord"
    KEPT = "l’entretien {} est réservé à l’équipe depuis"
    WITHDRAWN = "des mots de l’entretien {} ont été retirés depuis par qui les a dits"


def taken_back(printed: Iterable[tuple[Gone, str]]) -> Reasons:
    """A version that prints a card hidden or erased since, a photograph or words whose agreement
    was taken back is read by nobody outside any more (RGPD, art. 7, 3 and 17; Code civil, art. 9).
    Each by what names it.
    """
    told = sorted(set(printed), key=lambda one: (list(Gone).index(one[0]), one[1]))
    return reasons(*((True, f"{what.format(name)} : corrigez le document") for what, name in told))


def against_unfounded(unfounded: Sequence[str]) -> Reasons:
    return reasons(*((True, f"« {words} » ne repose plus sur rien") for words in unfounded))


def against_taking_back(state: DeliverableState) -> Reasons:
    """Back from the colleges to its authors, who may then write again."""
    return reasons((state is not DeliverableState.ASKED, f"le document est {state.label}"))


def against_unknown(codes: Sequence[str]) -> Reasons:
    """A document explains every code that it cites before it is frozen."""
    return reasons(*((True, f"« {code} » est cité et ne désigne rien") for code in codes))


def against_ending_production(states: Mapping[DeliverableKind, DeliverableState]) -> Reasons:
    """The five documents are frozen before they are presented."""
    done = (DeliverableState.FROZEN, DeliverableState.PUBLISHED)
    return reasons(
        *(
            (states.get(kind) not in done, f"« {kind.label} » n’est pas figé")
            for kind in DeliverableKind
        )
    )


def against_closing(states: Collection[DeliverableState], facts: Facts) -> Reasons:
    """Three workshops held, five documents published, every contribution and every item of the
    specification answered; an Atelier without a specification has none.
    """
    published = sum(state is DeliverableState.PUBLISHED for state in states)
    held, waiting, unmet = facts.workshops_held, facts.unanswered, facts.unmet
    return reasons(
        (held < 3, f"{held} {plural(held, 'atelier')} in situ {plural(held, 'tenu')} sur 3"),
        (
            published < len(DeliverableKind),
            f"{published} {plural(published, 'document')} {plural(published, 'publié')} sur 5",
        ),
        (waiting > 0, f"{waiting} {plural(waiting, 'contribution')} sans réponse"),
        (unmet > 0, f"{unmet} {plural(unmet, 'article')} du cahier des charges sans réponse"),
    )


def against_meeting(*, expects_answer: bool, closed: bool) -> Reasons:
    """An item is answered or dropped while the Atelier is not closed, if it asks something."""
    return reasons(
        (not expects_answer, "cet article informe : il n’attend pas de réponse"),
        (closed, "l’Atelier est clos : le constat de conformité ne change plus"),
    )


def against_dropping(reason: str) -> Reasons:
    return reasons((not reason.strip(), "écrivez pourquoi l’article est écarté"))
