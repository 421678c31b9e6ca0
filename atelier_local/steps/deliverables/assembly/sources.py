"""What a document cites, told once at its end, and beside the paragraph that needs it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from atelier_local.ground.files.typography import quoted
from atelier_local.ground.ui.typography import short_date
from atelier_local.programme.ateliers.enums import Audience
from atelier_local.programme.thread.enums import Fate, Kind
from atelier_local.programme.thread.models import Node
from atelier_local.steps.evidence.enums import Visibility
from atelier_local.steps.evidence.models import Document, Interview
from atelier_local.steps.wall.models import Contribution

from .material import MARK, Material

BRIEF = 110
"""Signs of a note in the margin."""
VOICE = 92
"""Of the words of somebody in it."""
_GROUPS = (
    ("Ce qui a été dit", (Kind.CONTRIBUTION, Kind.GROUP)),
    ("Ce qui a été lu et entendu", (Kind.EXCERPT,)),
    ("Ce qui en a été tiré", tuple(kind for kind in Kind)),
)


def who_spoke(contribution: Contribution) -> str:
    """The audience of whoever spoke; a person is never named."""
    return Audience(contribution.audience).label if contribution.audience else "Sans précision"


def who_was_heard(interview: Interview) -> str:
    """A function if the person agreed to be known by it, else the audience alone."""
    if interview.visibility == Visibility.PUBLIC:
        return interview.function
    return Audience(interview.audience).label


def fate(material: Material, node: Node) -> str:
    answer = material.answers.get(node.pk)
    return Fate(answer.fate).label if answer else ""


def tell(material: Material, node: Node) -> str:
    """What a node is, in a line."""
    excerpt = material.excerpts.get(node.pk)
    if excerpt:
        page = f", p. {excerpt.page}" if excerpt.page else ""
        return f"{quoted(material.said(node.words))} {tell_source(excerpt.source)}{page}"
    figure = material.figures.get(node.pk)
    if figure:
        invented = ", valeur de démonstration" if figure.fictitious else ""
        return (
            f"{node.words} : {figure.value} {figure.unit} ({figure.vintage}). "
            f"{figure.source}{invented}."
        )
    contribution = material.contribution_of.get(node.pk)
    if contribution:
        place = f", {contribution.place}" if contribution.place else ""
        ending = fate(material, node)
        said = f"{quoted(contribution.node.words)} {who_spoke(contribution)}{place}."
        return f"{said} {ending}." if ending else said
    return f"{node.at_kind.label} : {node.words}"


def tell_source(source: Document | Interview) -> str:
    if isinstance(source, Document):
        return f"{source.title}, {source.author}, {source.year}"
    return f"Entretien, {who_was_heard(source)}, {short_date(source.held_on)}"


def note(material: Material, node: Node) -> dict[str, str]:
    """The node as the margin shows it."""
    return {"code": material.code(node), "text": _beside(material, node)}


def _beside(material: Material, node: Node) -> str:
    """A voice is cut within its words, never within who speaks."""
    said = material.contribution_of.get(node.pk)
    if said is None:
        return brief(tell(material, node))
    return f"{quoted(brief(said.node.words, VOICE))} {who_spoke(said)}."


def notes(material: Material, nodes: list[Node], most: int = 4) -> list[dict[str, str]]:
    """The first of these nodes that a reader can go back to, each code once."""
    kept: dict[str, dict[str, str]] = {}
    for node in nodes:
        told = note(material, node)
        if told["code"] and len(kept) < most:
            kept.setdefault(told["code"], told)
    return list(kept.values())


def notes_in(material: Material, text: str, most: int = 3) -> list[dict[str, str]]:
    """The first codes that a paragraph cites, told briefly: all of them are told at the end. Words
    that it quotes itself are not said twice.
    """
    codes = dict.fromkeys(match[1] for match in MARK.finditer(text))
    told = ((code, _briefly(material, code)) for code in codes if not _quotes(material, text, code))
    return [{"code": code, "text": words} for code, words in told if words][:most]


def _quotes(material: Material, text: str, code: str) -> bool:
    node = material.by_number.get(code)
    return node is not None and quoted(node.words) in text


def _briefly(material: Material, code: str) -> str:
    node = None if code in material.sources_by_number else material.by_number.get(code)
    return _beside(material, node) if node else brief(explain(material, code))


def brief(words: str, most: int = BRIEF) -> str:
    """What a margin can hold beside a paragraph."""
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def explain(material: Material, code: str) -> str:
    """What a code stands for; "" when nothing does."""
    source = material.sources_by_number.get(code)
    if source:
        return f"{tell_source(source)}."
    node = material.by_number.get(code)
    return tell(material, node) if node else ""


def cited_in(data: dict[str, Any], material: Material) -> list[dict[str, Any]]:
    """The codes of the whole document, explained, in three groups."""
    already = set(_codes_of_lines(data))
    codes = sorted({code for code in _codes(data) if code not in already}, key=_natural)
    entries: list[tuple[Kind, dict[str, str]]] = []
    for code in codes:
        words = explain(material, code)
        node = material.by_number.get(code)
        kind = node.at_kind if node else Kind.EXCERPT
        if words:
            entries.append((kind, {"code": code, "text": words}))
    groups, left = [], entries
    for title, kinds in _GROUPS:
        listed = [entry for kind, entry in left if kind in kinds]
        left = [(kind, entry) for kind, entry in left if kind not in kinds]
        if listed:
            groups.append({"title": title, "entries": listed})
    return groups


_KINDS = (
    ("said", Kind.CONTRIBUTION),
    ("read", Kind.EXCERPT),
    ("counted", Kind.FIGURE),
)


def supports(material: Material, nodes: list[Node]) -> list[dict[str, str]]:
    """What each recommendation or action rests on, however far: the numbers of the contributions,
    of the documents and interviews, of the figures, as far as the parties may read them.
    """
    listed = []
    for node in nodes:
        codes: dict[Kind, set[str]] = {kind: set() for _, kind in _KINDS}
        for source in material.behind(node.pk):
            if source.at_kind in codes and (code := material.code(source)):
                codes[source.at_kind].add(code)
        told = {key: in_runs(codes[kind]) for key, kind in _KINDS}
        listed.append({"number": node.number, "title": node.words} | told)
    return listed


def in_runs(codes: Iterable[str]) -> str:
    """Codes as an index gives them, each series told once: `C-1-001 à 003, 007, C-2-004`."""
    series: dict[str, list[list[str]]] = {}
    for code in sorted(codes, key=_natural):
        head, _, number = code.rpartition("-")
        runs = series.setdefault(head, [])
        last = runs[-1][-1] if runs else ""
        if number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        (head and f"{head}-") + ", ".join(piece for run in runs for piece in _ends(run))
        for head, runs in series.items()
    )


def _ends(run: Sequence[str]) -> Sequence[str]:
    """The two ends of a run; two numbers are no shorter told so."""
    return [f"{run[0]} à {run[-1]}"] if len(run) > 2 else run


def _natural(code: str) -> tuple[str, str]:
    return code.split("-")[0], code


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (match[1] for match in MARK.finditer(value))
    elif isinstance(value, dict):
        if isinstance(value.get("code"), str) and "text" in value:
            yield value["code"]
        for item in value.values():
            yield from _codes(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _codes(item)


def _codes_of_lines(data: dict[str, Any]) -> Iterator[str]:
    """Codes that the logbook explains where they stand."""
    for step in data.get("steps", ()):
        listed = [*step.get("interviews", ()), *step.get("documents", ())]
        listed += step.get("register", {}).get("lines", ())
        yield from (entry["code"] for entry in listed)
