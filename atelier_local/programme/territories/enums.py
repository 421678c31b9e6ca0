from django.db.models import TextChoices


class EpciKind(TextChoices):
    """Legal kind of an EPCI with its own taxation (INSEE's codes)."""

    COMMUNITY_OF_COMMUNES = "CC", "communauté de communes"
    AGGLOMERATION_COMMUNITY = "CA", "communauté d’agglomération"
    URBAN_COMMUNITY = "CU", "communauté urbaine"
    METROPOLIS = "METRO", "métropole"
    METROPOLIS_OF_LYON = "MET69", "métropole de Lyon"


class PlaceKind(TextChoices):
    """What a search may find."""

    EPCI = "epci", "intercommunalité"
    COMMUNE = "commune", "commune"
