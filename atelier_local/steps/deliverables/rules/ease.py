"""How easily a text is read: the index of Flesch as Kandel and Moles fitted it to French (1958).

    207 − 1.015 × words a sentence − 73.6 × syllables a word

Counted on letters, not by ear: a syllable is a group of vowels, a final mute « e » is none. The
index is then a few points off; it compares texts, it judges none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from atelier_local.refusal import Reasons, reasons

FEWEST = 100
"""Words under which the index says nothing."""
_LABELS = (
    (80, "facile"),
    (60, "courante"),
    (50, "assez difficile"),
    (30, "difficile"),
    (0, "très difficile"),
)
"""From which score a text is read so."""
HARD = 30
MEANING = (
    "De 0 à 100, plus haut est plus facile : 60 et plus se lit couramment, moins de 30 demande des "
    f"études longues. Compte la longueur des phrases et des mots, à partir de {FEWEST} mots."
)

_MARK = re.compile(r"\[\[[^\[\]]*\]\]|^[^\S\n]*(?:##|-|>)\s|[*]| — [^\n]*$", re.MULTILINE)
_SUBTITLE = re.compile(r"^[^\S\n]*## .*$", re.MULTILINE)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++(?=[\s»”\")]+(?:[«“\"(–—]\s*)?[A-ZÀ-ÖØ-Þ]|[\s»”\")]*+$)|\n+",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_V = "aeiouyàâäéèêîôöûùœæïëü"
_MUTE = re.compile(rf"(?:(?<=[gq])u|(?<=[^{_V}])|(?<=é))es?$")
_GLIDE = re.compile(rf"(?<=[{_V}])y(?=[{_V}])")
_GROUP = re.compile(r"é|[ïëü]|[aeiouyàâäèêîôöûùœæ]+")


@dataclass(frozen=True, slots=True)
class Ease:
    words: int
    sentences: int
    syllables: int

    @property
    def score(self) -> int:
        """Between 0 and 100."""
        length, weight = self.words / self.sentences, self.syllables / self.words
        return max(0, min(100, round(207 - 1.015 * length - 73.6 * weight)))

    @property
    def label(self) -> str:
        return next(label for least, label in _LABELS if self.score >= least)


def syllables(word: str) -> int:
    """At least one."""
    bare = _GLIDE.sub("-", word.lower())
    spoken = _MUTE.sub("", bare)
    return max(1, len(_GROUP.findall(spoken)))


def ease(text: str) -> Ease | None:
    """How easily the text is read; None of one too short to say."""
    said = _MARK.sub("", _SUBTITLE.sub("", text))
    sentences = [found for part in _END.split(said) if (found := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST:
        return None
    return Ease(len(words), len(sentences), sum(map(syllables, words)))


def easiest_last(told: Iterable[tuple[str, str]]) -> list[tuple[str, Ease]]:
    """Each title with how easily its text is read, the hardest first; short ones are left out."""
    read = ((title, found) for title, text in told if (found := ease(text)))
    return sorted(read, key=lambda pair: pair[1].score)


def hard(told: Iterable[tuple[str, str]]) -> Reasons:
    """Texts that few will finish: said, never refused."""
    return reasons(
        *(
            (found.score < HARD, f"« {title} » se lit difficilement ({found.score} sur 100)")
            for title, found in easiest_last(told)
        )
    )
