"""Cards with a photograph: read over first, drawn anew, refused with a reason, shown to who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from atelier_local.ground.files.models import Stored
from atelier_local.ground.journal.models import Copy, Line, uuid7
from atelier_local.programme.thread.enums import Sight
from atelier_local.programme.thread.models import Node
from atelier_local.refusal import Refused
from atelier_local.steps.wall import operations, queries, room
from atelier_local.steps.wall.enums import Moderation
from atelier_local.steps.wall.models import Activity, Contribution, Photo
from tests.factories.ateliers import an_epci
from tests.factories.pictures import a_jpeg, a_png
from tests.factories.wall import MORNING, a_phone, an_open_activity
from tests.files.test_pictures import HEIC, exif, with_segments
from tests.wall.saying import lay

TAKEN = with_segments(a_jpeg(), exif(6))


@pytest.fixture
def pictured(activity) -> Activity:
    """The question of the room, to which a photograph may be joined."""
    Activity.objects.filter(pk=activity.pk).update(photos=True)
    activity.refresh_from_db()
    return activity


def brought(activity, content=TAKEN) -> Photo:
    return operations.bring_photo(activity.workshop, io.BytesIO(content), at=MORNING)


def borne(activity, photo, words="La source est à sec") -> Contribution:
    line = operations.lay(
        a_phone(activity), words, activity=str(activity.pk), kind="besoin", id=uuid7(), at=MORNING,
        photo=photo,
    )  # fmt: skip
    return Contribution.objects.select_related("activity__workshop__stream", "node").get(pk=line.pk)


def url(activity, name, *rest):
    return reverse(f"wall:{name}", args=[activity.workshop.atelier.slug, *rest])


def frames(activity, face) -> str:
    lines = list(Line.objects.filter(stream=activity.workshop.stream).order_by("seq"))
    return "".join(frame.data for frame in room.frame(lines, face))


def test_where_it_was_taken_is_not_kept(pictured):
    kept = brought(pictured).file.read()
    assert b"48.3765" in TAKEN
    assert b"48.3765" not in kept
    assert kept.startswith(b"\xff\xd8")


def test_a_photograph_is_read_over_before_the_wall_shows_it(as_, cast, pictured):
    card = borne(pictured, brought(pictured))
    shown = url(pictured, "photo", card.pk)
    assert card.waiting
    assert shown in frames(pictured, room.CONSOLE)
    assert str(card.pk) in frames(pictured, room.CONSOLE)
    assert shown not in frames(pictured, room.PROJECTOR)
    assert [c.pk for c in queries.desk(pictured.workshop).to_read_over] == [card.pk]
    assert as_(cast.camille).get(shown).status_code == 404
    assert as_(cast.dina).get(shown)["Content-Type"] == "image/jpeg"
    as_(cast.dina).post(url(pictured, "show", 1), {"card": card.pk})
    assert shown in frames(pictured, room.PROJECTOR)
    assert as_(cast.camille).get(shown).content.startswith(b"\xff\xd8")
    assert as_(cast.eve).get(shown).status_code == 404
    operations.hide(card, "Une personne y est nommée", by=cast.dina, at=MORNING)
    assert as_(cast.camille).get(shown).status_code == 404
    assert shown not in frames(pictured, room.PROJECTOR)


def test_a_card_for_the_team_alone_waits_for_nobody(pictured):
    Activity.objects.filter(pk=pictured.pk).update(moderation=Moderation.TEAM)
    card = borne(pictured, brought(pictured))
    assert not card.is_to_read_over
    assert queries.desk(pictured.workshop).to_read_over == []


def test_the_line_tells_the_digest_and_nothing_tells_whose_it_is(pictured):
    photo = brought(pictured)
    card = borne(pictured, photo)
    line = Line.objects.get(pk=card.pk)
    assert line.payload["picture"] == photo.file.sha256
    assert photo.file.stored_by == ""


def test_only_a_photograph_of_this_room_is_borne(cast, pictured):
    elsewhere = an_open_activity(
        cast, slug="ailleurs", epci=an_epci("200000001", "CC d’Ailleurs"),
        framework=pictured.workshop.atelier.framework,
    )  # fmt: skip
    with pytest.raises(Refused, match="n’est pas arrivée"):
        borne(pictured, brought(elsewhere))
    with pytest.raises(Refused, match="n’est pas arrivée"):
        borne(elsewhere, brought(elsewhere))  # its question asks for no photograph
    with pytest.raises(Refused, match="n’est pas arrivée"):
        borne(pictured, Photo(pk=uuid7()))
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "n’est pas une image"), (b"<svg onload=x>", "n’est pas une image"),
        (b"%PDF-1.7", "n’est pas une image"), (a_jpeg()[:-3], "incomplète"),
        (a_png(12_001, 1), "côté"), (HEIC, "HEIC"), (b"GIF89a" + bytes(90), "fixe"),
        (b"\xff\xd8\xff" + b"0" * 8_000_001, "dépasse 8"),
    ],
)  # fmt: skip
def test_what_is_no_photograph_is_refused_with_its_reason(phone, pictured, content, why):
    sent = {"picture": SimpleUploadedFile("vacances.jpg", content or b"x")}
    answer = phone.post(reverse("wall:bring_photo", args=[pictured.workshop_id]), sent)
    assert answer.status_code == 422
    assert why in answer.json()["error"]
    assert not Photo.objects.exists()
    assert not Stored.objects.exists()


def test_a_phone_without_script_joins_one_and_a_stranger_none(phone, pictured):
    page = reverse("wall:room", args=[pictured.workshop_id])
    given = {
        "id": str(uuid7()), "activity": str(pictured.pk), "kind": "besoin", "words": "À sec",
        "picture": SimpleUploadedFile("p.png", a_png()),
    }  # fmt: skip
    assert phone.post(page, given).status_code == 302
    assert Contribution.objects.get().photo.file.media_type == "image/jpeg"
    bad = given | {"id": str(uuid7()), "picture": SimpleUploadedFile("p.jpg", b"non")}
    refused = phone.post(page, bad | {"words": "Encore"})
    assert refused.status_code == 422
    assert "Encore" in refused.content.decode()
    bring = reverse("wall:bring_photo", args=[pictured.workshop_id])
    sent = {"picture": SimpleUploadedFile("p.png", a_png())}
    assert Client().post(bring, sent).status_code == 404
    assert phone.get(bring).status_code == 405


def test_a_phone_brings_only_so_many(phone, pictured):
    bring = reverse("wall:bring_photo", args=[pictured.workshop_id])
    for left in range(30):
        content = a_png() if left > 28 else b"rien"
        sent = {"picture": SimpleUploadedFile("p.png", content)}
        assert phone.post(bring, sent).status_code == (201 if left > 28 else 422)
    assert Photo.objects.count() == 1
    sent = {"picture": SimpleUploadedFile("p.png", a_png())}
    refused = phone.post(bring, sent)
    assert refused.status_code == 422
    assert "à la suite" in refused.json()["error"]


def test_a_card_without_photograph_has_none_to_show(as_, cast, pictured):
    line = lay(a_phone(pictured), activity=pictured)
    assert as_(cast.dina).get(url(pictured, "photo", line.pk)).status_code == 404


def test_whoever_joins_it_says_whether_documents_may_take_it_up(phone, pictured):
    """Nobody lends a photograph by saying nothing, and what is said is in the line."""
    room_url = reverse("wall:room", args=[pictured.workshop_id])
    assert "Elle peut paraître" in phone.get(room_url).text
    for words, said in (("Oui", {"reuse": "on"}), ("Non", {})):
        taken = SimpleUploadedFile("source.jpg", a_jpeg(), "image/jpeg")
        sent = {"words": words, "kind": "besoin", "activity": pictured.pk, "id": uuid7()}
        phone.post(room_url, sent | said | {"picture": taken})
    cards = Contribution.objects.select_related("node").order_by("node__words")
    lines = Line.objects.in_bulk([card.pk for card in cards])
    assert [lines[card.pk].payload.get("reuse") for card in cards] == [None, True]
    for n, card in enumerate(cards, 1):
        Node.unfiltered.filter(pk=card.pk).update(number=f"C-1-00{n}", seen_by=Sight.PUBLIC)
    Contribution.objects.update(waiting=False)
    [card] = queries.lent(pictured.workshop.atelier)
    assert card.node.words == "Oui"
    line = lines[card.pk]
    told = {"kind": line.kind, "at": line.at, "received_at": line.at, "same": False}
    for n, payload in enumerate([{"reuse": True}, {}]):
        Copy.objects.create(line=line, digest=b"%d" % n, payload=payload, **told)
        assert len(queries.lent(pictured.workshop.atelier)) == 1 - n
