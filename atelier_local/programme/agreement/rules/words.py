"""What the words of a question, and those of the document, mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from atelier_local.programme.territories.rules import words

_EMPTY_WORDS = frozenset(
    words(
        "qui quel quelle fait font sait savent faire peut peuvent occupe est a y s de d du des la "
        "le les l un une en et pour sur avec dans groupement groupements membre membres"
    )
)


@dataclass(frozen=True, slots=True)
class Node:
    """A speciality as the search reads it: every way to name it."""

    slug: str
    parent: str
    names: tuple[str, ...]


def asked(text: str) -> tuple[str, ...]:
    """The words that count in a question: « Qui fait de l’hydrologie ? » asks "hydrologie"."""
    return tuple(_stem(word) for word in words(text) if word not in _EMPTY_WORDS)


def says(said: tuple[str, ...], text: str) -> bool:
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
    named = {node.slug for node in nodes if any(says(said, name) for name in node.names)}
    roots = {node.parent for node in nodes if node.slug in named and node.parent}
    below = {node.slug for node in nodes if node.parent in named - roots}
    return frozenset(named | roots | below)


def exactly(text: str, tree: Iterable[Node]) -> tuple[str, ...]:
    """Slugs of the nodes that someone else calls just so; none when nobody does."""
    said = words(text)
    return tuple(
        node.slug for node in tree if any(words(name) == said for name in node.names if said)
    )


def _stem(word: str) -> str:
    """Without the mark of the plural; a short word keeps it."""
    return word.rstrip("sx") if len(word) > 3 else word
