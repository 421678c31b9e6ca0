"""From a document's plain data to its PDF: French typography, drawings, then Typst.

The data of each document is described in `typst/CONTRACT.md`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from atelier_local.ground.files.typography import each_text, french
from atelier_local.ground.files.typst import render

from .figures import drawn

TEMPLATES = Path(__file__).with_name("typst")
DOCUMENTS = ("framing_note", "logbook", "final_report", "roadmap", "booklet")
_EVIDENCE = re.compile(r"\[\[([^\[\]\s]{1,20})\]\]")


def typeset(
    document: str, data: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The PDF of one of `DOCUMENTS`; raises `RenderingFailed` when it cannot be composed."""
    words = each_text({k: v for k, v in data.items() if k != "territory"}, french)
    return render(
        TEMPLATES,
        f"{document}.typ",
        drawn(words, data.get("territory") or []),
        pictures=pictures,
        title=data["document"]["title"],
    )


def unknown_evidence(data: Mapping[str, Any]) -> list[str]:
    """Codes cited by the text of a document that nothing in it answers for.

    What answers: an entry of its sources, or, in the logbook, the register line, the interview or
    the document itself. A document is not frozen while this list holds something.
    """
    told = [entry for group in data.get("sources") or [] for entry in group["entries"]]
    for step in data.get("steps") or []:
        told += step.get("interviews") or []
        told += step.get("documents") or []
        told += (step.get("register") or {}).get("lines") or []
    cited = {code for text in _texts(data) for code in _EVIDENCE.findall(text)}
    return sorted(cited - {entry["code"] for entry in told})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
