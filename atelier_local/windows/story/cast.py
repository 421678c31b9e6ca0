"""Who plays in the demo. Everyone is invented; the five of the cast are the house's test cast."""

from dataclasses import dataclass

from atelier_local.programme.people.enums import OrganisationKind, Role

STATE, FIRM, MINISTRY, LOCAL = (
    OrganisationKind.STATE_SERVICE,
    OrganisationKind.FIRM,
    OrganisationKind.MINISTRY,
    OrganisationKind.LOCAL_AUTHORITY,
)


@dataclass(frozen=True, slots=True)
class Character:
    """Someone who can be played at /demo/; `consortium` is the letter they may act for."""

    key: str
    first_name: str
    last_name: str
    function: str
    organisation: str
    kind: OrganisationKind
    sees: str
    national_role: Role | None = None
    consortium: str = ""
    leading: bool = False

    @property
    def email(self) -> str:
        return told_email(self.key)


CAST = (
    Character(
        "camille", "Camille", "Roussel", "Chargée de mission aménagement",
        "Direction départementale des territoires de l’Orne", STATE,
        "Pilote les Ateliers de l’Orne : candidature, consultation, calendrier, validations.",
        national_role=Role.DEVOLVED_SERVICE, leading=True,
    ),
    Character(
        "bastien", "Bastien", "Leroux", "Directeur de cabinet de la maire",
        "Commune de Bellême", LOCAL,
        "Représente la commune qui accueille : co-écrit, choisit l’équipe, valide.",
        leading=True,
    ),
    Character(
        "dina", "Dina", "Haddad", "Cheffe de projet", "Les Passeurs de terrain", FIRM,
        "Mène l’équipe retenue : ateliers, entretiens, constats, feuille de route, livrables.",
        consortium="C", leading=True,
    ),
    Character(
        "eve", "Ève", "Lacombe", "Directrice d’études", "Atelier des Deux Rives", FIRM,
        "Dirige un groupement concurrent, qui partage deux firmes avec celui de Dina.",
        consortium="A", leading=True,
    ),
    Character(
        "dgaln", "Hélène", "Garnier", "Responsable du programme", "DGALN", MINISTRY,
        "Suit tous les Ateliers, décide des candidatures.", national_role=Role.NATIONAL_ADMIN,
    ),
    Character(
        "manche", "Loïc", "Hervieu", "Chef du service aménagement",
        "Direction départementale des territoires et de la mer de la Manche", STATE,
        "Pilote les deux Ateliers de la Manche.", national_role=Role.DEVOLVED_SERVICE,
    ),
    Character(
        "eure", "Maryse", "Dumontel", "Chargée de projet",
        "Direction départementale des territoires et de la mer de l’Eure", STATE,
        "Pilote l’Atelier de Lyons Andelle, en consultation.",
        national_role=Role.DEVOLVED_SERVICE,
    ),
    Character(
        "groupement-b", "Tristan", "Vallet", "Associé", "Grand Angle urbanisme", FIRM,
        "Groupement B.", consortium="B",
    ),
    Character(
        "groupement-d", "Solange", "Prigent", "Paysagiste", "Agence Trait de côte", FIRM,
        "Groupement D, à l’œuvre sur la Côte Ouest.", consortium="D",
    ),
    Character(
        "groupement-e", "Rachid", "Belkacem", "Gérant", "Nord Ouest programmation", FIRM,
        "Groupement E.", consortium="E",
    ),
    Character(
        "groupement-f", "Judith", "Amsellem", "Directrice", "Territoires en scène", FIRM,
        "Groupement F.", consortium="F",
    ),
)  # fmt: skip

BY_KEY = {character.key: character for character in CAST}
AGENTS = {c.consortium: c.key for c in CAST if c.consortium}
"""Who acts for each lettered consortium."""

TEAMS: dict[str, tuple[tuple[str, str, str, str, str, int], ...]] = {
    "C": (
        ("yanis", "Yanis", "Corbel", "Architecte", "Pierre et Torchis architectes", 38),
        ("paul", "Paul", "Estienne", "Ingénieur mobilités", "Mobil’Lien", 22),
        ("lise", "Lise", "Arnaud", "Cartographe", "Studio Palimpseste", 26),
    ),
    "D": (
        ("gael", "Gaël", "Le Bris", "Écologue", "Marais vivants", 24),
        ("anouk", "Anouk", "Salmon", "Agronome", "Fermes et Territoires", 26),
        ("remi", "Rémi", "Taillandier", "Animateur", "Concerto", 30),
    ),
    "A": (
        ("clara", "Clara", "Mahé", "Paysagiste", "Bocage et Compagnie", 28),
        ("bruno", "Bruno", "Sorel", "Économiste", "Comptoir des Communes", 20),
    ),
}
"""Who else works for a chosen consortium: key, names, speciality, firm, days."""

GUESTS: dict[str, tuple[tuple[str, str, str, str, int], ...]] = {
    "C": (("maud", "Maud", "Keller", "Pierre et Torchis architectes", 6),),
    "D": (("ewen", "Ewen", "Guyader", "Concerto", 8),),
}
"""Whom a tender names for a few days, and who has no account when the contract is notified: key,
names, firm, days."""

PASSPHRASES = {
    "pilot": "phrase de démonstration du pilote",
    "local": "phrase de démonstration de la collectivité",
}
"""The two officers' passphrases in the demo. A real one is never written down in a program."""


def told_email(key: str) -> str:
    """The invented address of someone of the demo."""
    return f"{key}@demo.example"
