"""What the program knows of the law, row by row, so that a jurist may read it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier_local import clock
from atelier_local.programme.people.access import Capability, programme_view

from .. import law


@programme_view(Capability.SIGNED_IN)
@require_safe
def law_table(request: HttpRequest) -> HttpResponse:
    """Each rule in force today, then those that were or will be."""
    day = clock.today()
    rows = law.rows()
    now = [rule for rule in rows if law.in_force(rows, rule.key, day) is rule]
    context = {"now": now, "others": [rule for rule in rows if rule not in now], "day": day}
    return render(request, "agreement/law.html", context)
