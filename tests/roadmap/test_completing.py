"""A sheet completed field by field, at the office or at a table of a hall."""

import json

from atelier_local.ground.journal.models import Line
from atelier_local.steps.roadmap.models import Action
from tests.factories.roadmap import an_action
from tests.roadmap.sending import funders_of
from tests.roadmap.test_pages import on, text


def test_a_sheet_is_completed_field_by_field(as_, cast, strategy):
    action, client = an_action(cast, strategy), as_(cast.bastien)
    address = on(action, "complete")
    there = client.get(address).context
    sent = {name: value for name, value in there["form"].initial.items() if value is not None}
    sent |= {
        "read": json.dumps(sent["read"]),
        "owner": str(action.owner_id),
        "ends_on": "2029-07-01",
    }
    sent |= {"partners": "EPF", "places": "", "first_step": "Réunir les voisins."}
    sent |= {f"couts-{k}_FORMS": v for k, v in (("TOTAL", "5"), ("INITIAL", "0"))}
    sent |= {"couts-0-label": "Étude", "couts-0-nature": "etudes", "couts-0-amount": "30 000 €"}
    marked = {"soil_restored": "1 200", "climate": ["M", "A"], "resolved_on": "06/12/2027"}
    sent |= marked | {"urgency": "3", "effect": "3", "ease": "2", "couts-0-year": "2028"}
    assert client.post(address, sent).url == on(action)
    told = Line.objects.get(kind="roadmap.sheet_completed")
    assert set(told.payload["changes"]) == {
        *("first_step", "partners", "places", "dates", "costs", "urgency", "effect", "ease"),
        *marked,
    }
    action = Action.objects.get(pk=action.pk)
    assert (action.first_step, action.plan.cost) == ("Réunir les voisins.", 30_000)
    assert (action.soil_restored, action.climate, action.score) == (1_200, "AM", 8)
    shown = text(client, on(action))
    for words in ("1 200 m² renaturés", "Adaptation, atténuation", "8 sur 9", "études, 2028"):
        assert words in shown.replace("\u202f", " ").replace("\xa0", " "), words
    late = client.post(address, sent | {"first_step": "Autre chose."})
    assert late.status_code == 422
    assert "« Premier pas » a changé pendant que vous écriviez" in text_of(late)
    assert "Autre chose." in text_of(late)
    read = client.get(address).context["form"].initial["read"]
    for wrong, why in (
        ({"first_step": ""}, "obligatoire"),
        ({"partners": "x" * 201}, "« Partenaires » ne peut pas dire cela"),
        ({"starts_on": "2030-01-01"}, "finirait avant"),
        ({"read": "[1]"}, "ouvrez-la de nouveau"),
        ({"couts-1-label": "Sans montant"}, "obligatoire"),
    ):
        answer = client.post(address, sent | {"read": json.dumps(read)} | wrong)
        assert (answer.status_code, why in text_of(answer)) == (422, True), why
    assert client.post(address, sent | {"read": json.dumps(read)}).url == on(action)
    assert Line.objects.filter(kind="roadmap.sheet_completed").count() == 1


def test_funders_are_changed_added_and_taken_away(as_, cast, strategy):
    action, client = an_action(cast, strategy), as_(cast.bastien)
    address = on(action, "funding")
    page = client.get(address)
    assert "Un financeur de plus" in text_of(page)
    lines = list(action.plan.lines.all())
    empty = len(lines)
    sent = funders_of(page)
    sent |= {f"lignes-0-{name}": value for name, value in (
        ("amount", "41 000 €"), ("due_on", "31/01/2028"), ("document", "Dossier 12"),
    )}  # fmt: skip
    sent |= {"lignes-1-DELETE": "on", f"lignes-{empty}-funder": "La Région"}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "La Région, Nature" in text_of(wrong)
    assert "Dossier 12" in text_of(wrong)
    sent |= {f"lignes-{empty}-kind": "region", f"lignes-{empty}-amount": "9000"}
    assert client.post(address, sent).url == on(action)
    first, *others, last = action.plan.lines.all()
    assert (first.amount_eur, first.document) == (41_000, "Dossier 12")
    assert [one.funder for one in others] == [one.funder for one in lines[2:]]
    assert (last.funder, last.amount_eur, last.state) == ("La Région", 9_000, "considered")
    late = client.post(address, sent | {"lignes-0-amount": "1"})
    assert "a changé pendant que vous écriviez" in text_of(late)
    assert Line.objects.filter(kind="roadmap.sheet_completed").count() == 1


def text_of(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
