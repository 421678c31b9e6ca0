"""Once home, what laptops told of sheets: what one of them erased, the page that shows it all."""

from uuid import UUID

from django.urls import reverse

from atelier_local.ground.journal.operations import Draft
from atelier_local.ground.journal.rules import ERASED
from atelier_local.steps.roadmap import events as roadmap
from atelier_local.steps.roadmap.events import COMPLETED, values_of
from tests.pages import assert_queries
from tests.upkeep.kits import MORNING
from tests.upkeep.logs import bring_home
from tests.upkeep.test_merges import a_card
from tests.upkeep.test_sheets import a_change, quiet


def test_a_word_given_that_a_laptop_erased_is_not_here(room, kits, cast, sheet):
    hall, given = quiet(room, 2), UUID(int=7)
    word = {"node": str(sheet.pk), "number": "", "words": "Je signe.", "by_label": "Le maire"}
    for laptop in hall.laptops:
        laptop.say(roadmap.PLEDGED, word, by=room.facilitator, at=MORNING, id=given)
    [line] = [one for one in hall.laptops[1].log.lines if one.id == given]
    said = {"line": str(given), "seq": line.seq, "reason": "à sa demande"}
    at = MORNING.replace(minute=40)
    draft = Draft(room.stream.pk, ERASED, said, room.facilitator, at, at, hall.uuid())
    hall.laptops[1].log.erase(line, draft)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0], cast.dina)
    assert sheet.pledges.get().words == "Je signe."
    bring_home(kits, told, [1], cast.dina)
    assert not sheet.pledges.exists()


def test_the_page_that_has_all_to_tell_asks_no_more_than_another(room, kits, cast, sheet, as_):
    """Hands counted twice, a card told in two ways, an owner that two named: in one return."""
    hall, card = quiet(room, 2), UUID(int=8)
    atelier, olivia = sheet.node.atelier, str(cast.olivia.organisation_id)
    funding = values_of(sheet)["funding"]
    for n, laptop in enumerate(hall.laptops):
        who = (olivia, str(cast.paul.organisation_id))[n]
        for kind, payload, id in (
            ("wall.contributed", a_card(room, f"Un bus {n}"), card),
            ("wall.counted", {"option": room.options[0], "count": 12 + n}, hall.uuid()),
            (COMPLETED, a_change("owner", str(sheet.owner_id), who, sheet.pk), hall.uuid()),
            (COMPLETED, a_change("funding", funding, funding[: n + 1], sheet.pk), hall.uuid()),
        ):
            at = MORNING.replace(minute=31 + n)
            laptop.say(kind, payload, by=room.facilitator, at=at, id=id)
    told = [one.bundle(kits[n].pk) for n, one in enumerate(hall.laptops)]
    bring_home(kits, told, [0, 1], cast.dina)
    page, desk = reverse("upkeep:kits", args=[atelier.slug]), as_(cast.dina)
    shown = desk.get(page).text
    told = "12 mains ici, 13 dans le kit", "Un bus 1", cast.olivia.organisation.name
    for words in (*told, ", accordé", "Financements"):
        assert words in shown
    assert_queries(desk, page)
