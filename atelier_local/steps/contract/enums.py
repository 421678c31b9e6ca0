"""How a call-off contract is paid, subcontracted, modified."""

from django.db.models import TextChoices


class InstalmentState(TextChoices):
    EXPECTED = "expected", "attendu"
    ACCEPTED = "accepted", "service fait"
    REJECTED = "rejected", "rejeté"
    ENDED = "ended", "résilié"


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
    SUBCONTRACTING = "subcontracting", "Acte spécial"
    MODIFICATION = "modification", "Modification"
    AMENDMENT = "amendment", "Acte spécial modificatif"


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


class Assignment(TextChoices):
    """Whether a claim on the contract was assigned: an act that is changed must agree with it."""

    NONE = "none", "Ni exemplaire unique ni certificat de cessibilité délivré"
    REWRITTEN = "rewrite", "L’exemplaire unique ou le certificat est modifié"
    RELEASED = "release", "Le cessionnaire a donné une attestation ou une mainlevée"


ACCEPTED_STATES = (SubcontractingState.ACCEPTED, SubcontractingState.TACIT)


class ModificationForm(TextChoices):
    """Who wants it: both, or the buyer alone."""

    AGREED = "agreed", "Avenant, signé par l’acheteur et le titulaire"
    UNILATERAL = "unilateral", "Modification unilatérale de l’acheteur"


class ModificationGround(TextChoices):
    """Why the law allows it without a new competition (code de la commande publique, L2194-1)."""

    CLAUSE = "clause", "Prévue par une clause de réexamen"
    ADDITIONAL = "additional", "Services supplémentaires devenus nécessaires"
    UNFORESEEN = "unforeseen", "Circonstances imprévues"
    HOLDER = "holder", "Nouveau titulaire ou nouveau cotraitant"
    MINOR = "minor", "Modification non substantielle"
    SMALL = "small", "Faible montant"

    @property
    def law(self) -> str:
        """The key of its row in the law."""
        return f"modification_{self.value}"


class ModificationState(TextChoices):
    PROPOSED = "proposed", "à signer"
    NOTIFIED = "notified", "en vigueur"
    DROPPED = "dropped", "abandonnée"


class TerminationGround(TextChoices):
    """Why a contract ends before its services are done."""

    INTEREST = "interest", "Motif d’intérêt général"
    FAULT = "fault", "Faute du titulaire"
    AGREED = "agreed", "D’un commun accord"

    @property
    def law(self) -> str:
        """The key of its row in the law."""
        return f"termination_{self.value}"


class TerminationState(TextChoices):
    """A fault is told first; whoever mends it keeps the contract."""

    NOTICED = "noticed", "mise en demeure"
    DECIDED = "decided", "prononcée"
    DROPPED = "dropped", "abandonnée"


class Signatory(TextChoices):
    """In what quality somebody signs a modification."""

    BUYER = "buyer", "acheteur"
    LEAD = "lead", "mandataire"
    MEMBER = "member", "cotraitant"
    LEAVING = "leaving", "cotraitant sortant"
    ENTERING = "entering", "cotraitant entrant"
    OUTGOING = "outgoing", "mandataire sortant"
    INCOMING = "incoming", "nouveau mandataire"


class Absence(TextChoices):
    """Why whoever leaves, or no longer leads, does not sign."""

    DISSOLVED = "dissolved", "Absorbée ou dissoute : elle n’existe plus"
    DEFAULTING = "defaulting", "Défaillante : mise en demeure restée sans effet"


class ArchiveClass(TextChoices):
    """What a piece of the file is, hence how long it is kept; `law` are keys of the dated law."""

    CONSULTATION = "consultation", "Pièces de la consultation"
    REJECTED = "rejected", "Offres non retenues et plis hors délai"
    PROCEDURE = "procedure", "Procès-verbal, analyse et choix"
    RETAINED = "retained", "Offre retenue"
    CONTRACT = "contract", "Marché, équipe, sous-traitance, modifications"
    PAYMENTS = "payments", "Services faits et paiements"

    @property
    def of_contract(self) -> bool:
        """Kept from the end of performance; the rest counts from signature and notification."""
        return self in (self.RETAINED, self.CONTRACT, self.PAYMENTS)

    @property
    def fate(self) -> str:
        """The key of the rule that says what becomes of it."""
        if self == self.PROCEDURE:
            return "archive_fate"
        return "archive_fate_contract" if self.of_contract else "archive_fate_procedure"

    @property
    def holds(self) -> str:
        return {
            "consultation": "Lettre, critères, titulaires consultés, questions et réponses, "
            "additifs, envois, lettres d’issue ou de fin.",
            "rejected": "Chaque offre telle qu’ouverte, ses fichiers ; les plis hors délai, "
            "toujours scellés.",
            "procedure": "Procès-verbal d’ouverture, déclarations d’intérêts, justifications de "
            "prix, auditions, notes et motifs, attribution, registre de la consultation.",
            "retained": "L’offre signée, cellules de prix et fichiers compris.",
            "contract": "Caractéristiques, équipe, déclarations de sous-traitance, avenants, "
            "données essentielles, registre.",
            "payments": "Échéances, décisions sur les services, ce que chacun reçoit.",
        }[self.value]
