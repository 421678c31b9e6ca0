"""The life of a mini-competition, how a price is marked, who marks the rest."""

from django.db.models import TextChoices


class CompetitionState(TextChoices):
    """Where it stands. That its deadline has passed is told by the clock, never written."""

    DRAFT = "draft", "En préparation"
    OPEN = "open", "Ouverte aux offres"
    OPENED = "opened", "Plis ouverts"
    SCORED = "scored", "Grilles rendues"
    AWARDED = "awarded", "Attribuée"
    DIRECT = "direct", "Attribué sans mise en concurrence"
    UNSUCCESSFUL = "unsuccessful", "Infructueuse"
    DISCONTINUED = "discontinued", "Sans suite"


NOBODY_CONSULTED = (CompetitionState.DRAFT, CompetitionState.DIRECT)
"""Where no holder was written to: none has a side."""


class Mode(TextChoices):
    """Where tenders are officially deposited."""

    NATIVE = "native", "Dépôt sur cette plateforme"
    PLACE = "place", "Dépôt sur PLACE, le profil d’acheteur de l’État"


class PlaceOutcome(TextChoices):
    """What PLACE says of one holder, once opened there."""

    NONE = "none", "Pas d’offre"
    RECEIVED = "received", "Reçue dans les délais"
    LATE = "late", "Hors délai"


class BackupMedium(TextChoices):
    """On what a backup copy came."""

    DISK = "disk", "Clé USB ou disque"
    PAPER = "paper", "Papier"


class BackupGround(TextChoices):
    """Why a backup copy is opened; nothing else opens one."""

    SHUT = "shut", "le pli électronique ne s’ouvre pas"
    UNREADABLE = "unreadable", "le pli électronique s’ouvre, mais il est incomplet ou ne se lit pas"
    LATE = "late", "le pli électronique, envoyé à temps, est arrivé hors délai"
    MALWARE = "malware", "le pli électronique porte un programme malveillant"


class Perimeter(TextChoices):
    """What whoever consults reads again: a call-off contract does not change its agreement."""

    PURPOSE = "purpose", "L’objet est de ceux que prévoit l’accord-cadre"
    SERVICES = "services", "Les prestations sont les siennes : aucune n’est d’une autre nature"
    TERMS = "terms", "Les clauses écrites ici précisent ses documents et n’en contredisent aucune"
    PRICES = "prices", "La forme des prix et celle des groupements sont les siennes"


class TieRule(TextChoices):
    """How two equal totals are told apart; published in the letter."""

    HEAVIEST = (
        "heaviest",
        "la meilleure note sur le critère le plus lourd, puis sur le suivant ; puis le prix le "
        "plus bas ; puis un tirage que chacun peut refaire",
    )


class NoticeKind(TextChoices):
    """Why a holder was written to."""

    INVITATION = "invitation", "Lettre de consultation"
    ANSWER = "answer", "Réponse à tous"
    AMENDMENT = "amendment", "Additif"
    MINUTES = "minutes", "Extrait du procès-verbal d’ouverture"
    BACKUP = "backup", "Procès-verbal d’ouverture d’une copie de sauvegarde"
    LOW_ASKED = "low_asked", "Demande de justification du prix"
    LOW_DECIDED = "low_decided", "Décision sur le prix"
    HEARING = "hearing", "Convocation à une audition"
    GROUP = "group", "Décision sur la composition du groupement"
    ENDING = "ending", "Fin de la consultation"


class PriceFormula(TextChoices):
    """How prices become marks: chosen before the deadline, frozen at publication.

    With each, the lowest price gets 10 and a dearer one never more than a cheaper one.
    """

    PROPORTIONAL = "proportional", "10 × prix le plus bas ÷ prix de l’offre"
    LINEAR = "linear", "10 × (2 − prix de l’offre ÷ prix le plus bas), sans descendre sous 0"
    LINEAR_3 = (
        "linear_3",
        "5 × (3 − prix de l’offre ÷ prix le plus bas), sans descendre sous 0",
    )
    ESTIMATE = (
        "estimate",
        "10 × (estimation + prix le plus bas − prix de l’offre) ÷ estimation, "
        "sans descendre sous 0",
    )


