"""What reads oddly in the marks before the report is made: remarks, for people to answer.

A court annuls a choice whose reasons contradict its marks. Nothing here changes a mark: a remark
says where to look. Only what the law wants written (a reason, a decision on a low tender) blocks.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from . import lexicon

HIGH, HIGHEST, LOW, FAR = 16, 18, 8, 6
"""Half-points: from 8 on a mark is high, down to 4 low; 3 points from the others is far."""


class Kind(StrEnum):
    """What is odd, in the words of the page."""

    BARE = "sans motif"
    CONTRADICTION = "motif et note se contredisent"
    DRIFT = "hors du critère"
    OUTLIER = "loin des autres"
    COPIED = "motif recopié"
    UNCITED = "sans renvoi à l’offre"
    FLIP = "classement fragile"
    LOW_UNEXPLAINED = "prix bas sans décision"


BLOCKING = frozenset({Kind.BARE, Kind.LOW_UNEXPLAINED})


@dataclass(frozen=True, slots=True)
class Said:
    """One mark in half-points with its reason; `by` is empty for the common mark."""

    by: str
    tender: Hashable
    criterion: str
    halves: int
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at: of what kind, on which tender and criterion, whose, in one sentence."""

    kind: Kind
    tender: Hashable
    criterion: str
    by: str
    text: str

    @property
    def blocking(self) -> bool:
        return self.kind in BLOCKING

    @property
    def key(self) -> str:
        """What an acknowledgement holds on to."""
        return f"{self.kind.name}:{self.tender}:{self.criterion}:{self.by}".lower()


