"""Whether the team brings what the Atelier asked for."""

from collections.abc import Collection, Iterable

from atelier_local.programme.agreement.rules import Node, asked, says


def untaken(
    needed: Collection[str], firms: Collection[str], said: Collection[str], tree: Iterable[Node]
) -> list[str]:
    """The specialities `needed` that nobody brings: neither a firm, by those it is known for, nor
    somebody, by what is `said` of them. A branch brings its root, a root its branches.
    """
    nodes = list(tree)
    told = {n.slug for n in nodes if any(says(asked(name), t) for name in n.names for t in said)}
    brought = told | set(firms)
    root = {node.slug: node.parent for node in nodes}
    near = brought | {root.get(slug, "") for slug in brought}
    return [slug for slug in needed if slug not in near and root.get(slug) not in brought]
