"""The bodies that lead an Atelier."""

from django.db.models import TextChoices

from atelier_local.programme.governance.enums import MeetingKind


class CommitteeKind(TextChoices):
    STEERING = "steering", "Comité de pilotage"
    TECHNICAL = "technical", "Comité technique"
    PROJECT = "project", "Équipe projet"

    @property
    def purpose(self) -> str:
        """What such a body is usually for: proposed, never imposed."""
        return _PURPOSES[self]

    @property
    def meeting(self) -> MeetingKind | None:
        """As what it meets; the project team works every day, and calls no meeting of its own."""
        return _MEETINGS.get(self)


_PURPOSES = {
    CommitteeKind.STEERING: "Décide, valide chaque étape",
    CommitteeKind.TECHNICAL: "Prépare, vérifie les données",
    CommitteeKind.PROJECT: "Conduit l’Atelier au jour le jour",
}
_MEETINGS = {
    CommitteeKind.STEERING: MeetingKind.STEERING,
    CommitteeKind.TECHNICAL: MeetingKind.TECHNICAL,
}
