"""Photographs taken in a hall without network: they come home once, and only those of that room."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from atelier_local.ground.files.models import Stored
from atelier_local.ground.journal import bundles
from atelier_local.ground.journal import operations as journal
from atelier_local.ground.journal.models import Line, uuid7
from atelier_local.programme.people.models import Person
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations as wall
from atelier_local.steps.wall.folding import state_of
from atelier_local.steps.wall.models import Activity, Contribution, Photo
from atelier_local.steps.wall.paper.operations import type_card
from atelier_local.steps.workshops.models import Cell, Pack, Photograph, Sheet, Workshop
from atelier_local.steps.workshops.paper import operations as paper
from atelier_local.steps.workshops.paper import press, sheets
from atelier_local.windows.upkeep import rules
from atelier_local.windows.upkeep.enums import Remark
from atelier_local.windows.upkeep.hall import served
from atelier_local.windows.upkeep.models import Merge
from atelier_local.windows.upkeep.operations import make_kit, merge, pack_up, photographs, unlocked
from tests import databases
from tests.factories.paper import Hall, a_hall_with_paper
from tests.factories.people import Cast, the_cast
from tests.factories.pictures import a_jpeg
from tests.factories.wall import MORNING
from tests.files.test_pictures import a_photograph
from tests.photographs import Shot, printed, written_on
from tests.upkeep.kits import SECRET, on_a_laptop
from tests.upkeep.test_kits import content_of, shut

TAKEN = a_photograph(80, 40)
NOBODY = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Office:
    """Home: a question to which photographs may be joined, a pack, a kit that left."""

    cast: Cast
    hall: Hall
    kit: object
    sealed: bytes

    @property
    def workshop(self) -> Workshop:
        return self.hall.workshop

    def take_in(self, bundle: bytes) -> Merge:
        return merge(self.workshop.atelier, bundle, SECRET, by=self.cast.dina, at=MORNING)

    def shut(self, content: dict) -> bytes:
        """A bundle of this kit that says `content`, its files included."""
        key = content_of(self.sealed)["kit"]["key"]
        return shut(self.kit, key, content)


@pytest.fixture
def office(migrated, django_db_blocker, test_settings, tmp_path):
    apart = override_settings(MEDIA_ROOT=tmp_path / "home")
    with apart, django_db_blocker.unblock(), databases.own(migrated, tmp_path):
        cast = the_cast()
        hall = a_hall_with_paper(cast)
        Activity.objects.filter(pk=hall.activity.pk).update(photos=True)
        hall.activity.refresh_from_db()
        wall.open_activity(hall.activity, by=cast.dina, at=MORNING)
        kit, sealed = make_kit(hall.workshop, SECRET, by=cast.dina, at=MORNING)
        yield Office(cast, hall, kit, sealed)


@pytest.fixture
def laptop(office, migrated, tmp_path):
    """A laptop of its own database and disk, its kit open."""

    def there():
        return on_a_laptop(migrated, tmp_path, office.sealed)

    with override_settings(MEDIA_ROOT=tmp_path / "laptop"):
        yield there


def a_room_there() -> tuple[Workshop, Activity, Person]:
    workshop = Workshop.objects.select_related("atelier__stream", "stream").get()
    asked = Activity.objects.select_related("workshop__stream").get(photos=True)
    return workshop, asked, Person.objects.get(last_name="Haddad")


def a_pictured_card(workshop, activity, content=TAKEN, words="La source est à sec") -> Line:
    photo = wall.bring_photo(workshop, io.BytesIO(content), at=MORNING)
    phone = wall.join(workshop, at=MORNING, audience="HA", table=2)
    return wall.lay(
        phone, words, activity=str(activity.pk), kind="besoin", id=uuid7(), at=MORNING, photo=photo
    )


def at_home(tmp_path):
    return override_settings(MEDIA_ROOT=tmp_path / "home")


def test_the_photograph_of_a_card_comes_home_once(office, laptop, tmp_path):
    with laptop() as there:
        workshop, asked, _ = a_room_there()
        card = a_pictured_card(workshop, asked)
        wall.bring_photo(workshop, io.BytesIO(a_photograph(40, 80)), at=MORNING)  # borne by none
        drawn = Photo.objects.get(pk=card.payload["photo"]).file.read()
        state = state_of(workshop)
        first = pack_up(there, at=MORNING)
        second = pack_up(there, at=MORNING + timedelta(minutes=5))
    with at_home(tmp_path):
        assert office.take_in(first).remarks == []
        assert office.take_in(second).fresh == 0
        photo = Photo.objects.get()
        assert photo.file.read() == drawn
        assert photo.file.stored_by == ""
        assert Contribution.objects.get().photo == photo
        assert state_of(office.workshop) == state
        told = Line.objects.filter(kind="upkeep.kit_merged").order_by("seq")
        assert [line.payload["photographs"] for line in told] == [1, 0]


def test_a_bundle_without_photographs_opens_and_they_may_come_later(office, laptop, tmp_path):
    with laptop() as there:
        workshop, asked, _ = a_room_there()
        a_pictured_card(workshop, asked)
        bundle = pack_up(there, at=MORNING)
    content = opened(bundle, office)
    rows = [one for one in content["rows"] if one["model"] not in ("wall.photo", "files.stored")]
    old = {k: v for k, v in content.items() if k not in ("files", "left")} | {"rows": rows}
    with at_home(tmp_path):
        done = office.take_in(office.shut(old))
        assert [one["what"] for one in done.remarks] == [Remark.PICTURE_LEFT]
        assert Contribution.objects.get().photo is None
        assert office.take_in(bundle).remarks == []
        assert Contribution.objects.get().photo == Photo.objects.get()


def opened(bundle: bytes, office: Office) -> dict:
    identity = unlocked(bundle, "retour", SECRET)
    return bundles.open_(bundle, "retour", public=office.kit.public_key, identity=identity)


def the_table_sheet(office: Office, *places: int):
    """The sheet of a table as it is printed, then written on. Packs of two databases share a key:
    no cache of pages here."""
    pack = Pack.objects.select_related("workshop__atelier__epci").get(pk=office.hall.pack.pk)
    page = printed(press.typeset(pack))[Hall.TABLE]
    return written_on(page, *(sheets.TABLE.cells[place].written for place in places))


def a_sheet_read(workshop: Workshop, page, dina: Person, seed: int = 0) -> None:
    shot = Shot(longest=2600, seed=seed).of(page)
    read = paper.receive(workshop, io.BytesIO(shot), name="IMG.JPG", by=dina, at=MORNING)
    assert (read.photograph.troubles, read.sheets) == ([], 1)


def test_sheets_read_in_the_hall_come_home_with_what_was_cut_out(office, laptop, tmp_path):
    page = the_table_sheet(office, 0, 5)
    with laptop() as there:
        workshop, asked, dina = a_room_there()
        a_sheet_read(workshop, page, dina)
        left_to_type = pack_up(there, at=MORNING)
        cell = Cell.objects.select_related("sheet__pack__workshop").get(inked=True, position=0)
        type_card(cell, asked, "Un banc", kind="besoin", by=dina, at=MORNING)
        ink = cell.picture.read()
        count = Cell.objects.count()
        typed = pack_up(there, at=MORNING + timedelta(minutes=9))
    with at_home(tmp_path):
        for bundle in (left_to_type, typed, left_to_type):
            assert office.take_in(bundle).remarks == []
        assert (Photograph.objects.count(), Sheet.objects.count()) == (1, 1)
        assert Cell.objects.count() == count
        card = Contribution.objects.get()
        assert (card.node.words, card.channel) == ("Un banc", "paper")
        proof = Cell.objects.get(pk=card.pk)
        assert proof.typed_at == MORNING
        assert proof.picture.read() == ink
        other = Cell.objects.select_related("sheet__pack__workshop").get(inked=True, typed_at=None)
        here = Activity.objects.select_related("workshop__stream").get(pk=office.hall.activity.pk)
        type_card(other, here, "Un abri", kind="besoin", by=office.cast.dina, at=MORNING)
        assert Contribution.objects.count() == 2


def test_a_sheet_typed_on_two_laptops_is_one_whatever_comes_first(
    office, laptop, tmp_path, migrated
):
    page = the_table_sheet(office, 0)
    _, other = make_kit(office.workshop, SECRET, by=office.cast.dina, at=MORNING)
    bundles_made, typed = [], []
    for n, sealed in enumerate((office.sealed, other)):
        with on_a_laptop(migrated, tmp_path, sealed) as there:
            workshop, asked, dina = a_room_there()
            a_sheet_read(workshop, page, dina, seed=n)
            cell = Cell.objects.select_related("sheet__pack__workshop").get(inked=True)
            at = MORNING + timedelta(minutes=n)
            type_card(cell, asked, f"Un banc {n}", kind="besoin", by=dina, at=at)
            typed.append(cell.pk)
            bundles_made.append(pack_up(there, at=at))
    for order in (bundles_made, bundles_made[::-1]):
        with at_home(tmp_path), transaction.atomic():
            remarks = [one["what"] for each in order for one in office.take_in(each).remarks]
            assert Remark.TYPED_TWICE in remarks
            assert Contribution.objects.count() == 2
            assert Cell.objects.get(typed_at__isnull=False).pk == typed[0]
            assert (Photograph.objects.count(), Sheet.objects.count()) == (2, 1)
            transaction.set_rollback(True)


def test_what_the_bundle_has_no_room_for_is_told(office, laptop, tmp_path, monkeypatch):
    with laptop() as there:
        workshop, asked, _ = a_room_there()
        a_pictured_card(workshop, asked)
        a_pictured_card(workshop, asked, a_photograph(90, 90), "Le puits aussi")
        monkeypatch.setattr(photographs, "MOST_FILES", 1)
        bundle = pack_up(there, at=MORNING)
    with at_home(tmp_path):
        done = office.take_in(bundle)
        assert {one["what"] for one in done.remarks} == {Remark.PICTURE_LEFT, Remark.PACKED_FULL}
        assert Photo.objects.count() == 1


def test_the_picture_of_a_card_erased_at_home_does_not_come_back(office, laptop, tmp_path):
    with laptop() as there:
        workshop, asked, _ = a_room_there()
        card = a_pictured_card(workshop, asked)
        bundle = pack_up(there, at=MORNING)
    content = opened(bundle, office)
    bare = [one for one in content["rows"] if one["model"] not in ("wall.photo", "files.stored")]
    with at_home(tmp_path):
        office.take_in(office.shut(content | {"files": {}, "rows": bare}))
        line = Line.objects.get(pk=card.pk)
        journal.erase(line, reason="à sa demande", by=office.cast.dina, at=MORNING)
        office.take_in(bundle)
        assert not Photo.objects.exists()
        assert not Stored.objects.exists()


# What is refused --------------------------------------------------------------------------------


def changed(model: str, **fields):
    def change(content: dict) -> dict:
        for row in content["rows"]:
            if row["model"] == model:
                row["fields"] |= fields
        return content

    return change


def without(model: str):
    return lambda content: content | {"rows": [r for r in content["rows"] if r["model"] != model]}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (changed("wall.photo", workshop=NOBODY), "d’un autre atelier"),
        (changed("workshops.photograph", workshop=NOBODY), "d’un autre atelier"),
        (changed("workshops.sheet", pack=999_999), "d’un autre atelier"),
        (changed("workshops.sheet", number=99), "d’un autre atelier"),
        (changed("workshops.cell", sheet=NOBODY), "d’un autre atelier"),
        (changed("workshops.cell", longitude=1e9), "d’un autre atelier"),
        (changed("files.stored", sha256="../../etc/passwd"), "il manque"),
        (without("files.stored"), "il manque"),
        (without("workshops.photograph"), "d’un autre atelier"),
        (lambda content: content | {"files": {}}, "il manque"),
        (lambda content: content | {"left": "x"}, "mal formé"),
    ],
)  # fmt: skip
def test_an_unsound_bundle_changes_nothing(office, laptop, tmp_path, change, why):
    with laptop() as there:
        workshop, asked, dina = a_room_there()
        a_pictured_card(workshop, asked)
        picture = Stored.objects.get()
        photograph = Photograph.objects.create(
            workshop=workshop, digest="0" * 64, picture=picture, sent_by=dina.ref, sent_at=MORNING
        )
        sheet = Sheet.objects.create(
            pack=Pack.objects.get(), photograph=photograph, kind="M", number=1
        )
        Cell.objects.create(sheet=sheet, position=0, picture=picture, inked=True)
        bundle = pack_up(there, at=MORNING)
    content = opened(bundle, office)
    refused_at_home(office, tmp_path, change(content), why)
    with at_home(tmp_path):
        assert office.take_in(bundle).cards == 1  # what was refused is what was changed
        assert Cell.objects.count() == 1


def refused_at_home(office, tmp_path, content: dict, why: str) -> None:
    with at_home(tmp_path):
        with pytest.raises(Refused, match=why):
            office.take_in(office.shut(content))
        kept = (Merge, Contribution, Photo, Photograph, Sheet, Cell, Stored)
        assert not any(model.objects.exists() for model in kept)


def test_a_photograph_that_no_card_bears_or_that_is_none_is_refused(office, laptop, tmp_path):
    with laptop() as there:
        workshop, asked, _ = a_room_there()
        a_pictured_card(workshop, asked)
        other = wall.bring_photo(workshop, io.BytesIO(a_jpeg()), at=MORNING).file
        octets = other.read()
        content = opened(pack_up(there, at=MORNING), office)
    [row] = [row for row in content["rows"] if row["model"] == "files.stored"]
    row["fields"] |= {"sha256": other.sha256, "size": len(octets)}
    content["files"] = {other.sha256: octets}
    refused_at_home(office, tmp_path, content, "aucune carte")
    svg = b"<svg onload=x>"
    row["fields"] |= {"sha256": hashlib.sha256(svg).hexdigest()}
    refused_at_home(
        office, tmp_path, content | {"files": {row["fields"]["sha256"]: svg}}, "pas une image"
    )
    refused_at_home(office, tmp_path, content | {"files": {other.sha256: svg}}, "empreinte")


def test_sheets_are_read_on_a_laptop_and_printed_at_home():
    assert served("wall:send_photograph", writes=True)
    assert served("wall:cell", writes=True)
    assert not served("wall:make_pack", writes=True)


# Of two cells, which one stands -----------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    pk: UUID
    typed_at: object = None
    set_aside_at: object = None


MOMENTS = st.none() | st.integers(0, 3).map(lambda n: MORNING + timedelta(minutes=n))
PLACES = st.lists(
    st.builds(Place, st.uuids(version=4), MOMENTS), min_size=1, max_size=4, unique_by=lambda p: p.pk
)


@given(PLACES, st.data())
def test_whatever_the_order_one_cell_stands_and_a_typed_one_first(places, data):
    places = [
        one if one.typed_at else replace(one, set_aside_at=data.draw(MOMENTS)) for one in places
    ]
    stand = set()
    for order in permutations(places):
        ours = order[0]
        for theirs in order[1:]:
            ours = theirs if rules.takes_the_place(theirs, ours, late=False) else ours
        stand.add(ours)
    [one] = stand
    typed = [place.typed_at for place in places if place.typed_at]
    assert one.typed_at == min(typed, default=None)


def test_of_one_cell_the_newer_word_of_its_machine_stands():
    plain = Place(UUID(NOBODY))
    aside, typed = replace(plain, set_aside_at=MORNING), replace(plain, typed_at=MORNING)
    assert rules.takes_the_place(aside, plain, late=False)
    assert rules.takes_the_place(plain, aside, late=False)
    assert not rules.takes_the_place(plain, aside, late=True)
    assert rules.takes_the_place(typed, aside, late=True)
    assert not rules.takes_the_place(plain, typed, late=False)
