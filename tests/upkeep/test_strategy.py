"""What halls add to the strategy besides objectives: axes, issues, recommendations come home."""

import pytest
from django.test import override_settings
from django.urls import reverse

from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused
from atelier_local.steps.strategy import events as strategy
from atelier_local.steps.strategy.models import Axis
from atelier_local.steps.strategy.operations import add_axis, add_recommendation
from atelier_local.steps.workshops.models import Workshop
from atelier_local.windows.upkeep.models import Merge
from tests.upkeep.additions import a_recommendation, an_axis, an_issue, an_objective
from tests.upkeep.kits import MORNING
from tests.upkeep.logs import bring_home
from tests.upkeep.test_sheets import quiet


def test_a_strategy_that_two_halls_added_to_comes_home_in_whatever_order(
    room, kits, cast, sheet, as_
):
    """An axis, an objective under it, an issue, and what is recommended of both: on each laptop."""
    hall = quiet(room, 2)
    made = []
    for n, laptop in enumerate(hall.laptops):
        block, ids = f"2{n + 2}", [hall.uuid() for _ in range(4)]
        axis, issue, aim, advice = map(str, ids)
        group = hall.uuid()
        said = [
            ("wall.grouped", {"title": "Ensemble", "members": []}, group),
            (strategy.RECOMMENDATION.line,
             a_recommendation([aim, issue], number=f"P-{block}.1"), ids[3]),
            (strategy.AXIS.line, an_axis(f"Se relier {n}"), ids[0]),
            (strategy.ADDED, an_objective(room, f"Ouvrir {n}", number=f"2.{block}.1", source=issue)
             | {"axis": axis}, ids[2]),
            (strategy.ISSUE.line, an_issue("Comment ?", [str(group)], number=f"Enjeu {block}.1"),
             ids[1]),
        ]  # fmt: skip
        for kind, payload, id in said:
            told = payload if kind == "wall.grouped" else payload | {"node": str(id)}
            laptop.say(kind, told, by=room.facilitator, at=MORNING, id=id)
        made.append(ids)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [1, 0, 1], cast.dina)
    numbers = dict(Node.unfiltered.values_list("pk", "number"))
    for n, (axis, issue, aim, advice) in enumerate(made):
        assert Axis.objects.get(pk=axis).position == 3 - n
        here = (numbers[issue], numbers[aim], numbers[advice])
        assert here == (f"Enjeu {3 - n}", f"{3 - n}.1", f"P-0{2 - n}")
    shown = as_(cast.dina).get(reverse("upkeep:kits", args=[sheet.node.atelier.slug])).text
    for words in ("Axe 2 de la salle", "Enjeu 22.1 de la salle", "Préconisation P-23.1 de la"):
        assert words in shown
    assert {one["what"] for merge in Merge.objects.all() for one in merge.remarks} == {"numbered"}


def test_on_a_laptop_what_the_strategy_gains_bears_numbers_that_no_other_gives(
    cast, sheet, activity
):
    """And waits for the room, whose log brings it home."""
    atelier, told = activity.workshop.atelier, {"by": cast.dina, "at": MORNING}
    advice = {"addressee": "La région", "horizon": "short", "kind": "etude", "text": ""}
    rests = [(sheet.objective.node, "le sert")]
    with override_settings(FIELD_KIT="22"):
        axis = add_axis(atelier, "Se relier", **told)
        made = add_recommendation(atelier, "Rouvrir", **advice, rests_on=rests, **told)
        assert (axis.position, made.node.number) == (2, "P-22.1")
        for kind, pk in ((strategy.AXIS, axis.pk), (strategy.RECOMMENDATION, made.pk)):
            assert activity.workshop.stream.lines.get(pk=pk).kind == kind.line
        Workshop.objects.update(state="prepared")
        with pytest.raises(Refused, match="ouvrez d’abord la salle"):
            add_axis(atelier, "Habiter", **told)
    for long in ({"text": "x" * 20_001}, {"title": "x" * 201}):
        with pytest.raises(Refused, match="ne peut pas dire cela"):
            add_axis(atelier, "Habiter", **long, **told)
    assert add_axis(atelier, "Habiter", **told).position == 3
