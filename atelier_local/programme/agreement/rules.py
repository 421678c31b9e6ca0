"""What a framework agreement allows, how an entry of the document is read, what words mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from atelier_local.ground.ui.typography import euros
from atelier_local.programme.territories.rules import words
from atelier_local.refusal import Reason, Reasons, reasons

EXPIRY_NOTICE = timedelta(days=365)
CEILING_NOTICE = Decimal("0.8")
_EMPTY_WORDS = frozenset(
    words(
        "qui quel quelle fait font sait savent faire peut peuvent occupe est a y s de d du des la "
        "le les l un une en et pour sur avec dans groupement groupements membre membres"
    )
)


def entry_parts(entry: str) -> tuple[str, str]:
    """Name and bracket of an entry as printed: `("IDDRE", "(hydrologie)")`."""
    name, opening, rest = entry.partition(" (")
    return name, f"({rest}" if opening else ""


def against_appointing(elsewhere: Iterable[str]) -> Reasons:
    """Nobody acts for two holders of one agreement: they compete with each other."""
    return reasons(*((True, f"cette personne représente déjà « {name} »") for name in elsewhere))


def commitment(ceiling: Decimal | None, committed: Decimal, amount: Decimal) -> Reasons:
    """Why an amount cannot be committed (CCP, art. R2162-4: a framework has a maximum)."""
    if amount <= 0:
        return (Reason("le montant engagé est positif"),)
    if ceiling is not None and committed + amount > ceiling:
        left = max(ceiling - committed, Decimal(0))
        return (
            Reason(
                f"le montant maximal de l’accord-cadre serait dépassé : il reste {euros(left)} HT, "
                f"on en engage {euros(amount)}"
            ),
        )
    return ()


def qualification(current: str, wanted: str) -> Reasons:
    """Why a role cannot become another: a consortium has one lead, named by the agreement."""
    return reasons(
        (
            "lead" in (current, wanted),
            "le mandataire d’un groupement est celui que nomme l’accord-cadre",
        )
    )


def alerts(
    valid_to: date | None, ceiling: Decimal | None, committed: Decimal, today: date
) -> Reasons:
    """What whoever holds the framework agreement must see coming."""
    said = []
    if valid_to and valid_to < today:
        said.append(Reason(f"l’accord-cadre a expiré le {valid_to:%d/%m/%Y}"))
    elif valid_to and valid_to - today <= EXPIRY_NOTICE:
        left = (valid_to - today).days
        said.append(Reason(f"l’accord-cadre expire le {valid_to:%d/%m/%Y}, dans {left} jours"))
    if ceiling and committed >= ceiling * CEILING_NOTICE:
        share = int(100 * committed / ceiling)
        said.append(Reason(f"{share} % du montant maximal est engagé"))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class Node:
    """A speciality as the search reads it: every way to name it."""

    slug: str
    parent: str
    names: tuple[str, ...]


def asked(text: str) -> tuple[str, ...]:
    """The words that count in a question: « Qui fait de l’hydrologie ? » asks "hydrologie"."""
    return tuple(_stem(word) for word in words(text) if word not in _EMPTY_WORDS)


def names(said: tuple[str, ...], text: str) -> bool:
    """Whether each word asked begins a word of the text; up to three letters, is one."""
    there = [_stem(word) for word in words(text)]
    return bool(said) and all(any(_begins(word, w) for word in there) for w in said)


def _begins(word: str, asked: str) -> bool:
    return word.startswith(asked) if len(asked) > 3 else word == asked


def meant(said: tuple[str, ...], tree: Iterable[Node]) -> frozenset[str]:
    """Slugs of the nodes that the words name.

    A child brings its root, since whoever writes "eau" may do hydrology, but not its siblings,
    which are other trades; a root named by itself brings all its children.
    """
    nodes = list(tree)
    named = {node.slug for node in nodes if any(names(said, name) for name in node.names)}
    roots = {node.parent for node in nodes if node.slug in named and node.parent}
    below = {node.slug for node in nodes if node.parent in named - roots}
    return frozenset(named | roots | below)


def _stem(word: str) -> str:
    """Without the mark of the plural; a short word keeps it."""
    return word.rstrip("sx") if len(word) > 3 else word
