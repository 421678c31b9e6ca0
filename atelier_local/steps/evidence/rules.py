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
