"""What an operation is, where money comes from, how far each line is granted."""

from django.db.models import TextChoices


class Operation(TextChoices):
    INVESTMENT = "investment", "Investissement"
    STUDY = "study", "Étude"
    OPERATING = "operating", "Fonctionnement"


class OwnerKind(TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Collectivité ou groupement"
    OTHER = "other", "Autre porteur"


class Domain(TextChoices):
    """Fields in which a level of local government leads (CGCT, art. L1111-9)."""

    NONE = "", "Aucun domaine à chef de file"
    STATIONS = "mobilite_gares", "Mobilités, intermodalité et gares"
    BIODIVERSITY = "biodiversite", "Biodiversité"
    CLIMATE = "climat_energie", "Climat, air et énergie"
    ECONOMY = "developpement_economique", "Développement économique"
    SOCIAL = "action_sociale", "Action sociale et solidarité des territoires"
    PLANNING = "amenagement_espace", "Aménagement de l’espace"


class FunderKind(TextChoices):
    OWNER = "owner", "Porteur de l’action"
    STATE = "state", "État"
    REGION = "region", "Région"
    DEPARTMENT = "departement", "Département"
    AGENCY = "agency", "Agence ou opérateur"
    EUROPE = "europe", "Union européenne"
    EPCI = "epci", "Intercommunalité"
    OTHER_PUBLIC = "other_public", "Autre financeur public"
    PRIVATE = "private", "Financeur privé"

    @property
    def is_public(self) -> bool:
        """Counts in « financements apportés par des personnes publiques » (L1111-10 III)."""
        return self is not FunderKind.PRIVATE


class CostNature(TextChoices):
    STUDIES = "etudes", "Études"
    LAND = "foncier", "Foncier"
    WORKS = "travaux", "Travaux"
    EQUIPMENT = "equipement", "Équipement"
    STAFF = "animation", "Animation"
    RUNNING = "exploitation", "Fonctionnement"


class FundingState(TextChoices):
    CONSIDERED = "considered", "pressenti"
    REQUESTED = "requested", "sollicité"
    COMPLETE = "complete", "dossier complet"
    GRANTED = "granted", "accordé"
    NOTIFIED = "notified", "notifié"
    PAID = "paid", "versé"

    @property
    def is_secured(self) -> bool:
        return self in (FundingState.GRANTED, FundingState.NOTIFIED, FundingState.PAID)

    @property
    def shape(self) -> str:
        """How the interface draws it: hollow, half, full."""
        if self.is_secured:
            return "done"
        return "later" if self is FundingState.CONSIDERED else "doing"


class Verdict(TextChoices):
    MET = "met", "respectée"
    SHORT = "short", "insuffisante"
    NOT_APPLICABLE = "not_applicable", "sans objet"
    TO_CONFIRM = "to_confirm", "à faire confirmer par la préfecture"

    @property
    def shape(self) -> str:
        """How the interface draws it."""
        return {"met": "done", "short": "blocked", "to_confirm": "doing"}.get(self.value, "later")
