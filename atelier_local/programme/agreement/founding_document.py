"""Reads the tree of specialities and the founding document's six holders, shipped as TOML."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import rules

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the document lists it, and what its words mean.

    `raw_label` and `raw_specialities` (brackets included) are as printed; `specialities` pairs
    each speciality as printed with the slugs of the nodes it means.
    """

    name: str
    raw_label: str
    raw_specialities: str = ""
    specialities: tuple[tuple[str, tuple[str, ...]], ...] = ()
    individual: bool = False


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def specialities() -> Iterator[dict[str, Any]]:
    """Fields of each `Speciality`, roots before their children."""
    for root in _read("specialities")["speciality"]:
        children = root.pop("children", [])
        yield {**root, "parent_id": None}
        for child in children:
            yield {**child, "parent_id": root["slug"]}


def framework() -> dict[str, Any]:
    """Fields of the founding `FrameworkAgreement`."""
    return dict(_read("founding_document")["framework"])


def consortia() -> Iterator[tuple[str, str, list[Entry]]]:
    """Slug, name and members of each of the six holders, leads first, in the printed order."""
    for consortium in _read("founding_document")["consortium"]:
        yield consortium["slug"], consortium["name"], [_entry(m) for m in consortium["member"]]


def _entry(member: dict[str, Any]) -> Entry:
    name, bracket = rules.entry_parts(member["entry"])
    return Entry(
        name=member.get("name", name),
        raw_label=name,
        raw_specialities=bracket,
        specialities=tuple((raw, tuple(nodes)) for raw, nodes in member["speaks_of"].items()),
        individual=member.get("individual", False),
    )
