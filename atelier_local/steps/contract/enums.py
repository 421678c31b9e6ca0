"""How a call-off contract is paid."""

from django.db.models import TextChoices


class InstalmentState(TextChoices):
    EXPECTED = "expected", "attendu"
    ACCEPTED = "accepted", "service fait"
    REJECTED = "rejected", "rejeté"


class Verdict(TextChoices):
    """What the buyer decides of a service (CCAG-PI): the first alone needs no reason."""

    ADMITTED = "admitted", "Admis"
    POSTPONED = "postponed", "Ajourné : à reprendre"
    REDUCED = "reduced", "Admis avec réfaction : payé moins"
    REJECTED = "rejected", "Rejeté : non payé"


class Technique(TextChoices):
    """Techniques of purchase, in the words of the State's open data (schema 2.0.3)."""

    FRAMEWORK = "Accord-cadre", "Accord-cadre"
    CONTEST = "Concours", "Concours"
    QUALIFICATION = "Système de qualification", "Système de qualification"
    DYNAMIC = "Système d'acquisition dynamique", "Système d’acquisition dynamique"
    CATALOGUE = "Catalogue électronique", "Catalogue électronique"
    AUCTION = "Enchère électronique", "Enchère électronique"
    NONE = "Sans objet", "Sans objet"


class Modality(TextChoices):
    """How the contract is carried out, in the words of the State's open data."""

    TRANCHES = "Tranches", "Tranches"
    ORDERS = "Bons de commande", "Bons de commande"
    CALL_OFF = "Marchés subséquents", "Marchés subséquents"
    NONE = "Sans objet", "Sans objet"


class PublishedFact(TextChoices):
    """What must be published of a contract."""

    CONTRACT = "contract", "Marché"
    SUBCONTRACTING = "subcontracting", "Sous-traitance"
    MODIFICATION = "modification", "Modification"


class PriceVariation(TextChoices):
    """How the price of a subcontract moves, in the words of the State's open data."""

    FIRM = "Ferme", "Ferme"
    UPDATED = "Actualisable", "Actualisable"
    REVISED = "Révisable", "Révisable"


class SubcontractingState(TextChoices):
    """Where a declaration of subcontracting (DC4) is."""

    DECLARED = "declared", "reçue, à décider"
    INCOMPLETE = "incomplete", "à compléter"
    ACCEPTED = "accepted", "acceptée"
    TACIT = "tacit", "acceptée par silence"
    REFUSED = "refused", "refusée"


ACCEPTED_STATES = (SubcontractingState.ACCEPTED, SubcontractingState.TACIT)
