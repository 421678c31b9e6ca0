"""What the story says: French content, one folder an Atelier, read from TOML.

Places are real; people, firms, words and figures are invented.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("content")


@lru_cache
def read(slug: str) -> dict[str, Any]:
    """Everything written about an Atelier: the tables of all its files, together."""
    told: dict[str, Any] = {}
    for file in sorted((FOLDER / slug).glob("*.toml")):
        told |= tomllib.loads(file.read_text("utf-8"))
    return told


@lru_cache
def framework() -> dict[str, Any]:
    """The invented agreement and its six lettered consortia."""
    return tomllib.loads((FOLDER / "framework.toml").read_text("utf-8"))