class EvaluationCollege(TextChoices):
    """The three bodies that choose a team together; each marks apart, then they agree."""

    PILOT = "pilot", "État pilote"
    LOCAL_AUTHORITIES = "local_authorities", "Collectivités"
    OPERATOR = "operator", "Opérateur de l’État"

    @property
    def monogram(self) -> str:
        return {"pilot": "ÉT", "local_authorities": "CO", "operator": "OP"}[self.value]


class Phase(TextChoices):
    """The phases of an Atelier, as a tender is priced and staffed by them."""

    FRAMING = "framing", "Cadrage"
    WORKSHOP_1 = "workshop_1", "Atelier 1"
    BETWEEN_1 = "between_1", "Inter-atelier 1"
    WORKSHOP_2 = "workshop_2", "Atelier 2"
    BETWEEN_2 = "between_2", "Inter-atelier 2"
    WORKSHOP_3 = "workshop_3", "Atelier 3"
    PRODUCTION = "production", "Production et restitution"


class TenderPart(TextChoices):
    """The eight parts of a tender, in the order in which they are read."""

    UNDERSTANDING = "understanding", "Ce que nous comprenons de la demande"
    METHOD = "method", "Méthode, phase par phase"
    OUTREACH = "outreach", "Aller vers les habitants"
    TEAM = "team", "Équipe adaptée au besoin"
    CALENDAR = "calendar", "Calendrier"
    PRICE = "price", "Prix"
    COMMITMENTS = "commitments", "Engagements sociaux et écologiques"
    SAMPLES = "samples", "Extraits de livrables"

    @property
    def kind(self) -> str:
        """How it is filled in: `text`, `team`, `calendar`, `price` or `files`."""
        kinds = {self.TEAM: "team", self.CALENDAR: "calendar", self.PRICE: "price"}
        return {**kinds, self.SAMPLES: "files"}.get(self, "text")

    @property
    def limit(self) -> int:
        """How many signs its text may have."""
        return 40_000 if self.kind == "text" else 4_000


class RegularityVerdict(TextChoices):
    """What a tender is worth before it is compared (art. L2152-1 to L2152-4)."""

    REGULAR = "regular", "Régulière"
    IRREGULAR = "irregular", "Irrégulière"
    UNACCEPTABLE = "unacceptable", "Inacceptable"
    UNSUITABLE = "unsuitable", "Inappropriée"


class LowVerdict(TextChoices):
    """What is decided of a tender that looked abnormally low."""

    ACCEPTED = "accepted", "Prix justifié : l’offre reste classée"
    REJECTED = "rejected", "Offre anormalement basse : écartée"


class ChangeGround(TextChoices):
    """Why a group may change before the contract is signed (art. R2142-26)."""

    RESTRUCTURING = "restructuring", "Restructuration : fusion, scission, rachat, cession"
    INABILITY = "inability", "Membre empêché, pour des raisons qui ne sont pas de son fait"
    REQUEST = "request", "À la demande du groupement, en procédure avec négociation ou dialogue"


class ChangeVerdict(TextChoices):
    """What the buyer answers to a group that asks to change."""

    ACCEPTED = "accepted", "Changement accepté"
    REFUSED = "refused", "Changement refusé"


class LetterKind(TextChoices):
    """What a holder is told once the choice is made."""

    CHOSEN = "chosen", "Offre retenue"
    REJECTED = "rejected", "Offre non retenue"
    OUTCOME = "outcome", "Issue de la consultation"


class Sending(TextChoices):
    """How a letter was sent, when it was not from here."""

    PLACE = "place", "Messagerie de PLACE"
    ELECTRONIC = "electronic", "Autre voie électronique, avec accusé"
    POST = "post", "Courrier recommandé ou remise contre récépissé"

    @property
    def electronic(self) -> bool:
        """What the wait is counted by: longer when one letter went on paper."""
        return self is not self.POST
