"""What the application puts in writing: letters to sign, the decision, the specification.

The three letters are models: they say what the platform knows and leave room for what it does not.
They cite no article, since none obliges anyone to write them.
"""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format

from atelier_local.ground.files.papers import (
    Block,
    Bullets,
    Heading,
    Paper,
    Para,
    Quote,
    Signatures,
    Table,
)
from atelier_local.programme.ateliers.enums import PartyKind
from atelier_local.programme.ateliers.models import Atelier
from atelier_local.programme.governance.layout import territory_facts

from .enums import EligibilityItem, LetterKind, NoteState
from .models import EligibilityCheck, OpportunityNote, Specification

NATIONAL = (
    "Direction générale de l’aménagement, du logement et de la nature",
    "Sous-direction de l’aménagement durable",
)
BLANK = "…………………………"
DATED = f"{BLANK}, le {BLANK}"


@dataclass(frozen=True)
class Known:
    """What a letter can say without asking."""

    atelier: Atelier
    pilot: str
    local_authorities: tuple[str, ...]
    operators: tuple[str, ...]
    department: str

    @property
    def months(self) -> str:
        agreement = self.atelier.framework
        return f"{agreement.duration_min_months} à {agreement.duration_max_months} mois"

    @property
    def holder(self) -> str:
        """Who applies beside the State."""
        return self.local_authorities[0] if self.local_authorities else self.atelier.epci.name


def known(atelier: Atelier) -> Known:
    """The parties of an Atelier by their place (one query), and where it is (known once)."""
    by_kind: dict[str, list[str]] = {}
    for party in atelier.parties.select_related("organisation"):
        by_kind.setdefault(party.kind, []).append(party.organisation.name)
    return Known(
        atelier,
        pilot=(by_kind.get(PartyKind.PILOT) or [BLANK])[0],
        local_authorities=tuple(by_kind.get(PartyKind.LOCAL_AUTHORITY, ())),
        operators=tuple(by_kind.get(PartyKind.OPERATOR, ())),
        department=", ".join(territory_facts(atelier).departments),
    )


def letter(kind: LetterKind, facts: Known) -> Paper:
    """The model of one of the three letters, to be completed and signed."""
    sender, said, signatory = _LETTERS[kind](facts)
    atelier = facts.atelier
    return Paper(
        title=f"{kind.label}, {atelier.name}",
        kind=f"letter_{kind}",
        facts=(("Objet", f"candidature du territoire « {atelier.epci.name} » à un Atelier Local"),),
        blocks=(
            Para("Madame, Monsieur,"),
            *said,
            Para(
                "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération "
                "distinguée."
            ),
            Signatures((f"{BLANK}\n{signatory}",)),
        ),
        footer="Modèle à compléter, à dater et à signer",
        fictitious=atelier.fictitious,
        sender=sender,
        recipient=NATIONAL,
        dated=DATED,
    )


type _Said = tuple[tuple[str, ...], tuple[Block, ...], str]


def _question(facts: Known) -> Quote:
    return Quote(facts.atelier.question or BLANK, "La question que nous posons ensemble")


def _support(facts: Known) -> _Said:
    said = (
        Para(
            f"{facts.holder} soutient la candidature à un Atelier Local préparée avec "
            f"{facts.pilot}, et la porte avec ce service."
        ),
        _question(facts),
        Para("Si la candidature est retenue, la collectivité s’engage à :"),
        Bullets(
            (
                f"suivre la démarche de bout en bout, pendant {facts.months}, sous l’autorité de "
                f"{BLANK} (élue ou élu référent) et avec {BLANK} (service référent)",
                "prendre part au choix de l’équipe, parmi les groupements consultés",
                "accueillir les ateliers sur place : salles, repas, invitations",
                "réunir les élues et élus, les services, les habitantes et habitants concernés",
                "ouvrir ses données et ses études à l’équipe",
                "faire vivre la feuille de route après l’Atelier et en rendre compte",
            )
        ),
        Para(f"L’organe délibérant en a débattu le {BLANK}."),
    )
    return (facts.holder,), said, f"Pour {facts.holder}"


