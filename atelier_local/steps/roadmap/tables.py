"""The roadmap as tables: what a spreadsheet takes up, to add, sort and compare."""

from collections.abc import Iterator

from atelier_local.clock import day_of
from atelier_local.ground.files.ods import Table

from .queries import Roadmap, Row

_ACTIONS = (
    *("Numéro", "Action", "Axe", "Objectif", "Porteur", "Familles", "Horizon", "Priorité"),
    *("Coût en euros", "Acquis", "Sollicité", "À trouver", "Part du porteur"),
    *("Part minimale", "État", "Avancement", "Début", "Fin", "Contributions"),
    *("Indicateur", "Au départ", "Cible", "Unité", "Visée pour", "Source", "Fréquence"),
    *("Qui mesure", "Maître d’ouvrage", "Thèmes", "Niveau d’engagement"),
    *("Urgence sur 3", "Effet sur 3", "Facilité sur 3", "Assistance à maîtrise d’ouvrage"),
    *("Délibération", "Sol artificialisé, m²", "Sol renaturé, m²", "Climat", "Réversible"),
)
_EUROS = (8, 9, 10, 11, 12)
"""Columns of an action that are sums of money."""


def actions(roadmap: Roadmap) -> Table:
    return Table("Actions", _ACTIONS, [_action(row) for row in roadmap.rows], _EUROS)


def all_of(roadmap: Roadmap) -> list[Table]:
    """Actions, what they cost, who pays, when."""
    rows = roadmap.rows
    return [
        actions(roadmap),
        Table(
            "Dépenses",
            ("Numéro", "Action", "Poste", "Nature", "Montant en euros", "Année"),
            [line for row in rows for line in _costs(row)],
            (4,),
        ),
        Table(
            "Financements",
            (
                *("Numéro", "Action", "Financeur", "Nature", "Dispositif", "Montant en euros"),
                *("État", "Dossier avant le", "Texte", "Pièce"),
            ),
            [line for row in rows for line in _funding(row)],
            (5,),
        ),
        Table(
            "Jalons",
            ("Numéro", "Action", "Jalon", "Nature", "Attendu le", "Atteint le"),
            [line for row in rows for line in _milestones(row)],
        ),
    ]


def _named(row: Row) -> tuple[str, str]:
    return row.action.node.number, row.action.node.words


def _costs(row: Row) -> Iterator[tuple]:
    for cost in row.sheet.costs:
        yield (
            *_named(row),
            *(cost.label, cost.get_nature_display(), cost.amount_eur, cost.year),
        )


def _funding(row: Row) -> Iterator[tuple]:
    for line in row.sheet.lines:
        yield (
            *_named(row),
            *(line.funder, line.get_kind_display(), line.scheme, line.amount_eur),
            *(line.get_state_display(), line.due_on, line.article, line.document),
        )


def _milestones(row: Row) -> Iterator[tuple]:
    for one in row.sheet.milestones:
        reached = one.done_at and day_of(one.done_at)
        yield (*_named(row), one.label, one.get_kind_display(), one.due_on, reached)


def _action(row: Row) -> tuple:
    action, money = row.action, row.money
    return (
        *(action.node.number, action.node.words, action.objective.axis.name),
        *(action.objective.node.number, action.owner.name, " ".join(action.families)),
        *(action.get_horizon_display(), action.priority),
        *(money.cost, money.secured, money.asked, money.to_find, money.owner),
        *(row.share.verdict.label, action.get_progress_display(), action.percent),
        *(action.starts_on, action.ends_on, len(row.heard)),
        *(action.indicator, action.baseline, action.target, action.unit, action.target_year),
        *(action.source, action.frequency, action.meter if action.indicator else ""),
        *(action.client, action.themes, action.get_backing_display()),
        *(action.urgency, action.effect, action.ease, action.assistance),
        *(action.resolved_on, action.soil_taken, action.soil_restored),
        *(action.climate_worded, action.get_reversible_display()),
    )
