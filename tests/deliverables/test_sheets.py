"""Sheets of a hall in the logbook: straightened, beside what was typed, shown once nobody on them
minds, and never again once a card of theirs is taken away.
"""

from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from atelier_local.programme.ateliers.enums import Audience
from atelier_local.refusal import Refused
from atelier_local.steps.deliverables import press, queries
from atelier_local.steps.deliverables.assembly import data_of, photographs_of
from atelier_local.steps.deliverables.enums import Consent, DeliverableKind
from atelier_local.steps.deliverables.models import Photograph, Section
from atelier_local.steps.deliverables.operations import (
    record_consent,
    show_sheet,
    start_deliverable,
    write_section,
)
from atelier_local.steps.wall.enums import ContributionKind
from atelier_local.steps.wall.models import Contribution
from atelier_local.steps.wall.operations import close_workshop, hide
from atelier_local.steps.wall.paper.operations import print_pack, type_card
from atelier_local.steps.workshops.enums import SheetKind
from atelier_local.steps.workshops.models import Cell, Sheet
from atelier_local.steps.workshops.paper.operations import receive
from atelier_local.windows.story.sheets import photographed
from tests.factories.wall import an_open_activity
from tests.factories.workshops import MORNING
from tests.pages import assert_queries

SAID = ("Un banc devant l’école.", "Le car de dix-huit heures.")
EVENING = MORNING + timedelta(days=1, hours=10)
SHOWN = {"alt": "Une feuille à huit cases, deux remplies", "consent": Consent.NOBODY, "at": EVENING}


@dataclass
class Shown:
    """A section of the logbook, and the sheet of a table that may stand there."""

    section: Section
    sheet: Sheet
    cards: list[Contribution]

    @property
    def path(self) -> str:
        slug = self.section.deliverable.atelier.slug
        return reverse("deliverables:photographs", args=[slug, self.section.pk])


def a_typed_sheet(cast) -> Shown:
    activity, by = an_open_activity(cast), cast.dina
    workshop, when = activity.workshop, {"by": cast.dina, "at": MORNING}
    pack = print_pack(workshop, activity, by_table=1, **when)
    number = next(s["number"] for s in pack.contents["sheets"] if s["kind"] == SheetKind.TABLE)
    receive(workshop, BytesIO(photographed(pack, number, dict(enumerate(SAID)))), name="a", **when)
    cells = Cell.objects.select_related("sheet__pack__workshop").order_by("position")
    cards = [
        type_card(cell, activity, words, kind=ContributionKind.NEED, by=by, at=MORNING)
        for cell, words in zip(cells.filter(inked=True), SAID, strict=True)
    ]
    close_workshop(workshop, attendance={Audience.RESIDENTS: 5}, minutes="…", by=by, at=EVENING)
    workshop.atelier.refresh_from_db()
    draft = start_deliverable(workshop.atelier, DeliverableKind.LOGBOOK, by=by, at=EVENING)
    draft.atelier = workshop.atelier
    section = write_section(draft, "atelier1", "Le soir", "On l’a dit.", by=by, at=EVENING)
    return Shown(section, Sheet.objects.select_related("pack__workshop").get(), cards)


@pytest.fixture(scope="module")
def made(kept):
    return kept(a_typed_sheet)


@pytest.fixture
def hall(made, db) -> Shown:
    return deepcopy(made)


def printed(hall: Shown) -> tuple[dict, dict[str, bytes]]:
    data = data_of(hall.section.deliverable, at=EVENING)
    return data, photographs_of(data)


def test_a_sheet_stands_beside_what_was_typed_from_it(hall, cast):
    draft = hall.section.deliverable
    assert queries.facts(draft.atelier).unshown == 1
    shown = show_sheet(hall.section, hall.sheet, by=cast.dina, **SHOWN)
    assert queries.facts(draft.atelier).unshown == 0
    assert shown.credit == "feuille de la table 1, photographiée sur place"
    data, pictures = printed(hall)
    [table] = data["steps"][0]["tables"]
    assert [line[:9] for line in table["transcription"]] == ["C-1-001\xa0:", "C-1-002\xa0:"]
    assert list(pictures) == [f"{shown.file.sha256}.jpg"]
    with pdfium.PdfDocument(press.typeset("logbook", data, pictures)) as document:
        [(page, image)] = [(p, one) for p in document for one in p.get_objects(filter=[3])]
        left, _, right, _ = image.get_bounds()
        assert image.get_px_size()[0] * 72 / (right - left) >= 150
        words = page.get_textpage().get_text_range().replace("\r\n", " ")
        assert all(said in words for said in SAID)
    zipped = press.bundle("logbook", data, pictures)
    assert shown.file.sha256.encode() in zipped
    with pytest.raises(Refused, match="montre déjà cette feuille"):
        show_sheet(hall.section, hall.sheet, by=cast.dina, **SHOWN)
    assert press.typeset("logbook", data, dict.fromkeys(pictures, b"no")).startswith(b"%PDF-")
    shown.file.path.unlink()
    assert printed(hall)[1] == {}


def test_a_name_refused_or_a_card_taken_away_takes_the_sheet_away(hall, cast):
    shown = show_sheet(hall.section, hall.sheet, by=cast.dina, **SHOWN)
    record_consent(shown, Consent.REFUSED, by=cast.dina, at=EVENING)
    assert printed(hall)[1] == {}
    record_consent(shown, Consent.AGREED, by=cast.dina, at=EVENING)
    assert len(printed(hall)[1]) == 1
    hide(hall.cards[1], "Le nom d’une personne.", by=cast.dina, at=EVENING)
    assert printed(hall)[1] == {}
    assert list(Photograph.objects.kept_back()) == [shown]
    Photograph.objects.all().delete()
    with pytest.raises(Refused, match="l’une de ses cartes est masquée"):
        show_sheet(hall.section, hall.sheet, by=cast.dina, **SHOWN)


def test_whoever_writes_shows_a_sheet_from_its_page(hall, cast, as_):
    dina, path = as_(cast.dina), hall.path
    taking = path + "feuille/"
    told = {"sheet-sheet": hall.sheet.pk, "sheet-consent": "nobody", "sheet-alt": SHOWN["alt"]}
    assert "Montrer une feuille de la salle" in dina.get(path).text
    assert_queries(dina, path)
    assert dina.post(taking, told | {"sheet-alt": ""}).status_code == 422
    picture = hall.sheet.photograph.picture.path
    content = picture.read_bytes()
    picture.unlink()
    assert "ne se lit pas ici" in dina.post(taking, told).text
    picture.write_bytes(content)
    assert dina.post(taking, told).url == path
    assert "Montrer une feuille" not in dina.get(path).text
    assert as_(cast.paul).post(taking, told).status_code == 403
    hide(hall.cards[0], "Un nom.", by=cast.dina, at=EVENING)
    assert "une carte de la feuille est masquée" in as_(cast.dina).get(path).text
