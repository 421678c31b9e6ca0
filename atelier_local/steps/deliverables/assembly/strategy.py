"""Issues, axes and recommendations as the report, the roadmap and the booklet show them."""

from collections import defaultdict

from atelier_local.ground.files.emphasis import BOLD, LIGHT, Marked, bare
from atelier_local.ground.files.typography import NBSP, figure
from atelier_local.programme.ateliers.enums import Horizon
from atelier_local.programme.thread.enums import Kind
from atelier_local.steps.roadmap.queries import Row, total
from atelier_local.steps.strategy.enums import RecommendationKind
from atelier_local.steps.strategy.models import Axis, KeyIssue
from atelier_local.steps.strategy.queries import Weighed, scenarios
from atelier_local.steps.wall.enums import Method

from .material import Material
from .shapes import Shape, agreement_words, families, main_family, plural, prose
from .sources import notes

BESIDE = 2
"""Notes beside a finding; its other sources are cited in its text."""
SITES = 6
"""Communes numbered on the guide plan."""
HORIZONS = {Horizon.SHORT: "court", Horizon.MEDIUM: "moyen", Horizon.LONG: "long"}


def issues(material: Material) -> list[Shape]:
    """The key issues by rank, each with what it rests on."""
    return [
        {
            "question": issue.node.words,
            "text": material.told(issue.text),
            "families": families(issue.families),
            "evidence": _evidence(material, issue),
        }
        for issue in material.issues
    ]


def _evidence(material: Material, issue: KeyIssue) -> str:
    votes = f"{issue.votes} {plural(issue.votes, 'gommette')}" if issue.votes else ""
    return " · ".join(filter(None, [votes, agreement_words(material.behind(issue.pk))]))


def axes(material: Material) -> list[Shape]:
    """The tree: axes, their objectives, the actions that carry each."""
    by_axis = {group.axis.pk: group.money.cost for group in material.roadmap.groups}
    return [
        {
            "number": str(axis.position),
            "family": _family(material, axis),
            "title": axis.title or axis.name,
            "cost": figure(by_axis[axis.pk]) if by_axis.get(axis.pk) else "",
            "objectives": [
                {
                    "number": objective.node.number,
                    "title": objective.node.words,
                    "lines": [
                        row.action.node.words
                        for row in material.roadmap.rows
                        if row.action.objective_id == objective.pk
                    ],
                }
                for objective in material.objectives
                if objective.axis_id == axis.pk
            ],
        }
        for axis in material.axes
    ]


def _family(material: Material, axis: Axis) -> str:
    """The family most met among its objectives."""
    letters = "".join(o.families for o in material.objectives if o.axis_id == axis.pk)
    return max(families(letters), key=letters.count) if letters else main_family("")


def axes_title(material: Material) -> str:
    aims = len(material.objectives)
    count = len(material.axes)
    return f"{count} {plural(count, 'axe')}, {aims} {plural(aims, 'objectif')}"


def guide_plan(material: Material) -> Shape | None:
    """Where the actions fall: each commune in the family most met there, the most cited named."""
    here: dict[str, list[Row]] = defaultdict(list)
    for row in material.roadmap.rows:
        for place in row.action.places:
            if code := material.code_of.get(place):
                here[code].append(row)
    if not here:
        return None
    sectors = {code: _most("".join(r.action.families for r in rows)) for code, rows in here.items()}
    busiest = sorted(here, key=lambda code: (-len(here[code]), code))[:SITES]
    names = {code: name for name, code in material.code_of.items()}
    sites = [
        {"number": str(number), "code": code, "family": sectors[code]}
        for number, code in enumerate(busiest, 1)
    ]
    return {
        "title": "Le plan-guide : ce qui se fera, et où",
        "reading": "La teinte d’une commune est la famille de transition que ses actions servent "
        "le plus. Les communes numérotées sont celles où se tiennent le plus d’actions.",
        "source": "communes citées par les fiches action. Sans valeur réglementaire.",
        "figure": {"draw": "guide_plan", "sectors": sectors, "links": [], "sites": sites},
        "key": [
            {
                "number": site["number"],
                "family": site["family"],
                "text": f"{names[site['code']]} : "
                + ", ".join(row.spot for row in here[site["code"]]),
            }
            for site in sites
        ],
    }