def _prefecture(facts: Known) -> _Said:
    where = facts.department or BLANK
    operators = f" et {', '.join(facts.operators)}" if facts.operators else ""
    said = (
        Para(
            f"Je vous transmets, avec mon soutien, la candidature à un Atelier Local portée par "
            f"{facts.holder} et par {facts.pilot}{operators}."
        ),
        _question(facts),
        Para(f"Cette candidature s’inscrit dans les priorités de l’État ({where}) : {BLANK}."),
        Para("Si elle est retenue, les services de l’État veilleront à :"),
        Bullets(
            (
                "désigner le membre du corps préfectoral qui présidera le comité de pilotage avec "
                "la collectivité",
                f"mobiliser le service pilote pendant {facts.months}",
                "réunir les financeurs avant le troisième atelier",
                "suivre la feuille de route dans les années qui suivent",
            )
        ),
    )
    return (f"Préfecture ({where})",), said, "Le préfet, la préfète"


def _commitment(facts: Known) -> _Said:
    agreement = facts.atelier.framework
    said = (
        Para(
            f"{facts.pilot} s’engage à piloter l’Atelier Local demandé avec {facts.holder} si la "
            "candidature est retenue."
        ),
        _question(facts),
        Para("Le service s’engage à :"),
        Bullets(
            (
                f"désigner {BLANK} comme chef ou cheffe de projet, à hauteur de {BLANK} jours par "
                f"mois pendant {facts.months}",
                f"consulter par écrit tous les groupements titulaires de « {agreement.name} » et "
                "conduire le choix avec la collectivité",
                "signer, notifier et exécuter le marché, constater le service fait",
                f"préparer et accompagner les {agreement.sessions} phases sur site",
                "mettre ses données à la disposition de l’équipe",
                "valider les documents avec la collectivité et en assurer la suite",
            )
        ),
    )
    return (facts.pilot,), said, f"Pour {facts.pilot}"


_LETTERS = {
    LetterKind.SUPPORT: _support,
    LetterKind.PREFECTURE: _prefecture,
    LetterKind.COMMITMENT: _commitment,
}


def decision(
    note: OpportunityNote, grid: list[tuple[EligibilityItem, EligibilityCheck | None]], facts: Known
) -> Paper:
    """The decision on a note, with its reason and the grid it rests on."""
    selected = note.at_state is NoteState.SELECTED
    verdict = "est retenue" if selected else "n’est pas retenue"
    follows = (
        "La consultation des groupements titulaires de l’accord-cadre peut commencer."
        if selected
        else "Cet Atelier s’arrête ici ; une autre candidature reste possible."
    )
    rows = tuple(
        (item.label, check.at_verdict.label if check else "–", check.remark if check else "")
        for item, check in grid
    )
    checked: tuple[Block, ...] = ()
    if any(check for _, check in grid):
        table = Table("Grille d’éligibilité", ("Point", "Réponse", "Remarque"), rows, (3, 1, 4))
        checked = (Heading(1, "Ce qui a été examiné"), table)
    on = date_format(timezone.localdate(note.decided_at), "j F Y") if note.decided_at else BLANK
    return Paper(
        title=f"Décision sur la candidature, {note.atelier.name}",
        kind="application_decision",
        facts=(
            ("Territoire", note.atelier.epci.name),
            ("Service pilote", facts.pilot),
            ("Accord-cadre", note.atelier.framework.name),
        ),
        blocks=(
            Para(f"La candidature du territoire « {note.atelier.epci.name} » {verdict}."),
            Heading(1, "Motif"),
            *(Para(part) for part in note.decision_reason.split("\n\n") if part.strip()),
            *checked,
            Heading(1, "La suite"),
            Para(follows),
        ),
        fictitious=note.atelier.fictitious,
        sender=NATIONAL,
        recipient=(facts.pilot, facts.holder),
        dated=f"Le {on}",
    )


def specification(made: Specification, atelier: Atelier) -> Paper:
    """The specification as the consortia receive it, with the digest of its items."""
    blocks: list[Block] = [
        Heading(1, "La question posée"),
        Quote(atelier.question or BLANK, atelier.epci.name),
    ]
    for (section, title), items in groupby(
        made.items.all(), lambda item: (item.section, item.title)
    ):
        blocks.append(Heading(1, f"§ {section}. {title}"))
        blocks += [Para(f"§ {item.number} {item.text}") for item in items]
    return Paper(
        title=f"Cahier des charges, {atelier.name}",
        kind="specification",
        facts=(
            ("Territoire", atelier.epci.name),
            ("Accord-cadre", atelier.framework.name),
            ("Établi le", date_format(timezone.localdate(made.made_at), "j F Y")),
            ("Empreinte (SHA-256)", made.digest),
        ),
        blocks=tuple(blocks),
        footer=f"Cahier des charges · {atelier.epci.name} · {made.digest[:12]}",
        fictitious=atelier.fictitious,
    )
