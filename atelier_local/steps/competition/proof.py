"""A receipt as a paper: what a side keeps of its deposit, composed from the signed JSON alone."""

from datetime import UTC, datetime

from atelier_local.ground.files.papers import Bullets, Heading, Paper, Para, Table

from .letter import moment
from .receipts import DEPOSIT, LATE, WITHDRAWAL, Receipt, key_number

KINDS = {DEPOSIT: "Dépôt d’un pli", WITHDRAWAL: "Retrait d’un pli", LATE: "Pli hors délai"}
_SAID = {
    DEPOSIT: "Un pli scellé a été reçu à cet instant, avant la date limite. Il remplace tout pli "
    "déposé plus tôt par le même groupement.",
    WITHDRAWAL: "Le pli du groupement a été retiré à cet instant. Aucun autre n’a pris sa place.",
    LATE: "Ce pli est arrivé à la date limite ou après. Il est conservé fermé, et ne sera pas "
    "ouvert.",
}


def paper(receipt: Receipt, atelier: str = "", *, fictitious: bool = False) -> Paper:
    """`atelier`: the consultation's name, when it is known here."""
    deadline = datetime.fromisoformat(receipt.deadline)
    rows = (
        ("Empreinte du pli (SHA-256)", receipt.digest),
        ("Engagement", receipt.commitment),
        ("Signature Ed25519", receipt.signature),
        ("Clé publique", receipt.key),
        ("Consultation, numéro de flux", receipt.competition),
        ("Instant, temps universel", receipt.at.astimezone(UTC).isoformat()),
    )
    return Paper(
        title=f"Reçu, {receipt.consortium}",
        kind="deposit_receipt",
        facts=(
            ("Nature", KINDS.get(receipt.kind, receipt.kind)),
            ("Groupement", receipt.consortium),
            *((("Consultation", atelier),) if atelier else ()),
            ("Instant", f"{moment(receipt.at)}, heure de Paris"),
            ("Date limite", f"{moment(deadline)}, heure de Paris"),
            ("Clé", f"n° {key_number(receipt.key)}"),
        ),
        blocks=(
            Para(_SAID.get(receipt.kind, "")),
            Heading(1, "Ce qui est signé"),
            Table("Valeurs signées", ("Donnée", "Valeur"), rows, (2, 5)),
            Heading(1, "Comment le vérifier"),
            Bullets(
                (
                    "Le fichier recu.json fait foi : ce document en est la copie lisible.",
                    "La page des reçus de dépôt dit si la signature est juste ; le programme "
                    "verifier_recu.py le dit sans réseau.",
                    "À l’ouverture, le procès-verbal porte la même empreinte.",
                    "L’engagement est l’empreinte de l’offre en clair : elle seule y répond.",
                )
            ),
        ),
        fictitious=fictitious,
    )
