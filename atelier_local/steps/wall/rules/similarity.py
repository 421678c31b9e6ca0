"""Which texts look like one another: by the words they share, the rare ones weighing most.

Plain arithmetic on a few hundred sentences, so that a laptop without network proposes as well as
a server; people decide.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORTEST = 3
"""Letters of the shortest word that counts."""

_SMALL_WORDS = (
    "alors ancien ancienne apres assez aucun aucune aujourd aussi autre autres aux avant "
    "avec avoir beaucoup bien car ceci cela celle celles celui ces cet cette ceux chacun "
    "chaque chez chose comme comment dans des deux devant dire dit doit donc dont elle "
    "elles encore entre est etait ete etre eux faire fait faut font gens ici jamais jour "
    "jours les leur leurs loin lui maintenant mais meme mes mettre mieux moi moins mon nos "
    "notre nous ont ou par parce pas pendant peu peut plus plusieurs pour pourquoi pres "
    "puis quand que quel quelle quelqu quelque quelques qui quoi rien sans sera ses seul "
    "seulement sien sinon soi soit son sont sous sur tant tel tellement tous tout toute "
    "toutes tres trois trop une vers veut vient voila voir vont vos votre vous vraiment "
)
"""Words of no meaning here, without accents."""
_EMPTY = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Alike:
    """One of the texts compared: its place in the list, how alike (0 to 1), and the words shared,
    as the text compared says them, the ones that weigh most first."""

    index: int
    score: float
    words: tuple[str, ...]


def terms(text: str) -> list[str]:
    """The words that count, without accent, plural or mute ending."""
    return [term for term, _ in _read(text)]


def _read(text: str) -> list[tuple[str, str]]:
    """Each word that counts, and as it was written."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text.lower()))
    bare = [(_bare(word), word) for word in words]
    kept = [(w, said) for w, said in bare if len(w) >= SHORTEST and w not in _EMPTY]
    return [(_stem(word), said) for word, said in kept]


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _stem(word: str) -> str:
    """A plural and a feminine fall together; a short word stays whole."""
    for ending in ("aux", "es", "s", "x", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)] + ("al" if ending == "aux" else "")
    return word


def nearest(text: str, others: Sequence[str], most: int = 3) -> list[Alike]:
    """The texts most like `text`, best first; those that share no word with it are left out."""
    counts = [Counter(terms(other)) for other in [text, *others]]
    said = dict(reversed(_read(text)))
    held = Counter(term for count in counts for term in count)
    weigh = {term: 1 + math.log(len(counts) / known) for term, known in held.items()}
    [wanted, *vectors] = [_unit(count, weigh) for count in counts]
    found = []
    for index, vector in enumerate(vectors):
        shared = {term: wanted[term] * vector[term] for term in wanted.keys() & vector.keys()}
        if shared:
            words = sorted(shared, key=lambda term: (-shared[term], term))
            told = tuple(said[term] for term in words)
            found.append(Alike(index, math.fsum(shared.values()), told))
    return sorted(found, key=lambda alike: (-round(alike.score, 9), alike.index))[:most]


def _unit(count: Mapping[str, int], weigh: Mapping[str, float]) -> dict[str, float]:
    """The vector of a text, of length one."""
    heavy = {term: (1 + math.log(times)) * weigh[term] for term, times in count.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in heavy.values()))
    return {term: weight / length for term, weight in heavy.items()}
