"""What a page of a sheet sends when nothing is changed on it."""

import json
from typing import Any


def funders_of(page: Any) -> dict[str, str]:
    """Of the page of who pays: its lines, and two empty ones."""
    lines = page.context["lines"]
    sent = {"read": json.dumps(page.context["form"].initial["read"])}
    sent |= {"lignes-TOTAL_FORMS": str(len(lines.forms)), "lignes-INITIAL_FORMS": "0"}
    for rank, one in enumerate(lines.forms):
        said = {"state": "considered"} | one.initial
        sent |= {
            f"lignes-{rank}-{name}": str(value)
            for name, value in said.items()
            if value and name in one.fields
        }
    return sent
