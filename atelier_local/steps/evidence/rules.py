"""What makes a finding hold, and when an interim phase is done."""

from collections.abc import Collection

from atelier_local.refusal import Reasons, reasons


def against_extracting(words: str, *, validated: bool, from_interview: bool) -> Reasons:
    """Words taken from an interview must have been confirmed by whoever said them."""
    return reasons(
        (not words.strip(), "l’extrait est vide"),
        (
            from_interview and not validated,
            "la personne n’a pas encore validé la synthèse de son entretien",
        ),
    )


def same_words(one: str, other: str) -> bool:
    """Spaces and ends of lines, which a form rewrites, do not make other words."""
    return one.split() == other.split()


def against_rereading(synthesis: str, *, first_use: bool) -> Reasons:
    """A link serves once; what the person agrees to says something."""
    return reasons(
        (not first_use, "ce lien a déjà servi"),
        (not synthesis.strip(), "la synthèse est vide"),
    )


def against_changing_excerpt(number: str, *, fixed: bool) -> Reasons:
    """What a frozen or published document rests on no longer changes."""
    return reasons((fixed, f"l’extrait {number} figure dans un document figé"))


def against_asserting(title: str, text: str, sources: Collection[object]) -> Reasons:
    """A finding asserts something, explains it, and rests on at least one source."""
    return reasons(
        (not title.strip(), "un constat s’énonce en une phrase"),
        (not text.strip(), "un constat s’explique en quelques phrases"),
        (
            not sources,
            "un constat s’appuie sur au moins une contribution, un extrait ou un chiffre",
        ),
    )


def against_ending_interim(
    *, in_interim: bool, documents: int, excerpts: int, findings: int
) -> Reasons:
    """Between two workshops the team reads, listens and concludes."""
    return reasons(
        (not in_interim, "l’Atelier n’est pas dans une phase inter-atelier"),
        (documents == 0, "aucun document n’a été lu"),
        (excerpts == 0, "aucun entretien ni document n’a donné d’extrait"),
        (findings == 0, "aucun constat n’a été écrit"),
    )
