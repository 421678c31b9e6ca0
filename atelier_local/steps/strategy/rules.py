"""What a key issue, an objective and a recommendation must have."""

from collections.abc import Collection, Mapping

from atelier_local.refusal import Reasons, reasons


def against_axis(name: str) -> Reasons:
    return reasons((not name.strip(), "un axe porte un nom court"))


def against_issue(title: str, sources: Collection[object], *, known: bool = True) -> Reasons:
    """A key issue is a question that rests on something; `known`: its families are."""
    return reasons(
        (not title.strip(), "un enjeu s’énonce en une question"),
        (
            bool(title.strip()) and not title.strip().endswith("?"),
            "un enjeu est une question : « Comment … sans … ? »",
        ),
        (not sources, "un enjeu s’appuie sur au moins un constat"),
        (not known, "une famille de transition n’existe pas"),
    )


def against_scenario(
    title: str, text: str, reason: str, *, kept: bool, voted: bool, counted: bool
) -> Reasons:
    """A scenario is told, kept or not for a reason; its votes come from one place."""
    why = "dites ce qui est gardé de ce scénario" if kept else "dites pourquoi il n’est pas retenu"
    return reasons(
        (not title.strip(), "un scénario porte un titre"),
        (not text.strip(), "racontez ce scénario en quelques phrases"),
        (not reason.strip(), why),
        (
            voted and counted,
            "les voix viennent d’un vote de la salle ou d’un comptage, pas des deux",
        ),
    )


def against_disagreement(title: str, text: str, positions: Mapping[str, str]) -> Reasons:
    """A disagreement is told once each of the three colleges has its say."""
    return reasons(
        (not title.strip(), "un désaccord porte un titre : sur quoi"),
        (not text.strip(), "dites en quelques phrases ce qui est en débat"),
        *(
            (not words.strip(), f"la position du collège « {college} » manque")
            for college, words in positions.items()
        ),
    )


def against_objective(title: str, sources: Collection[object]) -> Reasons:
    return reasons(
        (not title.strip(), "un objectif s’énonce par un verbe"),
        (not sources, "un objectif répond à au moins un enjeu"),
    )


def against_rewording(title: str) -> Reasons:
    """What it answers does not change with its words."""
    return against_objective(title, (True,))


def against_recommending(
    title: str,
    addressee: str,
    horizon: str,
    sources: Collection[object],
    *,
    known: bool = True,
) -> Reasons:
    """Numbered, addressed to someone, with a horizon, never without a source; `known`: its nature
    is."""
    return reasons(
        (not title.strip(), "une préconisation s’énonce en une phrase"),
        (not addressee.strip(), "dites à qui s’adresse la préconisation"),
        (not horizon, "choisissez un horizon : court, moyen ou long terme"),
        (
            not sources,
            "une préconisation s’appuie sur au moins un constat, un enjeu ou un objectif",
        ),
        (not known, "choisissez la nature de la préconisation"),
    )