@lru_cache(maxsize=1_024)
def _words(text: str) -> tuple[str, ...]:
    """Lower case, without accents; full stops and commas are words of their own."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(re.findall(r"[a-z0-9€]+|[.,;:!?]", plain))


_WEAK, _STRONG = tuple(lexicon.WEAK.split()), tuple(lexicon.STRONG.split())
_WEAK_PHRASES = tuple(lexicon.WEAK_PHRASES.strip().splitlines())
_STRONG_PHRASES = tuple(lexicon.STRONG_PHRASES.strip().splitlines())
_NOT = frozenset(lexicon.NOT.split())
_BARELY = _NOT | frozenset(lexicon.BARELY.split())
_NEAR = 3


def _stems(text: str, stems: tuple[str, ...], phrases: Sequence[str], softeners: Set[str]) -> str:
    """The first word of the text that says it and is not denied; empty if there is none."""
    words = _words(text)
    joined = f" {' '.join(words)} "
    for phrase in phrases:
        if f" {phrase}" in joined:
            return phrase.replace("n a", "n’a")
    for at, word in enumerate(words):
        if word.startswith(stems) and not _denied(words, at, softeners):
            return word
    return ""


def _denied(words: Sequence[str], at: int, softeners: Set[str]) -> bool:
    """« sans faiblesse », « rien ne manque », « ne manque de rien », « ce qui nous manque »."""
    before = list(words[max(0, at - _NEAR) : at])
    for stop in (".", ",", ";", ":", "!", "?"):
        if stop in before:
            before = before[before.index(stop) + 1 :]
    verb = words[at].startswith(("manqu", "oubli", "neglig", "omet"))
    return bool(softeners & set(before)) or (verb and "qui" in before)


def weakness(reason: str) -> str:
    return _stems(reason, _WEAK, _WEAK_PHRASES, _NOT)


def strength(reason: str) -> str:
    return _stems(reason, _STRONG, _STRONG_PHRASES, _BARELY)


def contradiction(halves: int, reason: str) -> str:
    """« Le motif dit « insuffisant », la note est 9. »; empty when they agree.

    A reason that weighs a strength against a weakness may carry an 8, not a 9.
    """
    weak, strong = weakness(reason), strength(reason)
    found = ""
    if halves >= HIGHEST or (halves >= HIGH and not strong):
        found = weak
    elif halves <= LOW and not weak:
        found = strong
    word = _as_written(reason, found)
    return f"Le motif dit « {word} », la note est {said(halves)}." if found else ""


def _as_written(reason: str, found: str) -> str:
    """The word with its accents, as its author wrote it."""
    for word in re.findall(r"\w+", reason):
        if _words(word) == (found,):
            return word.casefold()
    return found


def said(halves: int) -> str:
    """« 8,5 »"""
    return f"{halves // 2},5" if halves % 2 else str(halves // 2)


_PRICE = re.compile(r"\b(prix|cher|chere|cheres|chers|tarif\w*|cout\w*|euros?|onereu\w+)\b|€")
_PAST = re.compile(
    r"\b(par le passe|marches? precedents?|contrat precedent|deja travaille avec nous|"
    r"nous (les|la|le) connaissons|(l an|l annee) dernier\w*|reputation|sortant|"
    r"notre prestataire habituel)\b"
)
_ORIGIN = re.compile(
    r"\b(nationalite|etrangers?|etrangeres?|siege social|entreprise locale|bureau local|"
    r"du departement|parisien\w*|ne sont pas d ici|n est pas d ici|d ici)\b"
)


def drift(criterion: str, labels: Mapping[str, str], reason: str, *, price: str = "") -> str:
    """What a reason speaks of that its criterion does not judge; empty if it keeps to it."""
    plain = " ".join(_words(reason))
    own = set(_long_words(labels.get(criterion, "")))
    if criterion != price and _PRICE.search(plain) and not own & {"prix", "cout"}:
        return "Le motif parle de prix : la formule seule le juge."
    if _PAST.search(plain):
        return "Le motif parle de marchés passés : seule cette offre est jugée."
    if _ORIGIN.search(plain) and "environment" not in criterion:
        return "Le motif parle d’où vient le groupement : ce n’est pas un critère."
    words = set(_words(reason))
    for key, label in labels.items():
        others = set(_long_words(label)) - own
        if key != criterion and others & words and not own & words:
            return f"Le motif semble juger « {label} »."
    return ""


def _long_words(label: str) -> list[str]:
    return [word for word in _words(label) if len(word) >= 6 and word not in _COMMON]


_COMMON = {"demande", "besoin", "adaptee", "adapte", "animation", "sociaux"}
_CITES = re.compile(r"\bp\s*\.?\s*\d|\bpages?\b|§|\bart\.|\bannexe\b|«|\bfichier\b", re.IGNORECASE)


def cites(reason: str) -> bool:
    """Whether it sends to the tender: a page, a section, its own words."""
    return bool(_CITES.search(reason))


def lint[Tender: Hashable](
    judged: Iterable[Said],
    labels: Mapping[str, str],
    *,
    price: str = "",
    unexplained: Mapping[Tender, str] | None = None,
) -> list[Remark]:
    """Every remark on marks and common marks; `unexplained` low tenders with their signal."""
    listed = list(judged)
    found = [remark for one in listed for remark in _alone(one, labels, price)]
    found += _far(listed)
    found += _copied(listed)
    found += [
        Remark(Kind.LOW_UNEXPLAINED, tender, price, "", f"Prix {why}, et aucune décision motivée.")
        for tender, why in (unexplained or {}).items()
    ]
    return sorted(found, key=lambda remark: (not remark.blocking, list(Kind).index(remark.kind)))


def _alone(one: Said, labels: Mapping[str, str], price: str) -> list[Remark]:
    """What one mark and its reason tell by themselves."""
    if not one.reason.strip():
        return [_on(one, Kind.BARE, "Cette note n’a pas de motif.")]
    wrong = contradiction(one.halves, one.reason)
    strays = drift(one.criterion, labels, one.reason, price=price)
    uncited = not one.by and not cites(one.reason)
    return [
        *([_on(one, Kind.CONTRADICTION, wrong)] if wrong else []),
        *([_on(one, Kind.DRIFT, strays)] if strays else []),
        *([_on(one, Kind.UNCITED, "Le motif ne renvoie à aucune page.")] if uncited else []),
    ]


def _on(one: Said, kind: Kind, text: str) -> Remark:
    return Remark(kind, one.tender, one.criterion, one.by, text)


def _far(listed: Sequence[Said]) -> list[Remark]:
    """Marks three points or more away from the median of the others in the same cell."""
    cells: dict[tuple[Hashable, str], list[Said]] = defaultdict(list)
    for one in listed:
        if one.by:
            cells[one.tender, one.criterion].append(one)
    found = []
    for cell in cells.values():
        for one in cell:
            others = sorted(other.halves for other in cell if other is not one)
            if len(others) > 1 and abs(2 * one.halves - _twice_median(others)) >= 2 * FAR:
                text = f"La note est {said(one.halves)}, les autres sont à trois points ou plus."
                found.append(_on(one, Kind.OUTLIER, text))
    return found


def _twice_median(ordered: Sequence[int]) -> int:
    half = len(ordered) // 2
    return 2 * ordered[half] if len(ordered) % 2 else ordered[half - 1] + ordered[half]


def _copied(listed: Sequence[Said]) -> list[Remark]:
    """The same reason, word for word, for two tenders on one criterion."""
    seen: dict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for one in listed:
        if one.reason.strip():
            seen[one.by, one.criterion, " ".join(_words(one.reason))].append(one)
    return [
        _on(one, Kind.COPIED, "Le même motif sert pour plusieurs offres.")
        for same in seen.values()
        if len({one.tender for one in same}) > 1
        for one in same
    ]


def flips[Voter: Hashable, Tender: Hashable](
    voters: Collection[Voter],
    tenders: Collection[Tender],
    first: Callable[[Collection[Voter], Collection[Tender]], Tender | None],
) -> tuple[list[Voter], list[Tender]]:
    """Evaluators, and tenders other than the first, whose absence alone changes the first.

    `first` ranks with the means of some evaluators over some tenders.
    """
    best = first(voters, tenders)
    without_voter = [
        one
        for one in voters
        if len(voters) > 1 and first([v for v in voters if v != one], tenders) != best
    ]
    without_tender = [
        one
        for one in tenders
        if one != best and first(voters, [t for t in tenders if t != one]) != best
    ]
    return without_voter, without_tender
