"""How a consultation shows its time and its fingerprints."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template

from atelier_local.clock import PARIS, day_of
from atelier_local.programme.agreement import law

from ..models import MiniCompetition

register = template.Library()


@register.inclusion_tag("competition/countdown.html")
def countdown(deadline: datetime, now: datetime) -> Mapping[str, object]:
    """« 2 j 18 h 18 min » before the deadline; by the server's clock."""
    left = max(0, int((deadline - now).total_seconds()))
    return {
        "over": now >= deadline,
        "days": left // 86_400,
        "hours": left // 3_600 % 24,
        "minutes": left // 60 % 60,
        "deadline": deadline,
    }


@register.simple_tag
def law_says(key: str, competition: MiniCompetition) -> str:
    """« Ce que dit l’article : code de la commande publique, art. … », as it stood when the
    consultation was launched, or would stand at its deadline; nothing where no text said anything.
    """
    day = day_of(competition.published_at or competition.deadline)
    rule = law.in_force(law.rows(), key, day)
    return f"{rule.label} : {rule.cited}." if rule and rule.value else ""


@register.filter
def in_fours(digest: str) -> str:
    """A fingerprint as people compare it: « 9f2c 41a7 … 07be »."""
    fours = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    return " ".join([*fours[:2], "…", fours[-1]]) if fours else "pas de pli scellé ici"


@register.filter
def moment(said: str) -> datetime:
    """The instant that a receipt bears, in Paris."""
    return datetime.fromisoformat(said).astimezone(PARIS)


@register.filter
def as_json(receipt: Mapping[str, Any]) -> str:
    """A receipt as it is signed and downloaded."""
    return json.dumps(receipt, ensure_ascii=False, sort_keys=True, indent=1)


@register.filter
def at_key(table: Mapping[object, object], key: object) -> object:
    """What a table holds under a key; empty when it holds nothing."""
    return table.get(key, "")


@register.inclusion_tag("competition/receipt_acts.html", takes_context=True)
def receipt_acts(context: Mapping[str, Any], receipt: Mapping[str, Any] | None) -> dict[str, Any]:
    """A receipt as a document, or checked: one form an act, since a download leaves its form busy.

    Without one, forms that the browser fills.
    """
    forms = [("pdf", "Reçu en PDF"), ("docx", "Reçu en DOCX"), ("", "Vérifier soi-même")]
    told = as_json(receipt) if receipt else ""
    return {"csrf_token": context.get("csrf_token"), "told": told, "forms": forms}
