"""The numbers by which France knows a firm: SIREN (9 digits), SIRET (14)."""

from atelier_local.refusal import Reasons, reasons

LA_POSTE = "356000000"
"""Its establishments are so many that their numbers follow a rule of their own."""


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def against_siret(siret: str, *, real: bool = True) -> Reasons:
    """Why it cannot be a SIRET. An invented firm has an invented one: only its shape counts."""
    if len(siret) != 14 or not (siret.isascii() and siret.isdigit()):
        return reasons((True, "un SIRET compte 14 chiffres"))
    post = siret.startswith(LA_POSTE) and sum(map(int, siret)) % 5 == 0
    wrong = real and not (luhn(siret[:9]) and (luhn(siret) or post))
    return reasons((wrong, f"{siret} n’est pas un SIRET : un chiffre est faux"))


def siren_of(siret: str) -> str:
    return siret[:9]


def against_checking(*, on: bool, fictitious: bool, siren: str, name: str) -> Reasons:
    """Why the State's directory cannot be asked about a firm."""
    return reasons(
        (not on, "le contrôle est éteint sur cette installation (réglage SIREN_API)"),
        (fictitious, f"« {name} » est une organisation fictive : l’annuaire ne la connaît pas"),
        (
            bool(siren) and not (len(siren) == 9 and siren.isdigit() and luhn(siren)),
            "un SIREN compte 9 chiffres, dont le dernier vérifie les autres",
        ),
    )
