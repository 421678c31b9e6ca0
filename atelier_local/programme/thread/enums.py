"""What can be cited, who may see it, what became of it."""

from django.db.models import IntegerChoices, TextChoices


class Kind(TextChoices):
    """Kinds of nodes, from what was said to what is done about it: citations only go up."""

    PASSAGE = "passage", "Passage"
    CONTRIBUTION = "contribution", "Contribution"
    FIGURE = "figure", "Indicateur"
    EXCERPT = "excerpt", "Extrait"
    GROUP = "group", "Regroupement"
    FINDING = "finding", "Constat"
    ISSUE = "issue", "Enjeu"
    OBJECTIVE = "objective", "Objectif"
    RECOMMENDATION = "recommendation", "Préconisation"
    ACTION = "action", "Action"
    SECTION = "section", "Section de livrable"

    @property
    def rank(self) -> int:
        return list(Kind).index(self)

    @property
    def plural(self) -> str:
        return _PLURALS.get(self, f"{self.label.lower()}s")

    @property
    def route(self) -> str:
        """The URL name of the page of a node of this kind: takes the Atelier's slug and the id."""
        return _ROUTES[self]


_PLURALS = {Kind.ISSUE: "enjeux", Kind.SECTION: "sections de livrables"}
_ROUTES = {
    Kind.PASSAGE: "evidence:excerpt",
    Kind.CONTRIBUTION: "wall:contribution",
    Kind.FIGURE: "evidence:figure",
    Kind.EXCERPT: "evidence:excerpt",
    Kind.GROUP: "wall:group",
    Kind.FINDING: "evidence:finding",
    Kind.ISSUE: "strategy:issue",
    Kind.OBJECTIVE: "strategy:objective",
    Kind.RECOMMENDATION: "strategy:recommendation",
    Kind.ACTION: "roadmap:action",
    Kind.SECTION: "deliverables:section",
}


class Sight(IntegerChoices):
    """Who may see a node: those whose sight is at most this value. Public sees only PUBLIC."""

    AUTHOR = 0, "Son auteur"
    TEAM = 1, "L’équipe"
    PARTIES = 2, "Les parties de l’Atelier"
    PUBLIC = 3, "Tout le monde"


class Fate(TextChoices):
    """What became of what was said (wording kit of the programme)."""

    ADOPTED = "adopted", "Retenue"
    AMENDED = "amended", "Retenue, et modifiée"
    DEFERRED = "deferred", "Différée"
    FORWARDED = "forwarded", "Transmise"
    REJECTED = "rejected", "Écartée"
    OUT_OF_SCOPE = "out_of_scope", "Hors périmètre"