def strategy(material: Material) -> Shape | None:
    if not material.axes:
        return None
    return {
        "title": axes_title(material),
        "axes": axes(material),
        "guide_plan": guide_plan(material),
    }


def with_scenarios(material: Material) -> Shape | None:
    """The strategy, and the futures that were weighed before it."""
    told, weighed = strategy(material), scenarios(material.atelier)
    if told is None or not weighed:
        return told
    compared = {
        "title": plural(
            len(weighed),
            "Le scénario pesé, et ce qu’il est devenu",
            "Les scénarios pesés, et ce qu’ils sont devenus",
        ),
        "list": [
            {
                "title": one.scenario.title,
                "text": _told_with_votes(material, one),
                "kept": one.scenario.kept,
                "reason": material.told(one.scenario.reason),
            }
            for one in weighed
        ],
        "votes": _votes(weighed),
    }
    return told | {"scenarios": compared}


def _told_with_votes(material: Material, one: Weighed) -> Marked:
    """What it tells, then what the room gave it: phones and hands apart."""
    lines = [bare(material.told(one.scenario.text))]
    option = one.scenario.option
    where = f", {str(option.activity.workshop).lower()}" if option else ""
    if one.gave:
        lines.append(f"{BOLD}Sur les téléphones{where}{LIGHT}{NBSP}: {one.gave}.")
    if one.by_hand is not None:
        lines.append(f"{BOLD}Compté à la main{where}{LIGHT}{NBSP}: {one.by_hand}.")
    return Marked("\n".join(lines))


def _votes(weighed: list[Weighed]) -> Shape | None:
    """The dots of phones side by side, where one vote weighed them all."""
    polled = [
        (one.scenario.title, one.phones.total)
        for one in weighed
        if one.phones and one.method in (Method.DOTS, Method.SURVEY)
    ]
    votes = {one.scenario.option.activity_id for one in weighed if one.scenario.option}
    if len(votes) != 1 or len(polled) < len(weighed):
        return None
    return {
        "draw": "bars",
        "rows": [list(pair) for pair in polled],
        "title": "Ce que les téléphones ont choisi",
        "source": "vote de la salle. Ce qui fut compté à la main est dit à côté, jamais ajouté.",
    }


def recommendations(material: Material) -> list[Shape]:
    """Those that rest on something: without a source, a recommendation is not printed."""
    listed = []
    for found in material.recommendations:
        rests_on = material.sources(found.pk)
        if told := notes(material, rests_on):
            issue_families = "".join(
                finding.families for finding in material.findings if finding.node in rests_on
            )
            listed.append(
                {
                    "number": found.node.number,
                    "title": found.node.words,
                    "to": found.addressee,
                    "type": RecommendationKind(found.kind).label,
                    "horizon": HORIZONS[Horizon(found.horizon)],
                    "family": _most(issue_families),
                    "text": material.told(found.text),
                    "notes": told,
                }
            )
    return listed


def _most(letters: str) -> str:
    return max(families(letters), key=letters.count)


def findings(material: Material) -> list[Shape]:
    """Each finding under its own title, with its sources beside it."""
    blocks: list[Shape] = []
    for finding in material.findings:
        rests_on = [n for n in material.sources(finding.pk) if n.at_kind is not Kind.GROUP]
        paragraphs = prose(material, finding.text)
        if paragraphs and "notes" in paragraphs[0]:
            told = paragraphs[0]["notes"] or notes(material, rests_on)
            paragraphs[0]["notes"] = told[:BESIDE]
        blocks += [{"heading": finding.node.words}, *paragraphs]
    return blocks


def grand_total(material: Material) -> int:
    return total(material.roadmap.rows).cost
